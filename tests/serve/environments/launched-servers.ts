// Python entry points that start `rlvr serve` through a launcher, as npx is one: a shell that waits, and hands no
// signal on.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

const program = new URL('../../../src/cli/main.ts', import.meta.url).pathname

/** The words that stand for `npx --no -- rlvr`; the shell goes on after the server, so it cannot be replaced by it. */
export const launcher: readonly string[] = [
  'sh',
  '-c',
  `"$0" "$@"; exit $?`,
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  '--conditions=rlvr-source',
  program,
]

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A Python program, ended for good with the test. */
export function python(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Record<string, string> },
): ChildProcess {
  const child = spawn('python3', args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Whether an HTTP server answers there. */
export async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    () => true,
    () => false,
  )
}
