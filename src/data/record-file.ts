// A file of records and its form, which the end of its name says: JSON Lines, a JSON list, CSV or Parquet, each also
// gzipped (Parquet compresses by itself). What is wrong with a record is a row of its own, so that all are found.
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import { RlvrError, describeError, show } from '../core/errors.ts'
import type { Json } from '../core/json.ts'
import { readCsv } from './csv.ts'
import { isObject } from './field.ts'
import { readJsonl, type JsonlRow } from './jsonl.ts'
import { readParquet } from './parquet.ts'

export type RecordForm = 'jsonl' | 'json' | 'csv' | 'parquet'

/** Ends of file names that are known. */
export const recordFileEndings: readonly string[] = [
  '.jsonl',
  '.jsonl.gz',
  '.json',
  '.json.gz',
  '.csv',
  '.csv.gz',
  '.parquet',
]

export interface RecordFile {
  /** The path, or the name it has where it comes from. */
  readonly name: string
  readonly form: RecordForm
  /** What the rows are counted in: lines of a text, records of a list. Both from 1. */
  readonly unit: 'line' | 'record'
  /** The records, or what is wrong with them. Throws `RLVR_USAGE` where the file cannot be opened. */
  rows(): AsyncIterable<JsonlRow>
}

export interface RecordFileOptions {
  /** Instead of the one that the name says. */
  readonly form?: RecordForm
  /** What separates the cells of a CSV file: a comma unless said otherwise. */
  readonly delimiter?: string
}

/** A file on this machine, by its path from the working directory or as a `file:` URL. */
export function recordFile(path: string | URL, options: RecordFileOptions = {}): RecordFile {
  const name = pathOf(path)
  return recordsFrom(name, () => createReadStream(name) as AsyncIterable<Uint8Array>, options)
}

/** A file whose bytes come from elsewhere. `name` has the ending that says the form. */
export function recordsOfBytes(
  name: string,
  bytes: () => Uint8Array | Promise<Uint8Array>,
  options: RecordFileOptions = {},
): RecordFile {
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield await bytes()
  }
  return recordsFrom(name, open, options)
}

/** The form that a name says; JSON Lines where it says none. */
export function formOf(name: string): RecordForm {
  const ending = /\.(json|csv|parquet)(?:\.gz)?$/.exec(name)?.[1]
  return (ending as RecordForm | undefined) ?? 'jsonl'
}

function recordsFrom(
  name: string,
  open: () => AsyncIterable<Uint8Array>,
  { form = formOf(name), delimiter }: RecordFileOptions,
): RecordFile {
  const unit = form === 'jsonl' || form === 'csv' ? 'line' : 'record'
  return {
    name,
    form,
    unit,
    async *rows() {
      const bytes = named(name, name.endsWith('.gz') ? unzipped(open()) : open())
      if (form === 'jsonl') yield* readJsonl(bytes)
      else if (form === 'csv') yield* readCsv(bytes, delimiter === undefined ? {} : { delimiter })
      else if (form === 'json') yield* rowsOf(listIn(await whole(bytes), name))
      else yield* rowsOf(await readParquet(await whole(bytes), `\`${name}\``))
    },
  }
}

function pathOf(path: string | URL): string {
  const isUrl = path instanceof URL || /^[a-z][a-z+.-]+:\/\//i.test(path)
  if (!isUrl) return path
  const url = new URL(path)
  if (url.protocol === 'file:') return fileURLToPath(url)
  throw new RlvrError(
    'RLVR_USAGE',
    `A file of records is a path or a file: URL; got \`${String(url)}\`. Download it first, or name a data set of the hub with fromHub.`,
  )
}

/** The same bytes; where they cannot be read, the error says whose they are. */
async function* named(name: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (thrown) {
    if (RlvrError.isInstance(thrown)) throw thrown
    throw new RlvrError('RLVR_USAGE', `Cannot read \`${name}\`: ${describeError(thrown)}.`, { cause: thrown })
  }
}

function unzipped(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const text = createGunzip()
  // An error of either end is thrown to who reads the text.
  void pipeline(Readable.from(bytes), text).catch(() => null)
  return text as AsyncIterable<Uint8Array>
}

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(bytes))
}

function listIn(bytes: Uint8Array, name: string): readonly Json[] {
  let value: Json
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json
  } catch (thrown) {
    throw new RlvrError('RLVR_DATA', `\`${name}\` is no JSON: ${describeError(thrown, 160)}.`, { cause: thrown })
  }
  if (Array.isArray(value)) return value as readonly Json[]
  throw new RlvrError('RLVR_DATA', `\`${name}\`: expected a list of records; got ${show(value, 60)}.`)
}

function* rowsOf(records: readonly Json[]): Generator<JsonlRow> {
  for (const [index, value] of records.entries()) {
    const line = index + 1
    if (isObject(value)) yield { ok: true, line, value }
    else yield { ok: false, line, field: null, fault: `expected an object; got ${show(value, 60)}` }
  }
}
