import { evaluate } from 'mathjs'
import { expect, test } from 'vitest'
import linearSystems from '../../envs/linear-systems/index.ts'
import { readAssignment } from '../../envs/read-assignment.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('the values make every equation true, and equations stand in one order', async () => {
  for (const { prompt, answer } of await drawnTasks(linearSystems, { levels: [1, 2, 3, 4, 5], count: 30 })) {
    const scope = Object.fromEntries(answer.map((value, index) => ['xyzw'[index], evaluate(value) as number]))
    const equations = (prompt as string).slice(0, -1).split(',')
    expect(equations).toEqual(equations.toSorted())
    expect(equations.length).toBe(answer.length)
    for (const equation of equations) {
      const [left = '', right = ''] = equation.split('=')
      expect((evaluate(left, { ...scope }) as number) - Number(right)).toBeCloseTo(0, 8)
    }
  }
})

test('values are read by name in any order, or as a list', async () => {
  const task = { prompt: 'x+y=1,x-y=2:', answer: ['3/2', '-1/2'] }
  const right = [
    'x=3/2, y=-1/2',
    'y = -0.5, x = 1.5',
    '<answer>(3/2, -1/2)</answer>',
    '\\boxed{x=\\frac{3}{2}, y=-\\frac{1}{2}}',
  ]
  const wrong = [
    'x=3/2',
    'x=3/2, y=1/2',
    '-1/2, 3/2',
    'x=3/2, x=3/2',
    'x=3/2, y=-1/2, z=0',
    'x+y=1, x-y=2',
    'x=3/2, y=-1/2 or y=0',
    'a=3/2, b=-1/2',
  ]
  expect(await verdictsOf(linearSystems, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(linearSystems, {}, task, wrong)).toEqual(wrong.map(() => false))
  expect(readAssignment('y = 2 and x = -1', ['x', 'y'])?.map(({ numerator }) => numerator)).toEqual([-1n, 2n])
})
