import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { FieldFault } from '../../src/data/field.ts'
import { loadRecords, parseRecords } from '../../src/data/records.ts'

const whole = (record: JsonObject, index: number): JsonObject => ({ ...record, index })

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-records-')), name)
  await writeFile(path, content)
  return path
}

test('JSON Lines, plain and gzipped, and a JSON list give the same records', async () => {
  const lines = '{"a":1}\n\n{"a":2}\n'
  const records = [
    { a: 1, index: 0 },
    { a: 2, index: 1 },
  ]
  expect(await loadRecords(await fileOf('x.jsonl', lines), whole)).toEqual(records)
  expect(await loadRecords(await fileOf('x.jsonl.gz', gzipSync(lines)), whole)).toEqual(records)
  expect(await loadRecords(await fileOf('x.json', '[{"a":1},{"a":2}]'), whole)).toEqual(records)
  expect(await parseRecords(Buffer.from(lines), 'x.jsonl', whole)).toEqual(records)
  expect(await parseRecords(Buffer.from('[{"a":1},{"a":2}]'), 'x.json', whole)).toEqual(records)
})

test('Parquet is read by its name', async () => {
  const path = new URL('./two-rows.parquet', import.meta.url).pathname
  const records = await loadRecords(path, whole)
  expect(records).toHaveLength(2)
  expect(await parseRecords(await readFile(path), 'two-rows.parquet', whole)).toEqual(records)
})

test('all faulty records are named at once, with their field', async () => {
  const parse = (record: JsonObject): number => {
    if (typeof record['a'] !== 'number') throw new FieldFault('a', 'expected a number')
    return record['a']
  }
  await expect(loadRecords(await fileOf('x.json', '[{"a":1},{"a":"b"},7]'), parse)).rejects.toThrow(
    /x\.json` has faulty records: record 2, field `a`: expected a number; record 3: expected an object; got 7\. Mend/,
  )
  await expect(loadRecords(await fileOf('x.jsonl', '{"a":1}\n{"a":"b"}\n'), parse)).rejects.toThrow(
    /line 2, field `a`: expected a number/,
  )
})

test('a file that is not there, is no JSON, no list or no gzip is an error that names it', async () => {
  await expect(loadRecords('/no/such.jsonl', whole)).rejects.toThrow('/no/such.jsonl')
  await expect(loadRecords('/no/such.parquet', whole)).rejects.toThrow('/no/such.parquet')
  await expect(loadRecords('/no/such.jsonl.gz', whole)).rejects.toThrow('/no/such.jsonl.gz')
  await expect(loadRecords(await fileOf('x.json', '{"a":'), whole)).rejects.toThrow('is no JSON')
  await expect(loadRecords(await fileOf('x.json', '{"a":1}'), whole)).rejects.toThrow('expected a list of records')
  await expect(loadRecords(await fileOf('x.jsonl.gz', 'plain'), whole)).rejects.toThrow('x.jsonl.gz')
})
