// What a terminal is asked for, read before any of it is done.
import { RlvrError, show, unknownField } from '../../core/errors.ts'
import type { TerminalOptions } from './terminal.ts'

export type NumberOption = 'memoryMb' | 'processes' | 'diskMb' | 'timeoutMs' | 'outputBytes'

/** Whole numbers: lowest, highest, default. */
export const terminalNumbers: {
  readonly [name in NumberOption]: readonly [lowest: number, highest: number, usual: number]
} = {
  memoryMb: [16, 1 << 16, 512],
  processes: [4, 4096, 64],
  diskMb: [1, 4096, 32],
  timeoutMs: [1, 3_600_000, 10_000],
  outputBytes: [1, 16 << 20, 64 << 10],
}

/** All of them. */
export const terminalOptionNames: readonly string[] = ['files', 'modes', 'commands', ...Object.keys(terminalNumbers)]
const mostPathChars = 1000

/** @throws RlvrError `RLVR_SANDBOX` naming what is wrong and what was expected */
export function checkTerminalOptions(options: TerminalOptions): void {
  const strange = unknownField(options, terminalOptionNames)
  if (strange !== null) throw new RlvrError('RLVR_SANDBOX', `A terminal ${strange}`)
  for (const [name, [low, high]] of Object.entries(terminalNumbers)) {
    const value: unknown = options[name as NumberOption]
    if (value === undefined || (Number.isInteger(value) && Number(value) >= low && Number(value) <= high)) continue
    const expected = `\`${name}\` of a terminal is a whole number from ${low} to ${high}`
    throw new RlvrError('RLVR_SANDBOX', `${expected}; got ${show(value, 40)}.`)
  }
  for (const [name, shape] of [
    ['files', "an object from paths to contents, like { 'notes.txt': 'milk' }"],
    ['modes', "an object from paths to permissions, like { 'run.sh': 0o755 }"],
  ] as const) {
    const value: unknown = options[name]
    if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value)))
      throw new RlvrError('RLVR_SANDBOX', `\`${name}\` of a terminal is ${shape}; got ${show(value, 40)}.`)
  }
  if (options.commands !== undefined && !Array.isArray(options.commands))
    throw new RlvrError('RLVR_SANDBOX', `\`commands\` of a terminal is a list; got ${show(options.commands, 40)}.`)
  for (const [path, content] of Object.entries(options.files ?? {})) {
    checkPath(path)
    if (typeof content !== 'string' && !((content as unknown) instanceof Uint8Array))
      throw new RlvrError('RLVR_SANDBOX', `The content of ${path} is a text or bytes; got ${show(content, 40)}.`)
  }
  for (const [path, mode] of Object.entries(options.modes ?? {})) {
    if (!Object.hasOwn(options.files ?? {}, path))
      throw new RlvrError('RLVR_SANDBOX', `\`modes\` names ${show(path, 80)}, and \`files\` has no such file.`)
    if (!Number.isInteger(mode) || mode < 0 || mode > 0o777)
      throw new RlvrError('RLVR_SANDBOX', `The mode of a file is from 0 to 0o777; of ${path} it is ${show(mode, 40)}.`)
  }
  for (const command of options.commands ?? []) checkCommand(command)
}

/** @throws RlvrError `RLVR_SANDBOX` */
export function checkPath(path: string): void {
  const parts = path.split('/')
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..') && !path.includes('\0')
  if (isPlain && path.length <= mostPathChars) return
  throw new RlvrError(
    'RLVR_SANDBOX',
    `A file's path begins at the working folder and stays below it, as in \`notes/a.txt\`; got ${show(path, 80)}.`,
  )
}

/** @throws RlvrError `RLVR_SANDBOX` */
export function checkCommand(command: unknown): void {
  if (typeof command === 'string' && !command.includes('\0') && command.length <= mostCommandChars) return
  const expected = `A command is a text without NUL of at most ${mostCommandChars} characters`
  throw new RlvrError('RLVR_SANDBOX', `${expected}; got ${show(command, 80)}.`)
}

/** One argument of a process has 128 KiB at most. */
const mostCommandChars = 30_000
