import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import math500 from '../../envs/math500/index.ts'
import { Rng } from '../../src/core/random.ts'
import { runRubric } from '../../src/core/rubric.ts'
import { goldFaults } from './gold-faults.ts'
import { verdictsOf } from './verdicts.ts'

const published = new URL('../../../shared/data/math500/', import.meta.url).pathname

test('a sample of our own ships for each split, and its solution is right', async () => {
  expect(await goldFaults(math500.configure(), ['train', 'test'])).toEqual({ tasks: 2, wrong: [] })
})

test('records are for testing unless they are divided, and keep subject, level and solution', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-math500-'))
  const path = join(folder, 'test.jsonl')
  const row = (index: number): string =>
    JSON.stringify({
      problem: `Problem ${index}?`,
      answer: `\\frac{${index}}{7}`,
      subject: 'Algebra',
      level: 3,
      extra: 1,
    })
  await writeFile(path, Array.from({ length: 60 }, (_, index) => row(index)).join('\n'))
  const tasks = await math500.configure({ path }).tasks({ split: 'test', seed: 0 })
  expect(tasks.size).toBe(60)
  expect(tasks.at(3)).toMatchObject({ answer: '\\frac{3}{7}', metadata: { subject: 'Algebra', level: 3 } })
  expect(tasks.at(3).prompt).toMatch(/^Problem 3\?\n\nReason step by step/)
  await expect(math500.configure({ path }).tasks({ split: 'train', seed: 0 })).rejects.toThrow('train split')
  const divided = math500.configure({ path, division: 'held-out' })
  const sizes = await Promise.all(
    (['train', 'test'] as const).map(async (split) => (await divided.tasks({ split, seed: 0 })).size ?? 0),
  )
  expect(sizes[0]! + sizes[1]!).toBe(60)
  expect(Math.min(...sizes)).toBeGreaterThan(0)
  await writeFile(path, '{"problem":"p"}\n{"answer":"1"}\n')
  await expect(math500.configure({ path }).tasks({ split: 'test', seed: 0 })).rejects.toThrow(
    /line 1, field `answer`.*line 2, field `problem`/,
  )
})

test('the answer counts in a box, or anywhere where that is said', async () => {
  const task = { prompt: 'given', answer: '\\frac{\\pi}{4}' }
  const replies = ['\\boxed{\\pi/4}', 'It is $\\pi/4$.', '\\boxed{\\frac{\\pi}{2}}', '']
  expect(await verdictsOf(math500, {}, task, replies)).toEqual([true, false, false, false])
  expect(await verdictsOf(math500, { answerFrom: 'any' }, task, replies)).toEqual([true, true, false, false])
})

test.skipIf(!existsSync(published))(
  'every published answer can be judged, and its solution is right (skipped where ../shared/data is absent)',
  async () => {
    const spec = math500.configure({ path: published })
    const tasks = await spec.tasks({ split: 'test', seed: 0 })
    expect(tasks.size).toBe(500)
    const wrong: string[] = []
    for (let index = 0; index < 500; index++) {
      const task = tasks.at(index)
      const reply = spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
      if ((await runRubric(spec.rubric, { task, reply, messages: [] })).outcome !== true) wrong.push(task.answer)
    }
    expect(wrong).toEqual([])
  },
)
