// Reads JSONL: one JSON value a line, UTF-8, lines ended by \n or \r\n. Lines are split at the byte \n alone,
// because JSON may hold U+2028 and U+2029 as they are, where `node:readline` would break the line.
import { createReadStream } from 'node:fs'
import { RlvrError, describeError, show } from '../core/errors.ts'
import type { Json } from '../core/json.ts'
import { recordError } from './record-error.ts'

/** One line: its value, or why it has none. `line` counts from 1, blank lines included. */
export type LineRead =
  | { readonly line: number; readonly ok: true; readonly value: Json }
  /** `torn`: the last line, without its line end: a writer was stopped in the middle of it. */
  | { readonly line: number; readonly ok: false; readonly torn: boolean; readonly fault: string }

/** A longer line is a fault: such a file is no JSONL, and would be read into memory whole. */
const longestLineBytes = 128 * 1024 * 1024

const newline = 0x0a

/** Reads a JSONL file line by line, in constant memory; malformed lines are given as such, and reading goes on. */
export async function* readLines(path: string, options: { signal?: AbortSignal } = {}): AsyncGenerator<LineRead> {
  let pieces: Buffer[] = []
  let pieceBytes = 0
  let line = 0
  try {
    for await (const chunk of createReadStream(path, options) as AsyncIterable<Buffer>) {
      let start = 0
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        const bytes = Buffer.concat([...pieces, chunk.subarray(start, end)])
        const read = parseLine(bytes, ++line, false)
        if (read !== null) yield read
        pieces = []
        pieceBytes = 0
        start = end + 1
      }
      const rest = chunk.subarray(start)
      pieces.push(rest)
      pieceBytes += rest.length
      if (pieceBytes > longestLineBytes)
        throw new RlvrError(
          'RLVR_RECORD',
          `Line ${line + 1} of ${path} is longer than ${longestLineBytes / 2 ** 20} MiB. Expected JSONL: one JSON value a line.`,
        )
    }
  } catch (thrown) {
    if (options.signal?.aborted === true)
      throw new RlvrError('RLVR_INTERRUPTED', `Reading ${path} was interrupted at line ${line + 1}.`)
    throw recordError(thrown, `read ${path}`)
  }
  const read = parseLine(Buffer.concat(pieces), line + 1, true)
  if (read !== null) yield read
}

/**
 * Reads a JSONL file that this library wrote. A torn last line is left out and told to `onTorn`.
 * @throws RlvrError `RLVR_RECORD` for any other malformed line, with its number, and for a line of a newer format
 */
export async function* readRecords<Value = Json>(
  path: string,
  options: { signal?: AbortSignal; onTorn?: (line: number) => void } = {},
): AsyncGenerator<Value> {
  for await (const read of readLines(path, options.signal === undefined ? {} : { signal: options.signal })) {
    if (read.ok) {
      checkFormat(read.value, `Line ${read.line} of ${path}`)
      yield read.value as Value
    } else if (read.torn) options.onTorn?.(read.line)
    else
      throw new RlvrError(
        'RLVR_RECORD',
        `Line ${read.line} of ${path} is malformed: ${read.fault} The lines before it are intact; mend or remove this one.`,
      )
  }
}

/** Refuses a value that says it has another format than 1. */
export function checkFormat(value: Json, where: string): void {
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format === 1) return
  throw new RlvrError(
    'RLVR_RECORD',
    `${where} has format ${show(value.format)}; this version reads format 1. Read it with the version of rlvr that wrote it.`,
  )
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The line's value or fault; null for a blank line. */
function parseLine(bytes: Buffer, line: number, isLast: boolean): LineRead | null {
  try {
    const text = decoder.decode(bytes).trim()
    return text === '' ? null : { line, ok: true, value: JSON.parse(text) as Json }
  } catch (thrown) {
    const start = bytes.subarray(0, 80).toString('utf8')
    const fault = `${describeError(thrown, 120)}; it starts with ${show(start, 80)}.`
    return { line, ok: false, torn: isLast, fault }
  }
}
