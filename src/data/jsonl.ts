// JSON Lines as a stream of rows with their line numbers. A malformed line is a fault among the rows, not the end:
// it says its line and field, and reading goes on. One line is held in memory at a time.
import { createReadStream } from 'node:fs'
import { RlvrError, describeError, show } from '../core/errors.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { FieldFault, isObject } from './field.ts'

/** One line: what `parse` made of it, or what is wrong with it. `line` counts from 1, empty lines included. */
export type JsonlRow<Row = JsonObject> =
  | { readonly ok: true; readonly line: number; readonly value: Row }
  | { readonly ok: false; readonly line: number; readonly field: string | null; readonly fault: string }

/** A line longer than this is a fault: a file that is no JSON Lines at all would otherwise fill the memory. */
const longestLineBytes = 64 * 2 ** 20

const lineEnd = 0x0a

/**
 * The rows of a JSON Lines stream; empty lines are passed over. `parse` makes a row of each object and throws
 * `FieldFault` (or anything) where it cannot.
 * @example for await (const row of readJsonl(openJsonl('train.jsonl'))) if (row.ok) row.value['question']
 */
export async function* readJsonl<Row = JsonObject>(
  source: AsyncIterable<Uint8Array | string>,
  parse: (row: JsonObject, line: number) => Row = (row) => row as Row,
): AsyncGenerator<JsonlRow<Row>> {
  let line = 0
  for await (const { bytes, complete } of splitLines(source)) {
    line++
    if (bytes === null) {
      yield { ok: false, line, field: null, fault: `is longer than ${longestLineBytes} bytes` }
      continue
    }
    const row = parseLine(bytes, complete, line, parse)
    if (row !== null) yield row
  }
}

/**
 * A file as a stream of bytes.
 * @throws RlvrError `RLVR_USAGE` while being read, when there is no such file or it cannot be opened
 */
export async function* openJsonl(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>
  } catch (thrown) {
    if (RlvrError.isInstance(thrown)) throw thrown
    throw new RlvrError('RLVR_USAGE', `Cannot read \`${path}\`: ${describeError(thrown)}.`, { cause: thrown })
  }
}

/** Every row of a file, or one error that names the faulty lines: for tasks, of which none may be lost unseen. */
export async function loadJsonl<Row>(path: string, parse: (row: JsonObject, line: number) => Row): Promise<Row[]> {
  const rows: Row[] = []
  const faults: string[] = []
  for await (const row of readJsonl(openJsonl(path), parse)) {
    if (row.ok) rows.push(row.value)
    else faults.push(faultText(row))
  }
  if (faults.length === 0) return rows
  const more = faults.length > 5 ? ` And ${faults.length - 5} more.` : ''
  throw new RlvrError('RLVR_DATA', `\`${path}\` has faulty rows: ${faults.slice(0, 5).join('; ')}.${more} Mend them.`)
}

/** A fault in words: `line 3, field \`reply\`: expected a text; got 7`. */
export function faultText(fault: { line: number; field: string | null; fault: string }): string {
  const field = fault.field === null || fault.field === '' ? '' : `, field \`${fault.field}\``
  return `line ${fault.line}${field}: ${fault.fault}`
}

/** A line as a row; null for an empty one. `complete` is false for a last line without its line end. */
function parseLine<Row>(
  bytes: Uint8Array,
  complete: boolean,
  line: number,
  parse: (row: JsonObject, line: number) => Row,
): JsonlRow<Row> | null {
  let value: Json
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.trim() === '') return null
    value = JSON.parse(text) as Json
  } catch (thrown) {
    const fault = complete
      ? `is no JSON: ${describeError(thrown, 160)}`
      : 'is torn: the file ends within it, as after an interrupted write. Remove it or write it again'
    return { ok: false, line, field: null, fault }
  }
  if (!isObject(value)) return { ok: false, line, field: null, fault: `expected an object; got ${show(value, 60)}` }
  try {
    return { ok: true, line, value: parse(value, line) }
  } catch (thrown) {
    const field = thrown instanceof FieldFault ? thrown.field : null
    return { ok: false, line, field, fault: describeError(thrown) }
  }
}

interface Line {
  /** Null for a line over the limit. */
  readonly bytes: Uint8Array | null
  readonly complete: boolean
}

/** Bytes cut at line ends. Cut before decoding, so that a character split between two chunks stays whole. */
async function* splitLines(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  let parts: Uint8Array[] = []
  let length = 0
  const take = (complete: boolean): Line => {
    const line = { bytes: length > longestLineBytes ? null : Buffer.concat(parts), complete }
    parts = []
    length = 0
    return line
  }
  const keep = (part: Uint8Array): void => {
    length += part.length
    if (length <= longestLineBytes) parts.push(part)
  }
  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    let start = 0
    for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, start)) {
      keep(bytes.subarray(start, end))
      yield take(true)
      start = end + 1
    }
    keep(bytes.subarray(start))
  }
  if (length > 0) yield take(false)
}
