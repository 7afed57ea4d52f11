import { derivative, evaluate } from 'mathjs'
import { expect, test } from 'vitest'
import derivatives from '../../envs/derivatives/index.ts'
import { workedOut } from '../../envs/worked-out.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

/** The names of mathjs. */
const named = (text: string): string => text.replaceAll('ln(', 'log(')

test('answers are the derivatives of mathjs, whose own form of them is right', async () => {
  for (const task of await drawnTasks(derivatives, { levels: [1, 2, 3, 4, 5], count: 8 })) {
    const curve = (task.prompt as string).slice(1, -3)
    const expected = derivative(named(curve), 'x')
    for (const x of [0.3, 1.7])
      expect(evaluate(named(task.answer), { x }) as number).toBeCloseTo(expected.evaluate({ x }) as number, 6)
    const simplified = expected.toString().replaceAll('log(', 'ln(')
    const replies = [simplified, `<answer>${simplified}</answer>`, `<answer>${simplified} + 1</answer>`]
    expect(await verdictsOf(derivatives, {}, task, replies), `${curve}: ${simplified}`).toEqual([true, true, false])
  }
})

test('a derivative in any form is right, one that is not worked out is none', async () => {
  const task = { prompt: 'x^2*sin(x)', answer: '(2*x)*sin(x)+x^2*cos(x)' }
  const right = [
    "<answer>f'(x) = x^2 cos(x) + 2x sin(x)</answer>",
    '\\boxed{x(2\\sin x + x\\cos x)}',
    '\\boxed{\\frac{dy}{dx} = 2x\\sin(x) + x^2\\cos(x)}',
  ]
  const wrong = [
    '\\boxed{\\frac{d}{dx}\\left(x^2\\sin(x)\\right)}',
    '\\boxed{\\frac{\\mathrm{d}}{\\mathrm{d}x} x^2\\sin x}',
    '<answer>d/dx(x^2*sin(x))</answer>',
    "<answer>(x^2*sin(x))'</answer>",
    '<answer>diff(x^2*sin(x), x)</answer>',
    '<answer>2x*cos(x)</answer>',
    '<answer>x^2*sin(x)</answer>',
    '<answer></answer>',
  ]
  expect(await verdictsOf(derivatives, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(derivatives, {}, task, wrong)).toEqual(wrong.map(() => false))
})

test('a function is worked out where it holds nothing but functions of x', () => {
  expect(workedOut("y' = 3x^2")).toBe('3x^2')
  expect(workedOut('\\frac{\\sin x}{e^{2x}}')).not.toBeNull()
  for (const text of ['', 'y = ', 'f(x)', 'x = 2 = 3', '\\int x', '\\lim x', 'D x', '∂x'])
    expect(workedOut(text), text).toBeNull()
})
