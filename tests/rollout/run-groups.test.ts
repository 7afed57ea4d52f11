import { expect, test } from 'vitest'
import { defaultSampling } from '../../src/core/policy.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'
import { runGroups } from '../../src/rollout/run-groups.ts'
import { sums, tasksOf } from './example-environments.ts'

test('groups are named by the step, and seeded by what stands for it', async () => {
  const shared = {
    environment: sums.configure(),
    policy: scriptedPolicy('3'),
    sampling: defaultSampling,
    samplesPerPrompt: 2,
    seed: 5,
  }
  const tasks = tasksOf('a', 'b')
  const seedsOf = async (options: { step: number; seedStep?: number }): Promise<[string, string[]][]> =>
    (await runGroups(tasks, { ...shared, ...options })).map(({ id, episodes }) => [
      id,
      episodes.map(({ record }) => record.seed),
    ])
  expect(await seedsOf({ step: 3 })).toEqual([
    ['3-0', ['5/train/3-0/0', '5/train/3-0/1']],
    ['3-1', ['5/train/3-1/0', '5/train/3-1/1']],
  ])
  expect(await seedsOf({ step: 4, seedStep: 3 })).toEqual([
    ['4-0', ['5/train/3-0/0', '5/train/3-0/1']],
    ['4-1', ['5/train/3-1/0', '5/train/3-1/1']],
  ])
})
