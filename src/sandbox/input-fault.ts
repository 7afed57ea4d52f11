// What a program is started with and cannot be: names that no file can have, arguments that no process can.
import type { RunJob } from './sandbox.ts'

const mostFiles = 1000
/** NAME_MAX of Linux. */
const mostNameBytes = 255
const mostArgs = 1000
/** A process takes no argument of more (MAX_ARG_STRLEN), and all of them together less than a stack. */
const mostArgsBytes = 128 * 1024 - 1

/** In words what is wrong; null where nothing is. */
export function inputFault({ files = {}, args = [] }: Pick<RunJob, 'files' | 'args'>): string | null {
  const names = Object.keys(files)
  if (names.length > mostFiles) return `Expected at most ${mostFiles} files; got ${names.length}.`
  for (const name of names) {
    const fault = fileNameFault(name)
    if (fault !== null) return fault
  }
  if (args.length > mostArgs) return `Expected at most ${mostArgs} arguments; got ${args.length}.`
  const bytes = args.reduce((sum, arg) => sum + Buffer.byteLength(arg) + 1, 0)
  if (bytes > mostArgsBytes) return `Expected arguments of at most ${mostArgsBytes} bytes together; got ${bytes}.`
  const odd = args.find((arg) => arg.includes('\0') || !arg.isWellFormed())
  return odd === undefined ? null : `Expected arguments of Unicode text without NUL; got ${shown(odd)}.`
}

/** A name of a file in the working directory: no folder, nothing hidden behind a separator or NUL. */
export function fileNameFault(name: string): string | null {
  // oxlint-disable-next-line no-control-regex
  if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name)) {
    return `Expected a plain file name without folders; got ${shown(name)}.`
  }
  if (!name.isWellFormed()) return `Expected a file name of Unicode text; got ${shown(name)}.`
  const bytes = Buffer.byteLength(name)
  return bytes <= mostNameBytes
    ? null
    : `Expected a file name of at most ${mostNameBytes} bytes; ${shown(name)} has ${bytes}.`
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80))
}
