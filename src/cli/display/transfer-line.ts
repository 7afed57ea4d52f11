// How far a long reading, download or writing is: a line that changes on a terminal, a line for every quarter elsewhere,
// and nothing for what is over at once.
import { printable } from './terminal-text.ts'

export interface TransferStream {
  write(text: string): unknown
  readonly isTTY?: boolean
}

/** Told how many bytes are done, of how many; null where nobody knows. */
export type Transferred = (doneBytes: number, totalBytes: number | null) => void

/** Shorter or smaller than this is not worth a line. */
const quietMs = 700
const quietBytes = 2e7

/**
 * Shows a transfer on `stream` under a name, like `reading ./model`.
 * @returns a function to tell it of bytes; a call with all of them ends the line
 */
export function transferLine(
  what: string,
  stream: TransferStream = process.stderr,
  now: () => number = () => performance.now(),
): Transferred {
  const started = now()
  let shown = 0
  let quarter = 0
  return (doneBytes, totalBytes) => {
    const isOver = totalBytes !== null && doneBytes >= totalBytes
    const at = now()
    if (totalBytes !== null && totalBytes < quietBytes) return
    if (stream.isTTY === true) {
      if ((isOver && shown === 0) || (at - Math.max(started, shown) < (shown === 0 ? quietMs : 100) && !isOver)) return
      shown = at
      stream.write(`\r\u001B[K${words(what, doneBytes, totalBytes)}${isOver ? '\n' : ''}`)
      return
    }
    const reached = totalBytes === null ? 0 : Math.floor((4 * doneBytes) / totalBytes)
    if (reached <= quarter || (at - started < quietMs && shown === 0)) return
    quarter = reached
    shown = at
    stream.write(`${words(what, doneBytes, totalBytes)}\n`)
  }
}

function words(what: string, doneBytes: number, totalBytes: number | null): string {
  if (totalBytes === null) return printable(`${what}: ${megabytes(doneBytes)}`)
  const share = totalBytes === 0 ? 100 : Math.floor((100 * doneBytes) / totalBytes)
  return printable(`${what}: ${share} % of ${megabytes(totalBytes)}`)
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}
