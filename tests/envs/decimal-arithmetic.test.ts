import { expect, test } from 'vitest'
import decimalArithmetic from '../../envs/decimal-arithmetic/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

/** A decimal as a whole number of 10^-8. */
const steps = (text: string): bigint => {
  const [whole = '', places = ''] = text.split('.')
  return BigInt(whole + places.padEnd(8, '0'))
}

test('answers are exact', async () => {
  for (const { prompt, answer } of await drawnTasks(decimalArithmetic, { levels: [1, 2, 3, 4, 5], count: 200 })) {
    const [, left = '', sign, right = ''] = /^([\d.]+)([-+*])([\d.]+)=$/.exec(prompt as string) ?? []
    const [a, b] = [steps(left), steps(right)]
    expect(steps(answer)).toBe(sign === '+' ? a + b : sign === '-' ? a - b : (a * b) / 10n ** 8n)
    expect(answer).toMatch(/^\d+(\.\d*[1-9])?$/)
  }
})

test('zeros at the end do not matter, rounding does', async () => {
  const replies = ['1.20', '1.2', '6/5', '1.2000001', '0.9+0.3', '12']
  expect(await verdictsOf(decimalArithmetic, {}, { prompt: '0.9+0.3', answer: '1.2' }, replies)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})
