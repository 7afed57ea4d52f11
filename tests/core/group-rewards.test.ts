import { expect, test } from 'vitest'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Group } from '../../src/core/episode.ts'
import { requireNoGroupRewards, type JudgeGroup } from '../../src/core/group-rewards.ts'
import { mix } from '../../src/core/mix/mix.ts'
import { invalid } from '../../src/core/verdict.ts'
import { evaluate } from '../../src/eval/evaluate.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'
import { runGroups } from '../../src/rollout/run-groups.ts'
import { ServedEnvironment } from '../../src/serve/environments/served-environment.ts'

const novel: JudgeGroup = ({ replies }) =>
  replies.map(({ reply }) => replies.filter((other) => other.reply === reply).length === 1)

const words = (judge: JudgeGroup): EnvironmentFactory =>
  defineEnv({
    id: 'words',
    draw: ({ rng }) => ({ prompt: `Say a word. ${rng.int(0, 1e6)}`, answer: null }),
    rewards: {
      correct: ({ reply }) => (reply === 'odd' ? invalid('judge', 'nobody knows') : reply !== ''),
    },
    groupRewards: { novel: { weight: 0.5, judge } },
    outcome: 'correct',
  }) as EnvironmentFactory

async function groupOf(environment: EnvironmentFactory, ...said: readonly string[]): Promise<Group> {
  const spec = environment.configure()
  const taskset = await spec.tasks({ split: 'train', seed: 0 })
  let next = 0
  const policy = scriptedPolicy(() => said[next++] ?? '')
  const shared = { environment: spec, policy, samplesPerPrompt: said.length, seed: 0, step: 1 }
  return (await runGroups([taskset.at(0)], shared))[0] as Group
}

const rewardsOf = ({ episodes }: Group): (number | null)[] => episodes.map(({ record }) => record.reward)

test('a group reward sees all replies, adds to the reward of each, and leaves its outcome', async () => {
  const group = await groupOf(words(novel), 'a', 'b', 'a', '')
  expect(rewardsOf(group)).toEqual([1, 1.5, 1, 0.5])
  expect(group.episodes[3]?.record).toMatchObject({
    outcome: false,
    verdicts: { novel: { status: 'scored', score: 1 } },
  })
})

test('null stays null, and what cannot be given makes null', async () => {
  expect(rewardsOf(await groupOf(words(novel), 'odd', 'b'))).toEqual([null, 1.5])
  for (const [judge, words_] of [
    [() => [1], 'a list with one score a reply, 2 here'],
    [() => 7 as never, 'it gave 7'],
    [
      () => {
        throw new Error('boom')
      },
      'novel threw: boom',
    ],
    [() => [NaN, 2], 'A score must lie in 0..1'],
  ] as const satisfies readonly (readonly [JudgeGroup, string])[]) {
    const group = await groupOf(words(judge), 'a', 'b')
    expect(rewardsOf(group)).toEqual([null, null])
    expect(group.episodes[0]?.record.verdicts['novel']).toMatchObject({
      status: 'invalid',
      reason: expect.stringContaining(words_) as string,
    })
  }
  expect(
    rewardsOf(
      await groupOf(
        words(() => [null, 1]),
        'a',
        'b',
      ),
    ),
  ).toEqual([1, 1.5])
})

test('one reply has nothing to be compared with', async () => {
  const group = await groupOf(words(novel), 'a')
  expect(group.episodes[0]?.record).toMatchObject({ reward: 1, verdicts: { novel: { status: 'not-applicable' } } })
})

test('in a mix it is named after its environment and sees its own tasks', async () => {
  const mixed = await mix({ id: 'mixed', environments: [{ environment: words(novel) }] })
  const group = await groupOf(mixed, 'a', 'b')
  expect(rewardsOf(group)).toEqual([1.5, 1.5])
  expect(Object.keys(group.episodes[0]?.record.verdicts ?? {})).toEqual(['words.correct', 'words.novel'])
})

test('what judges replies one by one refuses it, and a definition is checked', async () => {
  const spec = words(novel).configure()
  await expect(evaluate({ environment: spec, policy: scriptedPolicy('a') })).rejects.toThrow(
    '`words` has a group reward, `novel`',
  )
  expect(() => new ServedEnvironment(spec)).toThrow('a server judges each reply by itself')
  expect(() => requireNoGroupRewards({ id: 'none', groupTerms: {} }, 'a server')).not.toThrow()
  const base = {
    id: 'odd',
    draw: () => ({ prompt: 'x', answer: 1 }),
    rewards: { correct: () => 1 },
    outcome: 'correct',
  } as const
  expect(() => defineEnv({ ...base, groupRewards: { correct: novel } })).toThrow('is a reward and a group reward')
  expect(() => defineEnv({ ...base, groupRewards: { new: { wieght: 1 } as never } })).toThrow('Did you mean `weight`?')
  expect(() => defineEnv({ ...base, groupRewards: { new: 7 as never } })).toThrow('is a function of { task, replies }')
})
