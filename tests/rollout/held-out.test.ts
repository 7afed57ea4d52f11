import { describe, expect, it } from 'vitest'
import { defaultSampling, type Policy } from '../../src/core/policy.ts'
import { invalid } from '../../src/core/verdict.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'
import { distinctTasks, heldOut } from '../../src/rollout/held-out.ts'
import { judgedBy, sums, tasksOf } from './example-environments.ts'

/** Solves sums: all of them greedily, about half of them when it samples. */
const policy: Policy = {
  ...scriptedPolicy(''),
  generate: async (requests, sampling) =>
    await scriptedPolicy(({ messages }, { rng }) => {
      const [a, b] = (messages[0]?.content ?? '').match(/\d+/g) ?? []
      return sampling.temperature === 0 || rng.float() < 0.5 ? String(Number(a) + Number(b)) : 'no idea'
    }).generate(requests, sampling),
}

describe('heldOut', () => {
  it('measures sampled and greedy replies to the given tasks, under ids of their own', async () => {
    const spec = sums.configure()
    const tasks = distinctTasks(await spec.tasks({ split: 'test', seed: 1 }), 50)
    const shared = { environment: spec, policy, tasks, sampling: defaultSampling, seed: 1, step: 12 }
    const { result, episodes } = await heldOut({ ...shared, repliesPerTask: 4 })
    expect(result.greedyPass1).toBe(1)
    expect(result.tasks).toBe(50)
    const rewards = episodes.slice(0, 200).map(({ record }) => record.reward ?? Number.NaN)
    expect(result.sampledReward).toBeCloseTo(rewards.reduce((sum, reward) => sum + reward, 0) / 200, 12)
    // A tenth is paid for the form alone.
    expect(result.sampledReward).toBeGreaterThan(result.sampledPass1)
    expect(result.sampledPass1).toBeGreaterThan(0.35)
    expect(result.sampledPass1).toBeLessThan(0.65)
    expect(result.interval.low).toBeLessThan(result.sampledPass1)
    expect(result.interval.high).toBeGreaterThan(result.sampledPass1)
    expect(new Set(episodes.map(({ record }) => record.id)).size).toBe(250)
    expect(episodes.at(-1)?.record.id).toBe('eval-12-greedy-49-0')
  })

  it('rejects when nothing could be judged, and says why', async () => {
    const spec = judgedBy(() => invalid('broken-gold', 'the gold cannot be parsed'))
    const shared = {
      environment: spec,
      policy,
      tasks: tasksOf('a', 'b'),
      sampling: defaultSampling,
      seed: 1,
      step: null,
    }
    await expect(heldOut({ ...shared, repliesPerTask: 1 })).rejects.toMatchObject({
      code: 'RLVR_VERIFIER',
      message: expect.stringContaining('could be judged: the gold cannot be parsed'),
    })
  })
})
