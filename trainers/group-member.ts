// What an advantage estimator sees: every reply of every group with its reward, its reward terms, its outcome, its
// length and its turns. It answers with a number for a reply, which then stands for all of its tokens, or with an
// array [S] for its sampled tokens.
import type { StepReward } from '../src/core/environment.ts'
import { sequencesOf, type Episode } from '../src/core/episode.ts'
import type { Described } from './described.ts'

/** One reply of a group. */
export interface GroupMember {
  /** Null where it could not be judged: it takes part in no baseline. */
  readonly reward: number | null
  readonly outcome: boolean | null
  /** The score of each reward of the rubric, before its weight; null where it was not scored. */
  readonly terms: { readonly [name: string]: number | null }
  /** S, the tokens that the policy sampled. */
  readonly lengthTokens: number
  /**
   * Which of those S tokens each turn wrote, in order. They are told by the tokens themselves: a turn that sampled none
   * has no range, and those after it stand one place earlier. A policy that samples an end of its reply has none such.
   */
  readonly turns: readonly TurnRange[]
  /** What the steps of the environment paid on their own, by turn from 0; most environments pay at the end only. */
  readonly stepRewards: readonly StepReward[]
}

/** Sampled tokens `from` to before `to`. */
export interface TurnRange {
  readonly from: number
  readonly to: number
}

export type MemberGroups = readonly (readonly GroupMember[])[]

export interface AdvantageContext {
  /** The training step, from 1. */
  readonly step: number
}

/** A number for all tokens of a sequence, or [S] one for each. */
export type Advantage = number | ArrayLike<number>

export interface AdvantageEstimator extends Described {
  /**
   * Advantages in the shape of `groups`, always finite. What it gives for a reward of null is not used.
   * @example (groups) => groups.map((group) => group.map(({ reward }) => reward ?? 0))
   */
  (groups: MemberGroups, context: AdvantageContext): readonly (readonly Advantage[])[]
}

/**
 * A member with the fields that are given; for trying an estimator out.
 * @example groupMember({ reward: 1, lengthTokens: 3 }).turns // [{ from: 0, to: 3 }]
 */
export function groupMember(given: Partial<GroupMember>): GroupMember {
  const { reward = null, outcome = null, terms = {}, lengthTokens = 1, stepRewards = [] } = given
  const turns = given.turns ?? (lengthTokens > 0 ? [{ from: 0, to: lengthTokens }] : [])
  return { reward, outcome, terms, lengthTokens, turns, stepRewards }
}

/** What an estimator sees of an episode. */
export function memberOf(episode: Episode): GroupMember {
  const { record } = episode
  const { stepRewards = [] } = record
  const sequences = sequencesOf(episode)
  return {
    reward: record.reward,
    outcome: record.outcome,
    terms: Object.fromEntries(
      Object.entries(record.verdicts).map(([name, verdict]) => [
        name,
        verdict.status === 'scored' ? verdict.score : null,
      ]),
    ),
    lengthTokens: sequences.reduce((total, { logProbs }) => total + logProbs.length, 0),
    turns: turnsOfAll(sequences.map(({ sampled }) => turnsOf(sampled))),
    stepRewards,
  }
}

/**
 * The turns of a sequence: its runs of sampled tokens, counted in sampled tokens.
 * @example turnsOf(Uint8Array.of(0, 1, 1, 0, 0, 1)) // [{ from: 0, to: 2 }, { from: 2, to: 3 }]
 */
export function turnsOf(sampled: Uint8Array): TurnRange[] {
  const turns: TurnRange[] = []
  let from = 0
  let to = 0
  for (const [place, isSampled] of sampled.entries()) {
    if (isSampled === 1) to++
    if (to > from && sampled[place + 1] !== 1) {
      turns.push({ from, to })
      from = to
    }
  }
  return turns
}

/** Turns of sequences one after another, counted through. */
function turnsOfAll(turns: readonly (readonly TurnRange[])[]): TurnRange[] {
  let before = 0
  return turns.flatMap((ranges) => {
    const shift = before
    before += ranges.at(-1)?.to ?? 0
    return ranges.map(({ from, to }) => ({ from: from + shift, to: to + shift }))
  })
}
