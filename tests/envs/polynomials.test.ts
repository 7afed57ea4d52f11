import { evaluate } from 'mathjs'
import { expect, test } from 'vitest'
import { polynomialText, readPolynomial } from '../../envs/polynomial-text.ts'
import polynomials from '../../envs/polynomials/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('prompt and answer have the same values', async () => {
  for (const { prompt, answer } of await drawnTasks(polynomials, { levels: [1, 2, 3, 4, 5], count: 25 }))
    for (const x of [0.5, -3, 7])
      expect(evaluate(answer, { x }) as number).toBeCloseTo(
        evaluate((prompt as string).slice(0, -1), { x }) as number,
        5,
      )
})

test('texts and coefficients are one', () => {
  for (const coefficients of [[6, -5, 1], [0], [0, -1], [-7, 0, 0, 12]])
    expect(readPolynomial(polynomialText(coefficients))).toEqual(coefficients)
  expect(readPolynomial('p(x) = 3x² + 2·x − 1')).toEqual([-1, 2, 3])
  for (const text of ['', 'x+x', '2*3', '(x+1)', 'x^99', 'y', 'x*2', '--x', '1/2', 'x^'])
    expect(readPolynomial(text), text).toBeNull()
})

test('terms may stand in any order, brackets are no answer', async () => {
  const task = { prompt: '(x-2)*(x-3)=', answer: 'x^2-5*x+6' }
  const right = ['x^2 - 5x + 6', '<answer>6 - 5x + x^2</answer>', '\\boxed{x^{2}-5x+6}', 'x**2-5*x+6', '1x^2-5x+6']
  const wrong = ['(x-2)(x-3)', '(x-2)*(x-3)=', 'x^2-5x-6', 'x^2-3x-2x+6', 'x^2-5x+6+0x^3-1', 'x^2', '']
  expect(await verdictsOf(polynomials, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(polynomials, {}, task, wrong)).toEqual(wrong.map(() => false))
})
