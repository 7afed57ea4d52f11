import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { recordTasks, type RecordSource } from '../../envs/record-source.ts'
import type { Split } from '../../src/core/task.ts'

type Source = Partial<Omit<RecordSource<number>, 'split'>>

async function idsOf(split: Split, source: Source): Promise<string[]> {
  const tasks = await recordTasks({
    environment: 'example',
    split,
    samples: { train: { n: 1 }, test: { n: 2 } },
    toTask: ({ n }, id) => (n === null ? null : { id, prompt: `Problem ${Number(n)}`, answer: Number(n) }),
    ...source,
  })
  return Array.from({ length: tasks.size ?? 0 }, (_, index) => `${tasks.at(index).id}: ${tasks.at(index).answer}`)
}

const lines = (...numbers: readonly (number | null)[]): string => numbers.map((n) => `{"n":${n}}\n`).join('')

async function folderOf(files: { readonly [name: string]: string }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-code-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

test('without a path there is one sample a split', async () => {
  expect(await idsOf('train', {})).toEqual(['sample-train: 1'])
  expect(await idsOf('test', {})).toEqual(['sample-test: 2'])
})

test('a folder gives each split the files that are named after it, in order', async () => {
  const path = await folderOf({
    'train.jsonl': lines(1),
    'test2.jsonl': lines(3),
    'test.jsonl': lines(2),
    'latest.jsonl': lines(9),
    'test.txt': 'no records',
  })
  expect(await idsOf('train', { path })).toEqual(['train-0: 1'])
  expect(await idsOf('test', { path })).toEqual(['test-0: 2', 'test-1: 3'])
})

test('a file named after a split serves it alone; another one is divided without overlap', async () => {
  const numbers = Array.from({ length: 80 }, (_, index) => index)
  const folder = await folderOf({ 'mine-test.jsonl': lines(5), 'problems.jsonl': lines(...numbers) })
  expect(await idsOf('test', { path: join(folder, 'mine-test.jsonl') })).toEqual(['test-0: 5'])
  await expect(idsOf('train', { path: join(folder, 'mine-test.jsonl') })).rejects.toThrow('named after the test split')

  const path = join(folder, 'problems.jsonl')
  const [train, held] = [await idsOf('train', { path }), await idsOf('test', { path })]
  expect(held.length).toBeGreaterThan(2)
  const all = [...train, ...held].map((id) => Number(id.split(': ')[1]))
  expect(all.toSorted((a, b) => a - b)).toEqual(numbers)
})

test('tasks that divide themselves do so whatever their file is called', async () => {
  const path = await folderOf({ 'test.jsonl': lines(1, 2), 'more.jsonl': lines(3, 4) })
  const divide: Source['divide'] = ({ answer }) => (answer === 4 ? null : Number(answer) % 2 === 0 ? 'test' : 'train')
  expect(await idsOf('train', { path, divide })).toEqual(['train-0: 3', 'train-2: 1'])
  expect(await idsOf('test', { path: join(path, 'test.jsonl'), divide })).toEqual(['test-1: 2'])
})

test('records are left out where the reader says so, and a split that none is left of is an error', async () => {
  const path = join(await folderOf({ 'train.jsonl': lines(null, 1), 'empty-test.jsonl': '' }), 'train.jsonl')
  expect(await idsOf('train', { path })).toEqual(['train-1: 1'])
  await expect(idsOf('train', { path, divide: () => 'test' })).rejects.toThrow(/train split of `example` is empty at/)
  const empty = join(path, '..', 'empty-test.jsonl')
  await expect(idsOf('test', { path: empty })).rejects.toThrow('there are no records')
})

test('a path that is not there, a folder without files of the split and a double source are refused', async () => {
  await expect(idsOf('train', { path: '/no/such' })).rejects.toThrow('there is no file or folder `/no/such`')
  const path = await folderOf({ 'other.jsonl': lines(1) })
  await expect(idsOf('train', { path })).rejects.toThrow(/like `train\.jsonl`\. It has other\.jsonl; give one of them/)
  await expect(idsOf('train', { path: await folderOf({}) })).rejects.toThrow('It has none that ends in .jsonl')
  const hub = { kind: 'dataset', repository: 'some/data', path: 'train.jsonl' } as const
  await expect(idsOf('train', { path, hub })).rejects.toThrow('not both')
})

test('a file of the hub is read by its ending and divided as a file is', async () => {
  const hubOptions = {
    cacheFolder: await folderOf({}),
    loadClient: async () => ({ downloadFile: async () => new Blob([lines(1, 2)]) }),
  }
  const hub = { kind: 'dataset', repository: 'some/data', path: 'data/test-00000-of-00001.jsonl' } as const
  expect(await idsOf('test', { hub, hubOptions })).toEqual(['test-0: 1', 'test-1: 2'])
  await expect(idsOf('train', { hub, hubOptions })).rejects.toThrow('named after the test split')
})
