import { expect, test } from 'vitest'
import type { Episode, EpisodeRecord } from '../../src/core/episode.ts'
import { groupMember, memberOf, turnsOf } from '../../trainers/group-member.ts'

test('turns are the runs of sampled tokens, counted in sampled tokens', () => {
  expect(turnsOf(Uint8Array.of(0, 1, 1, 0, 0, 1))).toEqual([
    { from: 0, to: 2 },
    { from: 2, to: 3 },
  ])
  expect(turnsOf(Uint8Array.of(1, 1))).toEqual([{ from: 0, to: 2 }])
  expect(turnsOf(Uint8Array.of(0, 0))).toEqual([])
})

test('an episode is seen with its reward terms, length, turns and step rewards; what was not scored is null', () => {
  const record = {
    reward: 1.1,
    outcome: true,
    verdicts: {
      correct: { status: 'scored', score: 1, reason: '', evidence: {} },
      format: { status: 'not-applicable', reason: '' },
    },
    stepRewards: [{ turn: 0, reward: 0.5 }],
  } as unknown as EpisodeRecord
  const sequence: Episode['sequence'] = {
    tokens: Int32Array.of(5, 6, 7, 8),
    sampled: Uint8Array.of(0, 1, 0, 1),
    logProbs: Float32Array.of(-1, -2),
    sampledBy: null,
  }
  const due = {
    reward: 1.1,
    outcome: true,
    terms: { correct: 1, format: null },
    lengthTokens: 2,
    turns: [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ],
    stepRewards: [{ turn: 0, reward: 0.5 }],
  }
  expect(memberOf({ record, sequence })).toEqual(due)
  const { stepRewards: _, ...without } = record as EpisodeRecord & { stepRewards: unknown }
  expect(memberOf({ record: without, sequence: null })).toEqual({
    ...due,
    lengthTokens: 0,
    turns: [],
    stepRewards: [],
  })
})

test('a member that is made up wrote one turn', () => {
  expect(groupMember({ reward: 1, lengthTokens: 3 }).turns).toEqual([{ from: 0, to: 3 }])
  expect(groupMember({ lengthTokens: 0 })).toMatchObject({ reward: null, turns: [] })
})
