// Credit by turn, for conversations of several turns: what a turn is worth is what is paid from then on.
//   R_k = Σ over later rewards r_j of discount^(j - k) * r_j;   A_k = R_k compared with turn k of the other replies
// A step's reward is paid at its turn; what the episode's reward holds beyond its step rewards is paid at the last turn.
// Source: returns-to-go of REINFORCE (Williams 1992); credit by turn within groups as in "Reinforcing Multi-Turn
// Reasoning in LLM Agents via Turn-Level Reward Design" (arXiv 2505.11821).
import { groupNorm, type GroupNormOptions } from './advantages.ts'
import { described } from './described.ts'
import type { AdvantageEstimator, GroupMember, MemberGroups } from './group-member.ts'

export interface TurnReturnsOptions {
  /** What a reward one turn later counts. Default 1. */
  readonly discount?: number
  /** How a turn's return is compared with those of the same turn of its group's other replies. Default TRL's. */
  readonly norm?: Omit<GroupNormOptions, 'level'> & { readonly mean?: 'group' | 'none' }
}

/**
 * An advantage a token: that of its turn. A turn that no other reply of the group has has nothing to be compared with
 * (`alone` of the norm). Without step rewards and with one turn a reply it is `groupNorm`.
 */
export function turnReturns(options: TurnReturnsOptions = {}): AdvantageEstimator {
  const { discount = 1, norm = {} } = options
  const compare = groupNorm(norm)
  const words = discount === 1 ? 'the rewards from a turn on' : `the rewards from a turn on, discounted by ${discount}`
  return described(`${words}, compared by turn: ${compare.description ?? ''}`, (groups: MemberGroups) =>
    groups.map((group) => {
      const returns = group.map((member) => returnsOf(member, discount))
      const turns = Math.max(0, ...group.map((member) => member.turns.length))
      const credits = Array.from({ length: turns }, (_, turn) =>
        compare([returns.map((each) => ({ reward: each?.[turn] ?? null }))]).flat(),
      )
      return group.map(({ lengthTokens, turns: ranges }, index) => {
        const advantages = new Float64Array(lengthTokens)
        for (const [turn, { from, to }] of ranges.entries()) advantages.fill(credits[turn]?.[index] ?? 0, from, to)
        return advantages
      })
    }),
  )
}

/**
 * What is paid from each turn on; null where the reply could not be judged. A step reward of a turn without tokens
 * of its own is paid at the turn before.
 */
function returnsOf({ reward, turns, stepRewards }: GroupMember, discount: number): number[] | null {
  if (reward === null) return null
  const paid = turns.map(() => 0)
  const pay = (turn: number, amount: number): void => {
    const at = Math.min(turn, paid.length - 1)
    if (at >= 0) paid[at] = (paid[at] as number) + amount
  }
  let atTheEnd = reward
  for (const step of stepRewards) {
    atTheEnd -= step.reward
    pay(step.turn, step.reward)
  }
  pay(paid.length - 1, atTheEnd)
  let after = 0
  return paid.map((_, back) => (after = (paid[paid.length - 1 - back] as number) + discount * after)).toReversed()
}
