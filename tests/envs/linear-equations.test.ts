import { expect, test } from 'vitest'
import linearEquations from '../../envs/linear-equations/index.ts'
import { equal, type Rational } from '../../verifiers/number/rational.ts'
import { readNumber } from '../../verifiers/math/read-number.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('the answer makes both sides equal, and its neighbour does not', async () => {
  for (const { prompt, answer } of await drawnTasks(linearEquations, { levels: [1, 2, 3, 4, 5], count: 100 })) {
    const [left = '', right = ''] = (prompt as string).slice(0, -1).split('=')
    const holds = (value: string): boolean =>
      equal(...([left, right].map((side) => readNumber(side.replaceAll('x', `(${value})`))) as [Rational, Rational]))
    expect(holds(answer), `${prompt as string} ${answer}`).toBe(true)
    expect(holds(`${answer}+1`), prompt as string).toBe(false)
  }
})

test('words show the equation as people write it', async () => {
  const tasks = await linearEquations.configure({ level: 4 }).tasks({ split: 'train', seed: 0 })
  for (let index = 0; index < 40; index++)
    expect(tasks.at(index).prompt).toMatch(
      /^Solve for x: \d\((-?\d*x|-?\d+)( [-+] \d+)?\)( [-+] \d+)? = -?\d*x?( [-+] \d+)?\. Put the value of x/,
    )
})

test('the value is read with or without its letter', async () => {
  const task = { prompt: '2*x=3:', answer: '3/2' }
  const replies = [
    'x = 3/2',
    '<answer>1.5</answer>',
    '\\boxed{x=\\frac{3}{2}}',
    '2x = 3',
    'x = 2',
    'x = 3/2 or 2',
    '2*x=3:',
  ]
  expect(await verdictsOf(linearEquations, {}, task, replies)).toEqual([true, true, true, false, false, false, false])
})
