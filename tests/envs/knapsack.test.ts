import { expect, test } from 'vitest'
import { bestChoice, itemsOf } from '../../envs/knapsack/best-choice.ts'
import knapsack from '../../envs/knapsack/index.ts'
import { verdictsOf } from './verdicts.ts'

test('of all choices exactly the most valuable that fit are right', async () => {
  const taskset = await knapsack.configure({ level: 2, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
  for (let index = 0; index < 8; index++) {
    const task = taskset.at(index)
    const items = itemsOf(task.answer.items)
    const choices = Array.from({ length: 2 ** items.length }, (_, bits) => items.map((_, place) => (bits >> place) & 1))
    const values = choices.map((choice) => {
      const [weight, value] = (['weight', 'value'] as const).map((field) =>
        items.reduce((sum, item, place) => sum + item[field] * (choice[place] ?? 0), 0),
      )
      return (weight ?? 0) <= task.answer.capacity ? (value ?? 0) : -1
    })
    const best = Math.max(...values)
    expect(task.answer.best).toBe(best)
    expect(bestChoice(items, task.answer.capacity).best).toBe(best)
    const replies = choices.map((choice) =>
      choice.map((isChosen, place) => (isChosen ? 'abcdefg'.charAt(place) : '')).join(''),
    )
    const expected = values.map((value) => value === best)
    expect(await verdictsOf(knapsack, { prompt: 'compact' }, task, replies)).toEqual(expected)
  }
})

test('items count in any order, each once, and only those there are', async () => {
  const task = { prompt: 'given', answer: { items: '4/5,3/4,2/3', capacity: 5, best: 7 } }
  const replies = ['<answer>b, c</answer>', 'C B', '[c, b]', 'a', 'abc', 'bcc', 'bd', 'none', 'b, c or a']
  const isRight = [true, true, true, false, false, false, false, false, false]
  expect(await verdictsOf(knapsack, {}, task, replies)).toEqual(isRight)
})
