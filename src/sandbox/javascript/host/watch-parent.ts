// A worker without a jail outlives a parent that is killed, for as long as a candidate holds its main thread: nothing
// else there would notice. So a thread that no candidate ever runs in looks now and then.
import { Worker } from 'node:worker_threads'

const everyMs = 500

export function watchParent(parent: number): void {
  const program = `setInterval(() => {
    if (process.ppid !== ${parent}) process.kill(process.pid, 'SIGKILL')
  }, ${everyMs})`
  new Worker(program, { eval: true, env: {} }).unref()
}
