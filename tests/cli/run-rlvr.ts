// The command line in a folder of its own: as a child process, or within the test's process, which costs no start.
import { spawn } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { runProgram } from '../../src/cli/program.ts'

const program = new URL('../../src/cli/main.ts', import.meta.url).pathname

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A temporary folder with these files. */
export async function folderWith(files: { readonly [name: string]: string }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-cli-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

/** Runs `rlvr …` in `folder` to its end. */
export async function runRlvr(folder: string, given: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...given], { cwd: folder })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, ...output }
}

/**
 * Runs `rlvr …` in `folder` within this process, for what neither reads stdin nor gets a signal. One call at a time: the
 * folder, the output and the exit code are the process's own.
 */
export async function runRlvrHere(folder: string, given: readonly string[]): Promise<Ended> {
  const output = { stdout: '', stderr: '' }
  const write = (stream: keyof typeof output) => (text: unknown) => {
    output[stream] += String(text)
    return true
  }
  const print = (stream: keyof typeof output) => (text: unknown) => void write(stream)(`${String(text)}\n`)
  const [home, before] = [process.cwd(), process.exitCode]
  const signals = ['SIGINT', 'SIGTERM'] as const
  const listeners = new Set(signals.flatMap((signal) => process.listeners(signal)))
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(write('stdout')),
    vi.spyOn(process.stderr, 'write').mockImplementation(write('stderr')),
    vi.spyOn(console, 'log').mockImplementation(print('stdout')),
    vi.spyOn(console, 'error').mockImplementation(print('stderr')),
  ]
  try {
    process.chdir(folder)
    process.exitCode = 0
    await runProgram(given)
    return { code: process.exitCode, ...output }
  } finally {
    for (const spy of spies) spy.mockRestore()
    // A command listens to Ctrl-C until its process ends, which this one does not.
    for (const signal of signals)
      for (const listener of process.listeners(signal))
        if (!listeners.has(listener)) process.removeListener(signal, listener)
    process.chdir(home)
    process.exitCode = before
  }
}

/** JSON Lines as values. */
export function rowsOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown)
}
