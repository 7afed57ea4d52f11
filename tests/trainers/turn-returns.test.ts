import { expect, test } from 'vitest'
import { groupNorm } from '../../trainers/advantages.ts'
import { groupMember, turnsOf, type GroupMember } from '../../trainers/group-member.ts'
import { turnReturns } from '../../trainers/turn-returns.ts'

const twoTurns = (reward: number | null, ...stepRewards: GroupMember['stepRewards']): GroupMember =>
  groupMember({
    reward,
    lengthTokens: 3,
    turns: [
      { from: 0, to: 2 },
      { from: 2, to: 3 },
    ],
    stepRewards,
  })
const credits = (estimate: ReturnType<typeof turnReturns>, group: readonly GroupMember[]): number[][] =>
  (estimate([group], { step: 1 })[0] ?? []).map((each) => Array.from(each as Float64Array))
const centred = { standardDeviation: 'none' } as const

test('each turn is credited with what is paid from it on, less what the same turn of the others is paid', () => {
  // Returns: [1, 1] with nothing on the way; [1.5, 1] with 0.5 for the first step; [0.5, 0.5] with all at the end.
  const group = [twoTurns(1), twoTurns(1.5, { turn: 0, reward: 0.5 }), twoTurns(0.5, { turn: 1, reward: 0.2 })]
  expect(credits(turnReturns({ norm: centred }), group)).toEqual([
    [0, 0, expect.closeTo(1 - 2.5 / 3, 12)],
    [0.5, 0.5, expect.closeTo(1 - 2.5 / 3, 12)],
    [-0.5, -0.5, expect.closeTo(0.5 - 2.5 / 3, 12)],
  ])
})

test('a later reward counts less by the discount', () => {
  const group = [twoTurns(1, { turn: 0, reward: 0.5 }), twoTurns(0)]
  // Returns 0.5 + 0.9 * 0.5 and 0.5, against 0.
  expect(credits(turnReturns({ discount: 0.9, norm: { mean: 'none', ...centred } }), group)).toEqual([
    [expect.closeTo(0.95, 12), expect.closeTo(0.95, 12), 0.5],
    [0, 0, 0],
  ])
})

test('with one turn a reply and no step rewards it is groupNorm', () => {
  const group = [1, 0, null, 0.5].map((reward) => groupMember({ reward, lengthTokens: 2 }))
  const [due] = groupNorm()([group])
  expect(credits(turnReturns(), group)).toEqual(due?.map((each) => [each, each]))
})

test('a turn that no other reply has is compared with nothing, and a reply without a reward takes no part', () => {
  const group = [twoTurns(1), groupMember({ reward: 0, lengthTokens: 1 }), twoTurns(null)]
  expect(credits(turnReturns({ norm: centred }), group)).toEqual([[0.5, 0.5, 0], [-0.5], [0, 0, 0]])
})

test('a turn without tokens of its own has no place: its reward is paid at the place that it would have', () => {
  // Three turns, the second of no token: the step reward of turn 2, which is the last, is paid at the last place.
  const group = [{ ...twoTurns(1, { turn: 2, reward: 1 }), turns: turnsOf(Uint8Array.of(1, 1, 0, 0, 1)) }, twoTurns(0)]
  expect(credits(turnReturns({ norm: { mean: 'none', ...centred } }), group)).toEqual([
    [1, 1, 1],
    [0, 0, 0],
  ])
})

test('it says what it computes', () => {
  expect(turnReturns({ discount: 0.9, norm: centred }).description).toBe(
    'the rewards from a turn on, discounted by 0.9, compared by turn: reward minus the mean of its group',
  )
})
