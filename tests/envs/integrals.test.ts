import { derivative, evaluate } from 'mathjs'
import { expect, test } from 'vitest'
import { outer, polynomial, product, quotient, sum } from '../../envs/calculus.ts'
import integrals from '../../envs/integrals/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('derivatives of antiderivatives are the integrands, by mathjs; definite integrals are sums of many strips', async () => {
  for (const { prompt, answer } of await drawnTasks(integrals, { levels: [1, 2, 3, 4, 5], count: 12 })) {
    if (answer.integrand === null) {
      const [, curve = '', from, to] = /^int (.*),(-?\d+)\.\.(-?\d+)=$/.exec(prompt as string) ?? []
      const at = (x: number): number => evaluate(curve, { x }) as number
      const [a, b] = [Number(from), Number(to)]
      const middle = (a + b) / 2
      // Simpson's rule is exact to degree 3.
      expect(evaluate(answer.solution) as number).toBeCloseTo(((b - a) / 6) * (at(a) + 4 * at(middle) + at(b)), 6)
    } else {
      expect(prompt).toBe(`int ${answer.integrand}=`)
      const slope = derivative(answer.solution.replace('+C', ''), 'x')
      for (const x of [0.2, 0.9])
        expect(slope.evaluate({ x }) as number).toBeCloseTo(evaluate(answer.integrand, { x }) as number, 4)
    }
  }
})

test('curves carry their derivatives', () => {
  const [line, square] = [polynomial([1, 2]), polynomial([3, 0, 1])]
  for (const curve of [
    sum(line, square),
    product(line, square),
    quotient(line, square),
    outer('sqrt', square),
    outer('ln', square),
  ]) {
    const expected = derivative(curve.text.replaceAll('ln(', 'log('), 'x').evaluate({ x: 0.7 }) as number
    expect(evaluate(curve.derivative, { x: 0.7 }) as number).toBeCloseTo(expected, 9)
  }
})

test('any constant is right, an integral that is not worked out is none', async () => {
  const answer = { solution: 'x^3/3+C', integrand: 'x^2' }
  const right = [
    'x^3/3 + C',
    '<answer>x^3/3</answer>',
    '\\boxed{\\frac{x^3}{3} - 7}',
    '<answer>F(x) = \\frac{1}{3}x^3 + c</answer>',
    '(x^3 + 6)/3',
  ]
  const wrong = [
    'x^3 + C',
    '2x',
    'x^2',
    '\\boxed{\\int x^2 \\, dx}',
    '\\boxed{\\int_0^x t^2 dt}',
    'x^3/3 + x',
    'C',
    'int x^2=',
    '',
  ]
  expect(await verdictsOf(integrals, {}, { prompt: 'x^2', answer }, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(integrals, {}, { prompt: 'x^2', answer }, wrong)).toEqual(wrong.map(() => false))
})

test('a definite integral has one value', async () => {
  const answer = { solution: '7/3', integrand: null }
  const replies = ['7/3', '\\boxed{\\frac{14}{6}}', '7/3 + C', '2.333', '\\boxed{\\int_1^2 x^2 dx}']
  expect(await verdictsOf(integrals, {}, { prompt: 'x^2', answer }, replies)).toEqual([true, true, false, false, false])
})
