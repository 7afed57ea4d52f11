import { expect, test } from 'vitest'
import baseConversion from '../../envs/base-conversion/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('both texts are one number, in their bases', async () => {
  for (const { prompt, answer } of await drawnTasks(baseConversion, { levels: [1, 2, 3, 4, 5], count: 150 })) {
    const [, given = '', from, to] = /^([0-9a-z]+)_(\d+)>(\d+):$/.exec(prompt as string) ?? []
    expect(answer.base).toBe(Number(to))
    expect(parseInt(answer.digits, Number(to))).toBe(parseInt(given, Number(from)))
    expect(answer.digits).not.toBe(given)
  }
})

test('case, zeros in front and marks of the base do not matter; the base does', async () => {
  const task = { prompt: '43_10>16:', answer: { digits: '2b', base: 16 } }
  const right = ['2b', '2B', '0x2b', '<answer>002B</answer>', '\\boxed{2B_{16}}', '2b_16']
  const wrong = ['43', '0b101011', '2b_10', '2c', '2b or 2c', '0x', '-2b']
  expect(await verdictsOf(baseConversion, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(baseConversion, {}, task, wrong)).toEqual(wrong.map(() => false))
})
