import type { StandardSchemaV1 } from '@standard-schema/spec'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Type } from 'typebox'
import { expect, expectTypeOf, test } from 'vitest'
import type { Split } from '../../src/core/task.ts'
import type { RowSource } from '../../src/data/row-tasks.ts'
import { fromCsv, fromJsonl, fromParquet } from '../../src/data/from-files.ts'

const all = { split: (): Split => 'train' }

async function folderOf(files: { readonly [name: string]: string }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-from-files-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

async function answersOf<Answer>(source: RowSource<Answer>, split: 'train' | 'test' = 'train'): Promise<Answer[]> {
  const tasks = await source.open({ split })
  return Array.from({ length: tasks.size ?? 0 }, (_, index) => tasks.at(index).answer)
}

test('JSON Lines, CSV and Parquet give tasks; the schema types the row and the answer', async () => {
  const folder = await folderOf({ 'x.jsonl': '{"q":"2 + 3","n":5}\n', 'x.csv': 'q;n\n2 + 3;5\n' })
  const schema = Type.Object({ q: Type.String(), n: Type.Integer() })
  const lines = fromJsonl(join(folder, 'x.jsonl'), {
    schema,
    task: (row) => {
      expectTypeOf(row).toEqualTypeOf<{ q: string; n: number }>()
      return { prompt: row.q, answer: row.n }
    },
    ...all,
  })
  expectTypeOf(lines).toEqualTypeOf<RowSource<number>>()
  expect(await answersOf(lines)).toEqual([5])
  const cells = fromCsv(join(folder, 'x.csv'), {
    schema,
    task: ({ q, n }) => ({ prompt: q, answer: n }),
    delimiter: ';',
    ...all,
  })
  expect(await answersOf(cells)).toEqual([5])
  const parquet = fromParquet(new URL('two-rows.parquet', import.meta.url), {
    schema: Type.Object({ question: Type.String(), count: Type.Union([Type.Number(), Type.String()]) }),
    task: ({ question, count }) => ({ prompt: question, answer: count }),
    ...all,
  })
  expect(await answersOf(parquet)).toEqual([1, '9007199254740993'])
})

test('a Standard Schema types the row by its output, and no schema leaves it JSON', async () => {
  const folder = await folderOf({ 'x.json': '[{"n":5}]' })
  const double: StandardSchemaV1<{ n: number }, { twice: number }> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => ({ value: { twice: 2 * (value as { n: number }).n } }),
    },
  }
  const doubled = fromJsonl(join(folder, 'x.json'), {
    schema: double,
    task: ({ twice }) => ({ prompt: 'x', answer: twice }),
    ...all,
  })
  expect(await answersOf(doubled)).toEqual([10])
  const plain = fromJsonl(join(folder, 'x.json'), {
    task: (row) => ({ prompt: 'x', answer: row['n'] ?? null }),
    ...all,
  })
  expect(await answersOf(plain)).toEqual([5])
})

test('one file is divided by the hash of the prompt; files of each split serve theirs', async () => {
  const rows = (count: number): string => Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join('')
  const folder = await folderOf({ 'all.jsonl': rows(40), 'a.jsonl': rows(2), 'b.jsonl': '{"n":7}\n' })
  const task = ({ n }: { n: number }): { prompt: string; answer: number } => ({ prompt: `Problem ${n}`, answer: n })
  const options = { schema: Type.Object({ n: Type.Number() }), task }
  const divided = fromJsonl(join(folder, 'all.jsonl'), options)
  // The numbers are Python's: see tests/core/split.test.ts.
  expect(await answersOf(divided, 'test')).toEqual([7, 19, 22, 23, 25, 26])
  expect(await answersOf(divided, 'train')).toHaveLength(34)

  const given = fromJsonl({ train: [join(folder, 'a.jsonl')], test: pathToFileURL(join(folder, 'b.jsonl')) }, options)
  expect(await answersOf(given, 'train')).toEqual([0, 1])
  expect(await answersOf(given, 'test')).toEqual([7])
  const several = fromJsonl([join(folder, 'a.jsonl'), join(folder, 'b.jsonl')], { ...options, ...all })
  expect(await answersOf(several)).toEqual([0, 1, 7])
})

test('paths are from the working directory', async () => {
  const source = fromParquet('tests/data/two-rows.parquet', {
    task: ({ answer }) => ({ prompt: 'x', answer: answer ?? null }),
    ...all,
  })
  expect(await answersOf(source)).toHaveLength(2)
})

test('a file of another form is refused with the function that reads it', async () => {
  const task = (): null => null
  await expect(answersOf(fromJsonl('x.csv', { task }))).rejects.toThrow('fromJsonl cannot read `x.csv`: use fromCsv.')
  await expect(answersOf(fromCsv('x.parquet', { task }))).rejects.toThrow('use fromParquet')
  await expect(answersOf(fromParquet({ test: 'x.json.gz' }, { task }))).rejects.toThrow('use fromJsonl')
  await expect(answersOf(fromJsonl('/no/such.jsonl', { task }))).rejects.toThrow('Cannot read `/no/such.jsonl`')
})
