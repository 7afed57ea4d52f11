import { all, create, type Fraction } from 'mathjs'
import { expect, test } from 'vitest'
import fractionArithmetic from '../../envs/fraction-arithmetic/index.ts'
import { fraction, fractionText, greatestDivisor, reckoned } from '../../envs/fractions.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('answers are what mathjs makes of the prompts, in lowest terms', async () => {
  const exact = create(all ?? {}, { number: 'Fraction' })
  for (const { prompt, answer } of await drawnTasks(fractionArithmetic, { levels: [1, 2, 3, 4, 5], count: 40 })) {
    const value = exact.evaluate((prompt as string).slice(0, -1)) as Fraction
    expect(answer).toBe(value.toFraction())
    expect(answer).not.toBe('0')
  }
})

test('fractions have positive denominators and lowest terms', () => {
  expect(fraction(6, -4)).toEqual({ above: -3, below: 2 })
  expect(fraction(0, -4)).toEqual({ above: 0, below: 1 })
  expect(fractionText(reckoned(fraction(1, 2), '/', fraction(-3, 4)))).toBe('-2/3')
  expect([greatestDivisor(12, -18), greatestDivisor(0, 5)]).toEqual([6, 5])
})

test('a fraction is right in any terms and as a decimal', async () => {
  const task = { prompt: 'What is 1/4 + 1/2?', answer: '3/4' }
  const right = ['3/4', '6/8', '<answer>0.75</answer>', '\\boxed{\\frac{3}{4}}', '$\\frac{6}{8}$', '-3/-4']
  const wrong = ['1/4 + 1/2', '4/3', '0.7499', '3/4/1', '3/0', '\\boxed{\\frac{1}{4}+\\frac{1}{2}}', '75%']
  expect(await verdictsOf(fractionArithmetic, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(fractionArithmetic, {}, task, wrong)).toEqual(wrong.map(() => false))
})
