import { expect, test } from 'vitest'
import { defineEnv, type EnvironmentFactory } from '../../../src/core/define-env.ts'
import { runRubric } from '../../../src/core/rubric.ts'
import { delegated } from '../../../src/core/wrap/delegated-conversation.ts'
import {
  clipReward,
  longReplyPenalty,
  scaleReward,
  signReward,
  withRewards,
  type JudgedReward,
  type RewardTransform,
} from '../../../src/core/wrap/with-rewards.ts'
import { invalid } from '../../../src/core/verdict.ts'
import { runEpisodes } from '../../../src/rollout/run-episodes.ts'
import { scriptedPolicy } from '../../../src/policy/scripts/scripted-policy.ts'
import type { EpisodeRecord } from '../../../src/core/episode.ts'
import { alone, begun } from './sample-dialogue.ts'

async function recordOf(factory: EnvironmentFactory, reply: string): Promise<EpisodeRecord> {
  const spec = factory.configure()
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  const plan = { task, groupId: 'g', index: 0, seed: 's' }
  const [episode] = await runEpisodes([plan], { environment: spec, policy: scriptedPolicy(reply) })
  return episode?.record as EpisodeRecord
}

test('the reward is another number; what was before stays in the record, and the outcome as it was', async () => {
  const twice = withRewards(withRewards(alone, { transform: scaleReward(4) }), { transform: clipReward(0, 3) })
  expect(await recordOf(twice, 'yes')).toMatchObject({ reward: 3, rewardBefore: 1, outcome: true })
  expect(await recordOf(twice, 'half')).toMatchObject({ reward: 2, rewardBefore: 0.5, outcome: false })
  expect(await recordOf(alone, 'half')).not.toHaveProperty('rewardBefore')
  const spec = twice.configure()
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  const saved = await runRubric(spec.rubric, { task, reply: 'half', messages: [], state: undefined })
  expect(saved).toMatchObject({ reward: 2, rewardBefore: 0.5, outcome: false })
})

test('null stays null, and a transform that fails makes no number of its own', async () => {
  const unjudged = defineEnv({
    id: 'unjudged',
    draw: ({ rng }) => ({ prompt: `${rng.int(0, 1e6)}`, answer: 0 }),
    rewards: { said: () => invalid('verifier-error', 'Broken.') },
    outcome: 'said',
  })
  const asked: number[] = []
  const watching: RewardTransform = ({ reward }) => asked.push(reward)
  expect(await recordOf(withRewards(unjudged, { transform: watching }), 'yes')).toMatchObject({ reward: null })
  expect(asked).toEqual([])
  const failing = (transform: RewardTransform): Promise<EpisodeRecord> =>
    recordOf(withRewards(alone, { transform }), 'yes')
  expect(await failing(() => Number.NaN)).toMatchObject({
    status: 'finished',
    reward: null,
    rewardBefore: 1,
    outcome: true,
    verdicts: { said: { status: 'scored' }, transform: { status: 'invalid', cause: 'verifier-error' } },
  })
  const thrown = await failing(() => {
    throw new Error('no')
  })
  expect(thrown.verdicts['transform']).toMatchObject({ reason: expect.stringContaining('no') as string })
  expect(() => withRewards(alone, { transform: 2 as never }).configure()).toThrow('`transform` is a function of')
})

test('transforms that are often wanted give what they say', () => {
  const of = (transform: RewardTransform, reward: number, reply = ''): number =>
    transform({ reward, reply, outcome: null, verdicts: {} } as unknown as JudgedReward)
  expect([-1, 0.5, 2].map((reward) => of(clipReward(0, 1), reward))).toEqual([0, 0.5, 1])
  expect(of(scaleReward(2, -1), 0.25)).toBe(-0.5)
  expect([-0.2, 0, 3].map((reward) => of(signReward(), reward))).toEqual([-1, 0, 1])
  const shorter = longReplyPenalty({ from: 2, to: 4, most: 0.5 })
  expect(['ab', 'abc', 'abcdefgh'].map((reply) => of(shorter, 1, reply))).toEqual([1, 0.75, 0.5])
  expect(() => clipReward(1, 0)).toThrow('got 1 and 0')
  expect(() => scaleReward(Number.NaN)).toThrow('finite')
  expect(() => longReplyPenalty({ from: 4, to: 4 })).toThrow('got 4, 4 and 1')
})

test('an episode that is told on without a change is the same', async () => {
  const { conversation } = await begun(alone)
  const same = delegated(conversation, {})
  expect(same.observation).toEqual(conversation.observation)
  await expect(same.step(7 as never)).rejects.toThrow('step() takes a text')
  expect(await same.step('yes')).toMatchObject({ terminated: true, judgement: { reward: 1 } })
  expect(same.transcript).toBe(conversation.transcript)
  await same.close()
})
