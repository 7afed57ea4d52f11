import { expect, test } from 'vitest'
import { defineNumberQuestions } from '../../envs/define-questions.ts'
import { oneOrder } from '../../envs/one-order.ts'
import { readFraction } from '../../envs/read-fraction.ts'

test('an environment of questions needs its levels and how to ask', async () => {
  const doubles = defineNumberQuestions({
    id: 'doubles',
    description: 'Double a number.',
    card: { source: 'Generated.', verifier: 'The value.', limits: 'None.' },
    levels: [9, 99],
    levelText: '1: to 9; 2: to 99',
    ask: (rng, highest) => {
      const number = rng.int(1, highest)
      return { compact: `2*${number}=`, words: `What is twice ${number}?`, answer: String(2 * number) }
    },
  })
  const task = (await doubles.configure({ level: 2 }).tasks({ split: 'train', seed: 0 })).at(0)
  expect(task.prompt).toMatch(/^What is twice \d+\? Put the number in <answer><\/answer>\.$/)
  expect(() => doubles.configure({ level: 3 })).toThrow('level must be <= 2')
})

test('a pair of numbers has one order', () => {
  for (let a = 0; a < 20; a++) for (let b = 0; b < 20; b++) expect(oneOrder(a, b)).toEqual(oneOrder(b, a))
})

test('one number is read, exactly', () => {
  expect(readFraction('x_1 = -1,234.50')).toEqual({ numerator: -2469n, denominator: 2n })
  expect(readFraction('−.5')).toEqual({ numerator: -1n, denominator: 2n })
  expect(readFraction('**1/3**.')).toEqual({ numerator: 1n, denominator: 3n })
  for (const text of [
    '',
    '-',
    '1+1',
    '2*3',
    '1/0',
    '1/2/3',
    '1e3',
    '12,34',
    'Infinity',
    'NaN',
    '0x10',
    '1 2',
    '٣',
    'x',
    '.',
    '1.2.3',
  ])
    expect(readFraction(text), text).toBeNull()
})
