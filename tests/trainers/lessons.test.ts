import { expect, test } from 'vitest'
import type { Episode, EpisodeRecord, Group } from '../../src/core/episode.ts'
import { rewardVaries } from '../../trainers/filters.ts'
import type { AdvantageEstimator } from '../../trainers/group-member.ts'
import { lessonsOf } from '../../trainers/lessons.ts'
import { grpo } from '../../trainers/presets.ts'

function groupOf(...episodes: readonly (readonly [reward: number | null, length: number | null])[]): Group {
  return {
    id: 'g',
    taskId: 't',
    episodes: episodes.map(([reward, length]): Episode => ({
      record: { reward, outcome: null, verdicts: {}, advantage: null } as unknown as EpisodeRecord,
      sequence:
        length === null
          ? null
          : {
              tokens: new Int32Array(length + 1),
              sampled: Uint8Array.from({ length: length + 1 }, (_, place) => (place === 0 ? 0 : 1)),
              logProbs: new Float32Array(length),
              sampledBy: null,
            },
    })),
  }
}

const withAdvantage = (advantage: AdvantageEstimator): ReturnType<typeof grpo> => grpo({ advantage })

test('a reply without a reward or without tokens teaches nothing; a group that is not kept has no advantages', () => {
  const algorithm = {
    ...grpo({ filter: rewardVaries() }),
    advantage: withAdvantage((groups) => groups.map((group) => group.map(({ reward }) => reward ?? 9))).advantage,
  }
  const { groups, lessons } = lessonsOf(
    [groupOf([1, 2], [0.5, 3], [null, 2], [0, null]), groupOf([1, 1], [1, 1])],
    algorithm,
    { step: 1 },
  )
  expect(groups.map(({ episodes }) => episodes.map(({ record }) => record.advantage))).toEqual([
    [1, 0.5, null, 0],
    [null, null],
  ])
  expect(lessons.map(({ advantage, sequence }) => [advantage, sequence.logProbs.length])).toEqual([
    [1, 2],
    [0.5, 3],
  ])
})

test('an advantage a token reaches the lesson, and the record holds its mean', () => {
  const algorithm = withAdvantage((groups) =>
    groups.map((group) => group.map(({ lengthTokens }) => Float64Array.from({ length: lengthTokens }, (_, t) => t))),
  )
  const { groups, lessons } = lessonsOf([groupOf([1, 2], [0, 3])], algorithm, { step: 1 })
  expect(lessons.map(({ advantage }) => advantage)).toEqual([Float64Array.of(0, 1), Float64Array.of(0, 1, 2)])
  expect(groups[0]?.episodes.map(({ record }) => record.advantage)).toEqual([0.5, 1])
})

test('a reply without a reward counts with an advantage of 0 where the algorithm says so', () => {
  const groups = [groupOf([1, 2], [null, 2], [0, 3], [null, null]), groupOf([1, 1], [null, 1], [1, 1])]
  const lengths = (nullRewards: 'leave-out' | 'count'): unknown =>
    lessonsOf(groups, grpo({ nullRewards, filter: 'rewardVaries', advantage: 'drGrpo' }), { step: 1 }).lessons.map(
      ({ advantage, sequence }) => [advantage, sequence.logProbs.length],
    )
  expect(lengths('leave-out')).toEqual([
    [0.5, 2],
    [-0.5, 3],
  ])
  expect(lengths('count')).toEqual([
    [0.5, 2],
    [0, 2],
    [-0.5, 3],
  ])
})

test('an estimator is told the step', () => {
  let told: number | null = null
  lessonsOf(
    [groupOf([1, 1])],
    withAdvantage((groups, { step }) => {
      told = step
      return groups.map((group) => group.map(() => 0))
    }),
    { step: 7 },
  )
  expect(told).toBe(7)
})

test.each([
  ['a value that is not finite', [Number.NaN, 0], /grpo gave NaN; advantages are finite numbers/],
  ['one that is not finite among those of the tokens', [Float64Array.of(0, Infinity), 0], /gave Infinity/],
  ['too few values for the tokens', [[1], 0], /gave 1 advantages for a reply of 2 sampled tokens/],
  ['too few replies', [1], /left a reply out/],
] as const)('%s is refused', (_name, advantages, message) => {
  expect(() =>
    lessonsOf(
      [groupOf([1, 2], [0, 2])],
      withAdvantage(() => [advantages]),
      { step: 1 },
    ),
  ).toThrow(message)
})

test('turns that went on from several conversations are a lesson each, with their part of the advantages', () => {
  const [group] = [groupOf([1, 3], [0, 2])]
  const [first, second] = group?.episodes ?? []
  const earlier = groupOf([1, 2]).episodes[0]?.sequence
  const split = { ...group, episodes: [{ ...first, earlier: [earlier] }, second] } as unknown as Group
  const algorithm = withAdvantage((groups) =>
    groups.map((members) =>
      members.map(({ lengthTokens, turns }) =>
        turns.flatMap(({ from, to }, turn) =>
          Array.from({ length: to - from }, (_, place) => 100 * lengthTokens + 10 * turn + place),
        ),
      ),
    ),
  )
  const { lessons } = lessonsOf([split], algorithm, { step: 1 })
  expect(lessons.map(({ advantage, sequence }) => [advantage, sequence.logProbs.length])).toEqual([
    [[500, 501], 2],
    [[510, 511, 512], 3],
    [[200, 201], 2],
  ])
})
