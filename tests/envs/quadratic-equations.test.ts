import { evaluate } from 'mathjs'
import { expect, test } from 'vitest'
import quadraticEquations from '../../envs/quadratic-equations/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('both solutions make the left side 0, and differ', async () => {
  for (const { prompt, answer } of await drawnTasks(quadraticEquations, { levels: [1, 2, 3, 4, 5], count: 40 })) {
    const left = (prompt as string).replace('=0:', '')
    const values = answer.split(',').map((each) => evaluate(each) as number)
    expect(new Set(values).size).toBe(2)
    for (const x of values) expect(evaluate(left, { x }) as number).toBeCloseTo(0, 8)
  }
})

test('solutions are right in any order and form, both of them', async () => {
  const whole = { prompt: 'x^2+x-6=0:', answer: '-3, 2' }
  const right = [
    'x = 2 or x = -3',
    '<answer>2, -3</answer>',
    '\\boxed{x=-3, x=2}',
    '{-3; 2}',
    'x_1 = 2, x_2 = -3',
    '4/2 and -3',
  ]
  const wrong = ['2', '2, 3', '2, -3, 4', 'x^2 + x - 6 = 0', '(x-2)(x+3)=0', '2, 2', 'x^2+x-6=0:', '-3 < x < 2']
  expect(await verdictsOf(quadraticEquations, {}, whole, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(quadraticEquations, {}, whole, wrong)).toEqual(wrong.map(() => false))
})

test('irrational solutions are compared exactly', async () => {
  const task = { prompt: '4*x^2-20*x+13=0:', answer: '(5-sqrt(12))/2, (5+sqrt(12))/2' }
  const right = ['\\boxed{\\frac{5 \\pm 2\\sqrt{3}}{2}}', '<answer>5/2 + sqrt(3), 5/2 - sqrt(3)</answer>']
  const wrong = [
    '<answer>0.768, 4.232</answer>',
    '<answer>5/2 + sqrt(3)</answer>',
    '<answer>5/2 + sqrt(2), 5/2 - sqrt(2)</answer>',
  ]
  expect(await verdictsOf(quadraticEquations, {}, task, right)).toEqual([true, true])
  expect(await verdictsOf(quadraticEquations, {}, task, wrong)).toEqual([false, false, false])
})
