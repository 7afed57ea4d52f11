// What V8 alone costs: processes that make an isolate with a context in it and dispose of it, and run nothing. No
// engine that gives each program an isolate of its own can be faster than this.
import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Contender } from '../contender.ts'

const program = `
const ivm = require('isolated-vm')
const end = performance.now() + Number(process.argv[1]) * 1000
let made = 0
for (; performance.now() < end; made++) {
  const isolate = new ivm.Isolate({ memoryLimit: 512 })
  isolate.createContextSync()
  isolate.dispose()
}
console.log(made)`

/** Isolates a second, of as many processes as there are cores. */
export function bareIsolates(seconds: number): Contender {
  return {
    name: 'bare isolates',
    version: '',
    round: async () => {
      const args = ['--no-node-snapshot', '-e', program, String(seconds)]
      const cwd = fileURLToPath(new URL('../..', import.meta.url))
      const counts = await Promise.all(
        Array.from({ length: availableParallelism() }, async () =>
          Number((await promisify(execFile)(process.execPath, args, { cwd })).stdout),
        ),
      )
      return counts.reduce((sum, count) => sum + count, 0) / seconds
    },
    close: () => {},
  }
}
