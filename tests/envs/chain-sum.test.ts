import { expect, test } from 'vitest'
import chainSum from '../../envs/chain-sum/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('answers are the sums of the terms, which stand in one order and begin with one that is added', async () => {
  const orders = new Map<string, string>()
  for (const { prompt, answer } of await drawnTasks(chainSum, { levels: [1, 2, 3, 4, 5], count: 300 })) {
    expect(prompt).toMatch(/^\d+([-+]\d+)+=$/)
    const terms = (prompt as string).match(/-?\d+/g) ?? []
    expect(Number(answer)).toBe(terms.reduce((sum, term) => sum + Number(term), 0))
    const problem = terms.toSorted().join()
    expect(orders.get(problem) ?? prompt).toBe(prompt)
    orders.set(problem, prompt as string)
  }
})

test('the value is right in any form, a calculation is not', async () => {
  const task = { prompt: 'What is 1300 - 50?', answer: '1250' }
  const right = [
    '1250',
    '<answer>1,250</answer>',
    'It is\n\\boxed{1250}',
    '1250.0',
    'Answer: 1250.',
    '<answer>x = 1250</answer>',
  ]
  const wrong = [
    '1300 - 50',
    '<answer>1251</answer>',
    '<answer>1250 or 1251</answer>',
    '-1250',
    '1,2,50',
    '1250 1251',
    '',
  ]
  expect(await verdictsOf(chainSum, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(chainSum, {}, task, wrong)).toEqual(wrong.map(() => false))
})
