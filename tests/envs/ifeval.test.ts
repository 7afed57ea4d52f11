import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import ifeval from '../../envs/ifeval/index.ts'
import { checkEnvironment } from '../../src/testing/check-environment.ts'

const record = {
  key: 1000,
  prompt: 'Write 300+ words. Do not use commas.',
  instruction_id_list: ['punctuation:no_comma', 'length_constraints:number_words'],
  kwargs: [
    { num_words: null, relation: null },
    { num_words: 300, relation: 'at least' },
  ],
}

async function fileOf(...records: readonly object[]): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-ifeval-')), 'input_data.jsonl')
  await writeFile(path, records.map((each) => JSON.stringify(each)).join('\n'))
  return path
}

test('the samples keep the contract, strict and loose', async () => {
  await checkEnvironment(ifeval.configure())
  await checkEnvironment(ifeval.configure({ mode: 'loose' }))
})

test('a published record is a task whose arguments are those that are no null', async () => {
  const tasks = await ifeval.configure({ path: await fileOf(record) }).tasks({ split: 'test', seed: 0 })
  expect(tasks.size).toBe(1)
  expect(tasks.at(0)).toMatchObject({
    id: 'ifeval-1000',
    prompt: record.prompt,
    answer: [
      { id: 'punctuation:no_comma', arguments: {} },
      { id: 'length_constraints:number_words', arguments: { num_words: 300, relation: 'at least' } },
    ],
  })
})

test('all of it is for testing, or one in eight is', async () => {
  const records = Array.from({ length: 80 }, (_, key) => ({ ...record, key, prompt: `${record.prompt} ${key}` }))
  const path = await fileOf(...records)
  await expect(ifeval.configure({ path }).tasks({ split: 'train', seed: 0 })).rejects.toThrow('is empty')
  const divided = ifeval.configure({ path, division: 'held-out' })
  const sizes = await Promise.all(
    (['train', 'test'] as const).map(async (split) => (await divided.tasks({ split, seed: 0 })).size ?? 0),
  )
  expect(sizes.reduce((sum, size) => sum + size)).toBe(80)
  expect(sizes[0]).toBeGreaterThan(sizes[1] ?? 80)
})

test.each<[object, string]>([
  [{ ...record, prompt: 7 }, 'field `prompt`: expected a text'],
  [{ ...record, instruction_id_list: [] }, 'field `instruction_id_list`: expected a list'],
  [{ ...record, instruction_id_list: undefined }, 'field `instruction_id_list`: is missing'],
  [{ ...record, kwargs: [{}] }, 'field `kwargs`: expected 2 objects'],
  [{ ...record, kwargs: [{}, null] }, 'field `kwargs`: expected 2 objects'],
])('a faulty record is told by its line and field: %j', async (faulty, message) => {
  const path = await fileOf(record, faulty)
  await expect(ifeval.configure({ path }).tasks({ split: 'test', seed: 0 })).rejects.toThrow(`line 2, ${message}`)
})
