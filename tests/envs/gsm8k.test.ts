import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import gsm8k from '../../envs/gsm8k/index.ts'
import { Rng } from '../../src/core/random.ts'
import { runRubric } from '../../src/core/rubric.ts'

const published = new URL('../../../shared/data/gsm8k/', import.meta.url).pathname

const row = (question: string, answer: string): string => `${JSON.stringify({ question, answer })}\n`

async function folderWith(files: { readonly [name: string]: string }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-gsm8k-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

test.each(['any', 'boxed', 'hashes', 'last-line'])(
  'a sample of our own ships for each split, and its solution is right with answerFrom=%s',
  async (answerFrom) => {
    const spec = gsm8k.configure({ answerFrom })
    for (const split of ['train', 'test'] as const) {
      const tasks = await spec.tasks({ split, seed: 0 })
      expect(tasks.size).toBe(1)
      const task = tasks.at(0)
      expect(task.id).toBe(`sample-${split}`)
      const reply = spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
      expect(await runRubric(spec.rubric, { task, reply, messages: [] })).toMatchObject({ reward: 1, outcome: true })
      expect((await runRubric(spec.rubric, { task, reply: 'A: 7', messages: [] })).outcome).toBe(false)
    }
  },
)

test('published rows are read from a folder, by split; calculator marks and thousands commas go', async () => {
  const path = await folderWith({
    'train.jsonl': row('How many?', 'It is 4 * 300 = <<4*300=1200>>1,200.\n#### 1,200'),
    'test.jsonl': row('And now?', '#### 3'),
  })
  const tasks = await gsm8k.configure({ path }).tasks({ split: 'train', seed: 0 })
  expect(tasks.size).toBe(1)
  expect(tasks.at(0)).toMatchObject({
    id: 'train-0',
    answer: '1200',
    metadata: { solution: 'It is 4 * 300 = 1,200.' },
  })
})

test('a file named after a split serves that split alone; another one is divided without overlap', async () => {
  const rows = Array.from({ length: 80 }, (_, index) => row(`Question ${index}?`, `#### ${index}`)).join('')
  const folder = await folderWith({ 'my-test.jsonl': rows, 'problems.jsonl': rows })
  const named = gsm8k.configure({ path: join(folder, 'my-test.jsonl') })
  expect((await named.tasks({ split: 'test', seed: 0 })).size).toBe(80)
  await expect(named.tasks({ split: 'train', seed: 0 })).rejects.toThrow('named after the test split')

  const divided = gsm8k.configure({ path: join(folder, 'problems.jsonl') })
  const [train, held] = [
    await divided.tasks({ split: 'train', seed: 0 }),
    await divided.tasks({ split: 'test', seed: 0 }),
  ]
  expect((train.size ?? 0) + (held.size ?? 0)).toBe(80)
  expect(held.size).toBeGreaterThan(0)
})

test('faulty rows are named with line and field, a missing path and a double source are refused', async () => {
  const path = await folderWith({ 'train.jsonl': `${row('a', '#### 1')}{"question":"b"}\n${row('c', 'no mark')}` })
  const loading = gsm8k.configure({ path }).tasks({ split: 'train', seed: 0 })
  await expect(loading).rejects.toThrow(
    /line 2, field `answer`: is missing.*line 3, field `answer`: expected a solution/,
  )
  await expect(gsm8k.configure({ path: '/no/such' }).tasks({ split: 'train', seed: 0 })).rejects.toThrow('`/no/such`')
  await expect(gsm8k.configure({ path, hub: true }).tasks({ split: 'train', seed: 0 })).rejects.toThrow('not both')
})

test.skipIf(!existsSync(published))(
  'every published problem loads, and its own solution is right (skipped where ../shared/data is absent)',
  async () => {
    const spec = gsm8k.configure({ path: published, answerFrom: 'last-line' })
    const sizes = { train: 7473, test: 1319 }
    for (const split of ['train', 'test'] as const) {
      const tasks = await spec.tasks({ split, seed: 0 })
      expect(tasks.size).toBe(sizes[split])
      const wrong: string[] = []
      for (let index = 0; index < sizes[split]; index++) {
        const task = tasks.at(index)
        const reply = spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
        if ((await runRubric(spec.rubric, { task, reply, messages: [] })).outcome !== true) wrong.push(task.id)
      }
      expect(wrong).toEqual([])
    }
  },
)
