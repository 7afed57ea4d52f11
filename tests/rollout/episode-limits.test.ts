// Limits of an episode as rollouts, evaluations and servers keep them.
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { EpisodeLimits } from '../../src/core/limits.ts'
import type { Episode } from '../../src/core/episode.ts'
import type { Policy, Reply } from '../../src/core/policy.ts'
import { evaluate } from '../../src/eval/evaluate.ts'
import { runEpisodes } from '../../src/rollout/run-episodes.ts'
import { ServedEnvironment } from '../../src/serve/environments/served-environment.ts'
import { defineEnv } from '../../src/core/define-env.ts'
import { guessing } from './example-environments.ts'

const spec = guessing.configure()
const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)

const saying = (reply: Partial<Reply>): Policy => ({
  name: 'saying',
  tells: ['tokens', 'cost'],
  generate: async (requests) => requests.map(() => ({ text: '9', ...reply })),
})

async function recordOf(policy: Policy, limits: EpisodeLimits): Promise<Episode['record']> {
  const plan = { task, groupId: '0', index: 0, seed: 'a' }
  const [episode] = await runEpisodes([plan], { environment: spec, policy, limits })
  return (episode as Episode).record
}

test('what ended an episode stands in its status', async () => {
  const spending = { lengthTokens: 10, cost: 0.4 }
  expect(await recordOf(saying(spending), {})).toMatchObject({
    status: 'truncated-turns',
    turns: 3,
    cost: expect.closeTo(1.2) as number,
  })
  expect(await recordOf(saying(spending), { turns: 1 })).toMatchObject({ status: 'truncated-turns', turns: 1 })
  expect(await recordOf(saying(spending), { tokens: 15 })).toMatchObject({
    status: 'truncated-tokens',
    turns: 2,
    reward: 0,
    outcome: false,
  })
  expect(await recordOf(saying(spending), { cost: 0.4 })).toMatchObject({ status: 'truncated-cost', turns: 1 })
  expect(await recordOf(saying({ ...spending, text: '5' }), { cost: 0.4 })).toMatchObject({
    status: 'finished',
    outcome: true,
  })
  expect(await recordOf(saying({}), {})).not.toHaveProperty('cost')
})

test('a policy that does not say that it tells what it spends is refused a limit on it before anything is asked', async () => {
  const { tells: _, ...silent } = saying({})
  const refused = recordOf({ ...silent, generate: () => Promise.reject(new Error('asked')) }, { cost: 1 })
  await expect(refused).rejects.toThrow("gives `cost` with each reply and says so by `tells: ['cost']`")
  await expect(recordOf({ ...silent, tells: ['cost'] }, { tokens: 1 })).rejects.toThrow('`limits.tokens`')
  expect(await recordOf(silent, { turns: 1 })).toMatchObject({ status: 'truncated-turns' })
})

test('a reply that leaves out what its policy tells cannot keep the limit, and no zero comes of it', async () => {
  const record = await recordOf(saying({}), { tokens: 15 })
  expect(record).toMatchObject({ status: 'error', reward: null, outcome: null, error: { code: 'RLVR_POLICY' } })
  expect(record.error?.message).toContain('does not tell the tokens of its replies (`lengthTokens`)')
})

test('a policy that is asked by itself is no longer waited for at the limit of time', async () => {
  const endless: Policy = {
    name: 'endless',
    batching: 'independent',
    generate: async (_, __, { signal } = {}) => {
      await once(signal as AbortSignal, 'abort')
      throw new Error('aborted')
    },
  }
  expect(await recordOf(endless, { timeMs: 20 })).toMatchObject({
    status: 'truncated-time',
    turns: 0,
    outcome: false,
    error: null,
  })
})

test('an evaluation counts what limits ended, and refuses what is no limit; a server refuses what it cannot count', async () => {
  const policy = saying({ lengthTokens: 10 })
  const summary = await evaluate({ environment: spec, policy, tasks: 1, limits: { tokens: 15 } })
  expect(summary.truncated).toEqual({ tokens: 1, turns: 0, time: 0, cost: 0 })
  await expect(evaluate({ environment: spec, policy, limits: { token: 1 } as never })).rejects.toThrow(
    'Did you mean `tokens`?',
  )
  const limited = defineEnv({
    id: 'limited',
    draw: () => ({ prompt: 'x', answer: 1 }),
    limits: { cost: 1 },
    rewards: { correct: () => 1 },
    outcome: 'correct',
  })
  expect(() => new ServedEnvironment(limited.configure())).toThrow('`limited` limits the cost of an episode')
})
