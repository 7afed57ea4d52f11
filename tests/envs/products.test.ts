import { expect, test } from 'vitest'
import products from '../../envs/products/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('answers are the products of the factors, which stand in one order', async () => {
  const orders = new Map<string, string>()
  for (const { prompt, answer } of await drawnTasks(products, { levels: [1, 2, 3, 4, 5], count: 300 })) {
    const factors = (prompt as string).slice(0, -1).split('*')
    expect(BigInt(answer)).toBe(factors.reduce((product, factor) => product * BigInt(factor), 1n))
    const problem = factors.toSorted().join()
    expect(orders.get(problem) ?? prompt).toBe(prompt)
    orders.set(problem, prompt as string)
  }
})

test('the factors are no answer', async () => {
  const replies = ['56', '<answer>56</answer>', '7*8', '7 × 8', '57']
  expect(await verdictsOf(products, {}, { prompt: '7*8', answer: '56' }, replies)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
