import { expect, test } from 'vitest'
import bandit from '../../envs/bandit/index.ts'
import { makeTask } from '../../src/core/task.ts'
import { play, tasksOf } from './play.ts'

const spec = bandit.configure({ prompt: 'compact' })
const task = makeTask({ prompt: '2:', answer: { chances: [20, 80], luck: 7 } }, 'given')
const pulls = (arm: string): string[] => Array.from({ length: 10 }, () => arm)

test('pulls earn what they pay, and the choice after them decides', async () => {
  const right = await play(spec, task, [...pulls('2'), '2'])
  const paid = right.messages.filter(({ role, content }) => role === 'user' && /^1[:?]$/.test(content)).length
  expect(right).toMatchObject({ outcome: true, turns: 11 })
  expect(right.reward).toBeCloseTo(1 + 0.05 * paid)
  const wrong = await play(spec, task, [...pulls('2'), '1'])
  expect(wrong.outcome).toBe(false)
  expect(wrong.reward).toBeCloseTo(0.05 * paid)
  expect((await play(spec, task, [...pulls('2'), '3'])).outcome).toBe(false)
})

test('the n-th pull of an arm pays the same, whatever was pulled between', async () => {
  const payments = async (arms: readonly string[]): Promise<string[]> =>
    (await play(spec, task, [...arms, '1'])).messages
      .filter(({ role }) => role === 'user')
      .map(({ content }) => content.charAt(0))
  const alone = (await payments(pulls('2'))).slice(1, 6)
  const mixed = await payments(['1', '2', '1', '2', '1', '2', '1', '2', '1', '2'])
  expect(mixed.slice(1).filter((_, at) => at % 2 === 1)).toEqual(alone)
})

test('arms pay as often as their chances say, and the best one leads', async () => {
  const tasks = await tasksOf(spec, 300)
  let [expected, paid] = [0, 0]
  for (const each of tasks) {
    const { chances } = each.answer
    expect(Math.abs((chances[0] as number) - (chances[1] as number))).toBeGreaterThanOrEqual(60)
    const { reward, outcome } = await play(spec, each, [...pulls('1'), '1'])
    paid += (reward ?? 0) - Number(outcome)
    expected += 0.5 * ((chances[0] as number) / 100)
  }
  // The standard error of the sum of 3000 pulls of 0.05 is below 1.4.
  expect(Math.abs(paid - expected)).toBeLessThan(5)
})
