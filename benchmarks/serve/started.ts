// A server in a process of its own, by the command line that its user would type.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

export interface Started {
  readonly child: ChildProcess
  /** Memory that it holds, in MB. */
  memoryMb(): number
  /** Processor time that it has taken so far, of all its threads. */
  processorSeconds(): number
  /** As a crash would. */
  kill(): Promise<void>
}

export interface StartedRlvr extends Started {
  readonly urls: { readonly [protocol: string]: string }
}

/** `rlvr serve` with these words after it. */
export async function startRlvr(words: readonly string[]): Promise<StartedRlvr> {
  const flags = ['--disable-warning=ExperimentalWarning', '--conditions=rlvr-source', program, 'serve']
  const child = spawn(process.execPath, [...flags, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [said, complained] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text))
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  while (!said.includes('\n')) {
    if (child.exitCode !== null) throw new Error(`rlvr serve ${words.join(' ')} ended: ${complained}`)
    await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
  }
  const { urls } = JSON.parse(said.slice(0, said.indexOf('\n'))) as { urls: StartedRlvr['urls'] }
  return { ...started(child), urls }
}

/** Any other program, waited for until `port` is listened on. */
export async function startProgram(command: string, words: readonly string[], port: number): Promise<Started> {
  const child = spawn(command, words, { stdio: 'ignore' })
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${command} ${words.join(' ')} ended with ${child.exitCode}.`)
    if (await isListening(port)) return started(child)
    await wait(100)
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return await new Promise((resolve) => {
    socket.on('connect', () => (socket.destroy(), resolve(true)))
    socket.on('error', () => resolve(false))
  })
}

function started(child: ChildProcess): Started {
  return {
    child,
    memoryMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    processorSeconds: () => {
      // proc_pid_stat(5): utime and stime, in ticks of a hundredth of a second.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
      return (Number(fields[11]) + Number(fields[12])) / 100
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const closed = once(child, 'exit')
      child.kill('SIGKILL')
      await closed
    },
  }
}
