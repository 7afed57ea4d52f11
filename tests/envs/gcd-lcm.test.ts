import { expect, test } from 'vitest'
import gcdLcm from '../../envs/gcd-lcm/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('answers are those of counting down and of trying multiples', async () => {
  for (const { prompt, answer } of await drawnTasks(gcdLcm, { levels: [1, 2, 3, 4, 5], count: 100 })) {
    const numbers = (prompt as string).match(/\d+/g)?.map(Number) ?? []
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
    const [lowest = 0, highest = 0] = [numbers[0], numbers.at(-1)]
    let expected = (prompt as string).startsWith('gcd') ? lowest : highest
    if ((prompt as string).startsWith('gcd')) while (numbers.some((each) => each % expected !== 0)) expected--
    else while (numbers.some((each) => expected % each !== 0)) expected += highest
    expect(answer).toBe(String(expected))
  }
})

test('a common divisor that is not the greatest is wrong', async () => {
  const replies = ['6', '3', '12', '6, 3']
  expect(await verdictsOf(gcdLcm, {}, { prompt: 'gcd(12,18)=', answer: '6' }, replies)).toEqual([
    true,
    false,
    false,
    false,
  ])
})
