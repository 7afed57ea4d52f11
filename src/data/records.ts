// The records of a data file, whatever its form: JSON Lines (also gzipped), a JSON list, or Parquet.
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { RlvrError, describeError, show } from '../core/errors.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { FieldFault, isObject } from './field.ts'
import { faultText, openJsonl, readJsonl, type JsonlRow } from './jsonl.ts'
import { readParquet } from './parquet.ts'

/** Ends of file names that `loadRecords` reads. */
export const recordFileEndings: readonly string[] = ['.jsonl', '.jsonl.gz', '.json', '.parquet']

/** Makes something of a record. `index` counts from 0. Throws `FieldFault` (or anything) where it cannot. */
export type ParseRecord<Row> = (record: JsonObject, index: number) => Row

/**
 * Every record of a file, or one error that names the faulty ones. The name's ending says the form; one that none of
 * `recordFileEndings` ends is read as JSON Lines.
 * @throws RlvrError `RLVR_DATA` naming faulty records, `RLVR_USAGE` where there is no such file
 */
export async function loadRecords<Row>(path: string, parse: ParseRecord<Row>): Promise<Row[]> {
  if (path.endsWith('.parquet')) {
    return parseAll(await readParquet(await openFile(path), `\`${path}\``), path, parse)
  }
  if (path.endsWith('.json')) return parseAll(listIn(await openFile(path), path), path, parse)
  return await parseLines(path.endsWith('.gz') ? openGzip(path) : openJsonl(path), path, parse)
}

/** As `loadRecords`, for a file whose bytes are at hand. `name` has the ending that says the form. */
export async function parseRecords<Row>(bytes: Uint8Array, name: string, parse: ParseRecord<Row>): Promise<Row[]> {
  if (name.endsWith('.parquet')) return parseAll(await readParquet(bytes, `\`${name}\``), name, parse)
  if (name.endsWith('.json')) return parseAll(listIn(bytes, name), name, parse)
  return await parseLines(inOnePiece(bytes), name, parse)
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function parseLines<Row>(
  source: AsyncIterable<Uint8Array | string>,
  path: string,
  parse: ParseRecord<Row>,
): Promise<Row[]> {
  const rows: JsonlRow<Row>[] = []
  let index = 0
  for await (const row of readJsonl(source, (record) => parse(record, index++))) rows.push(row)
  return soundRows(rows, path)
}

function parseAll<Row>(records: readonly Json[], path: string, parse: ParseRecord<Row>): Row[] {
  const rows = records.map((record, index): JsonlRow<Row> => {
    const line = index + 1
    if (!isObject(record)) return { ok: false, line, field: null, fault: `expected an object; got ${show(record, 60)}` }
    try {
      return { ok: true, line, value: parse(record, index) }
    } catch (thrown) {
      const field = thrown instanceof FieldFault ? thrown.field : null
      return { ok: false, line, field, fault: describeError(thrown) }
    }
  })
  return soundRows(rows, path, 'record')
}

function soundRows<Row>(rows: readonly JsonlRow<Row>[], path: string, unit = 'line'): Row[] {
  const faults = rows.filter((row) => !row.ok)
  if (faults.length === 0) return rows.flatMap((row) => (row.ok ? [row.value] : []))
  const told = faults.slice(0, 5).map((fault) => faultText(fault).replace(/^line/, unit))
  const more = faults.length > 5 ? ` And ${faults.length - 5} more.` : ''
  throw new RlvrError('RLVR_DATA', `\`${path}\` has faulty records: ${told.join('; ')}.${more} Mend them.`)
}

function listIn(bytes: Uint8Array, path: string): readonly Json[] {
  let value: Json
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json
  } catch (thrown) {
    throw new RlvrError('RLVR_DATA', `\`${path}\` is no JSON: ${describeError(thrown, 160)}.`, { cause: thrown })
  }
  if (Array.isArray(value)) return value as readonly Json[]
  throw new RlvrError('RLVR_DATA', `\`${path}\`: expected a list of records; got ${show(value, 60)}.`)
}

async function openFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (thrown) {
    throw new RlvrError('RLVR_USAGE', `Cannot read \`${path}\`: ${describeError(thrown)}.`, { cause: thrown })
  }
}

async function* openGzip(path: string): AsyncGenerator<Uint8Array> {
  try {
    const file = createReadStream(path)
    const text = createGunzip()
    file.once('error', (error) => text.destroy(error))
    yield* file.pipe(text) as AsyncIterable<Uint8Array>
  } catch (thrown) {
    if (RlvrError.isInstance(thrown)) throw thrown
    throw new RlvrError('RLVR_USAGE', `Cannot read \`${path}\`: ${describeError(thrown)}.`, { cause: thrown })
  }
}
