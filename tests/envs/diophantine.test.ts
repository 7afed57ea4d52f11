import { expect, test } from 'vitest'
import diophantine from '../../envs/diophantine/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('the equation of the prompt is the one that is judged, and has the solution it was made from', async () => {
  for (const { prompt, answer } of await drawnTasks(diophantine, { levels: [1, 2, 3, 4, 5], count: 100 })) {
    const { coefficients, total, solution, isNatural } = answer
    expect((prompt as string).match(/-?\d+/g)?.map(Number)).toEqual([...coefficients, total])
    expect(coefficients.reduce((sum, each, index) => sum + each * (solution[index] ?? 0), 0)).toBe(total)
    expect(isNatural).toBe((prompt as string).endsWith(',N:'))
  }
})

test('any solution is right, and only whole ones', async () => {
  const answer = { coefficients: [7, 10], total: 176, solution: [8, 12], isNatural: true }
  const right = ['x=8, y=12', '<answer>y = 5, x = 18</answer>', '(8, 12)', '\\boxed{x = 18, y = 5}']
  const wrong = [
    'x=28, y=-2',
    'x=8, y=11',
    'x=0, y=17.6',
    'x=12, y=8',
    '8',
    '7*x+10*y=176,N:',
    'x=8, y=12 or x=18, y=5',
  ]
  expect(await verdictsOf(diophantine, {}, { prompt: '', answer }, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(diophantine, {}, { prompt: '', answer }, wrong)).toEqual(wrong.map(() => false))
  const signed = { ...answer, isNatural: false }
  expect(await verdictsOf(diophantine, {}, { prompt: '', answer: signed }, ['x=28, y=-2', 'x=0, y=88/5'])).toEqual([
    true,
    false,
  ])
})
