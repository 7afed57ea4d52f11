import { expect, test } from 'vitest'
import letterCounting from '../../envs/letter-counting/index.ts'
import { verdictsOf } from './verdicts.ts'

test('the answer is how often the letter occurs, in texts as long as the level says', async () => {
  for (const [level, length] of [
    [1, 8],
    [3, 30],
    [5, 160],
  ] as const) {
    const taskset = await letterCounting.configure({ level, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
    const counts = new Set<number>()
    for (let index = 0; index < 150; index++) {
      const { prompt, answer } = taskset.at(index)
      const [text = '', letter = ''] = (prompt as string).slice(0, -1).split(',')
      expect(text).toHaveLength(length)
      expect(text.split(letter).length - 1).toBe(answer)
      counts.add(answer)
    }
    expect(counts.has(0)).toBe(true)
    expect(counts.size).toBeGreaterThan(level === 1 ? 5 : 12)
  }
})

test('the number is read in digits, and one alone', async () => {
  const task = { prompt: 'given', answer: 3 }
  const right = ['3', '<answer>3</answer>', '\\boxed{3}', 'The answer is 3.', '<answer> **3** </answer>']
  const wrong = ['4', '<answer>three</answer>', '2 or 3', '0 1 2 3', '3.5', '<answer>3</answer> or <answer>4</answer>']
  expect(await verdictsOf(letterCounting, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(letterCounting, {}, task, wrong)).toEqual(wrong.map(() => false))
})
