import { expect, test } from 'vitest'
import { Type } from 'typebox'
import type { JsonObject } from '../../src/core/json.ts'
import type { Logger } from '../../src/core/logger.ts'
import { textField } from '../../src/data/field.ts'
import { recordsOfBytes, type RecordFile } from '../../src/data/record-file.ts'
import { loadRowTasks, rowSource, type OnRepeat, type RowTasks } from '../../src/data/row-tasks.ts'

const fileOf = (name: string, ...rows: readonly JsonObject[]): RecordFile =>
  recordsOfBytes(name, () => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')))

const schema = Type.Object({ q: Type.String(), a: Type.Optional(Type.Number()), id: Type.Optional(Type.String()) })

const task = ({
  q,
  a = 0,
  id,
}: {
  q: string
  a?: number
  id?: string
}): { id?: string; prompt: string; answer: number } => ({
  ...(id !== undefined && { id }),
  prompt: q,
  answer: a,
})

const promptOf = ({ id, prompt }: { id: string; prompt: unknown }): string => `${id}: ${String(prompt)}`

const idsOf = (tasks: RowTasks<number>): object => ({
  train: tasks.train.map(promptOf),
  test: tasks.test.map(promptOf),
})

function listener(): { logger: Logger; warnings: string[] } {
  const warnings: string[] = []
  return { logger: { debug() {}, info() {}, warn: (message) => void warnings.push(message) }, warnings }
}

test('tasks are named after their split and place among all rows, unless they name themselves', async () => {
  const files = [fileOf('one.jsonl', { q: 'a' }, { q: 'b', id: 'own' }), fileOf('two.jsonl', { q: 'c' }, { q: 'd' })]
  const tasks = await loadRowTasks(files, { schema, task, split: ({ prompt }) => (prompt === 'c' ? 'test' : 'train') })
  expect(idsOf(tasks)).toEqual({ train: ['train-0: a', 'own: b', 'train-3: d'], test: ['test-2: c'] })
  expect(tasks.train[0]).toMatchObject({
    answer: 0,
    metadata: {},
    hash: expect.stringMatching(/^[\da-f]{16}$/) as string,
  })
})

test('files of each split are taken as they are', async () => {
  const files = { train: [fileOf('train.jsonl', { q: 'a' })], test: [fileOf('test.jsonl', { q: 'b' })] }
  expect(idsOf(await loadRowTasks(files, { schema, task }))).toEqual({ train: ['train-0: a'], test: ['test-0: b'] })
  await expect(loadRowTasks(files, { schema, task, split: () => 'train' })).rejects.toThrow(
    /or one list of files and `split`/,
  )
})

test('a rule sees the task and the row; null of a rule or of `task` leaves a row out', async () => {
  const files = [fileOf('x.jsonl', { q: 'a', set: 'dev' }, { q: 'b', set: 'held' }, { q: 'c', set: 'none' }, { q: '' })]
  const tasks = await loadRowTasks(files, {
    task: ({ q = null }, { line, index }) =>
      q === '' ? null : { prompt: textField({ q }, 'q'), answer: line, metadata: { index } },
    split: ({ answer, metadata, prompt }, row) => {
      expect(answer).toBe(Number(metadata['index']) + 1)
      expect(prompt).toBe(row['q'])
      return row['set'] === 'none' ? null : row['set'] === 'held' ? 'test' : 'train'
    },
  })
  expect(idsOf(tasks)).toEqual({ train: ['train-0: a'], test: ['test-1: b'] })
})

test('faulty rows are named with file, line and field: of the schema, of `task`, of the task itself', async () => {
  const file = fileOf('x.jsonl', { q: 'a' }, { q: 7 }, { q: 'throw' }, { q: 'no answer' })
  const loading = loadRowTasks([file], {
    schema,
    task: ({ q }) => {
      if (q === 'throw') throw new Error('I do not like this one')
      return { prompt: q, answer: q === 'no answer' ? (undefined as unknown as string) : 'x' }
    },
  })
  await expect(loading).rejects.toMatchObject({ code: 'RLVR_DATA' })
  await expect(loading).rejects.toThrow(
    /^`x\.jsonl` has faulty records: line 2, field `q`: must be string; got 7; line 3: I do not like this one; line 4: Task .*`answer` is missing/,
  )
})

test('the same task twice is an error with both places, unless it is dropped or kept', async () => {
  const files = [fileOf('one.jsonl', { q: 'a', a: 1 }, { q: 'a', a: 2 }), fileOf('two.jsonl', { q: 'a', a: 1 })]
  const load = async (duplicates?: OnRepeat, logger?: Logger): Promise<RowTasks<number>> =>
    await loadRowTasks(files, {
      schema,
      task,
      split: () => 'train',
      ...(duplicates && { duplicates }),
      ...(logger && { logger }),
    })
  await expect(load()).rejects.toThrow(
    "`two.jsonl` line 1 is the same task as `one.jsonl` line 1. Mend the file, or say `duplicates: 'drop'` or `'keep'`.",
  )
  const { logger, warnings } = listener()
  expect((await load('drop', logger)).train.map((each) => each.answer)).toEqual([1, 2])
  expect((await load('keep', logger)).train.map((each) => each.answer)).toEqual([1, 2, 1])
  expect(warnings).toEqual([
    '`two.jsonl` line 1 is the same task as `one.jsonl` line 1. Left out.',
    '`two.jsonl` line 1 is the same task as `one.jsonl` line 1. Kept.',
  ])
})

test('an id that stands for two tasks is an error, which dropping does not mend', async () => {
  const files = [fileOf('x.jsonl', { q: 'a', id: 'one' }, { q: 'b', id: 'one' })]
  const load = async (duplicates: OnRepeat): Promise<RowTasks<number>> =>
    await loadRowTasks(files, { schema, task, split: () => 'train', duplicates })
  for (const policy of ['error', 'drop'] as const)
    await expect(load(policy)).rejects.toThrow(
      '`x.jsonl` line 2 has the id `one` of `x.jsonl` line 1, and is another task',
    )
  expect((await load('keep')).train).toHaveLength(2)
})

test('one prompt in both splits is an error, unless it leaves the training split or is kept', async () => {
  const files = {
    train: [fileOf('train.jsonl', { q: 'a' }, { q: 'b' }, { q: 'c' })],
    test: [fileOf('test.jsonl', { q: 'c', a: 5 }, { q: 'd' })],
  }
  await expect(loadRowTasks(files, { schema, task })).rejects.toThrow(
    /`train\.jsonl` line 3 \(train\) has the prompt of `test\.jsonl` line 1 \(test\)\. A result on such tasks is no held-out/,
  )
  const { logger, warnings } = listener()
  expect(idsOf(await loadRowTasks(files, { schema, task, overlap: 'drop', logger }))).toEqual({
    train: ['train-0: a', 'train-1: b'],
    test: ['test-0: c', 'test-1: d'],
  })
  expect((await loadRowTasks(files, { schema, task, overlap: 'keep', logger })).train).toHaveLength(3)
  expect(warnings.map((warning) => warning.split('. ')[1])).toEqual(['Left out.', 'Kept.'])
})

test('of many repeats the first few are told, and how many more there are', async () => {
  const rows = Array.from({ length: 6 }, () => ({ q: 'a' }))
  await expect(loadRowTasks([fileOf('x.jsonl', ...rows)], { schema, task, split: () => 'train' })).rejects.toThrow(
    /line 2 is .*line 3 is .*line 4 is [^;]*\. And 2 more\. Mend/,
  )
})

test('a source is finite, reads its files once for both splits, and reads again after a failure', async () => {
  let reads = 0
  let broken = true
  const file = recordsOfBytes('x.jsonl', () => {
    reads++
    return Buffer.from(broken ? '{"q":1}\n' : '{"q":"a"}\n{"q":"b"}\n')
  })
  const source = rowSource(() => [file], { schema, task, split: ({ prompt }) => (prompt === 'a' ? 'train' : 'test') })
  await expect(source.open({ split: 'train' })).rejects.toThrow('must be string')
  broken = false
  const [train, held] = await Promise.all([source.open({ split: 'train' }), source.open({ split: 'test' })])
  expect([train.size, train.at(0).prompt, held.size, held.at(0).prompt]).toEqual([1, 'a', 1, 'b'])
  expect(reads).toBe(2)
  expect(() => train.at(1)).toThrow('There is no task 1')
})

test('a split without tasks says what to give', async () => {
  const ruled = rowSource(() => [fileOf('x.jsonl', { q: 'a' })], { schema, task, split: () => 'train' })
  await expect(ruled.open({ split: 'test' })).rejects.toThrow(
    /test split is empty: its rule.*`x\.jsonl`\. Give `split` a/,
  )
  const one = rowSource(() => ({ train: [fileOf('x.jsonl', { q: 'a' })], test: [fileOf('y.jsonl')] }), { schema, task })
  await expect(one.open({ split: 'test' })).rejects.toThrow(
    'The test split is empty: there is none in `y.jsonl`. Add rows.',
  )
  const none = rowSource(() => ({ train: [fileOf('x.jsonl', { q: 'a' })] }), { schema, task })
  await expect(none.open({ split: 'test' })).rejects.toThrow('There are no files for the test split')
})

test('numbers in CSV are numbers where the schema wants them', async () => {
  const file = recordsOfBytes('x.csv', () => Buffer.from('q,a\nwhat,12\nwhy,\n'))
  const tasks = await loadRowTasks([file], { schema, task, split: () => 'train' })
  expect(tasks.train.map((each) => each.answer)).toEqual([12, 0])
})
