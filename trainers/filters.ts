// Which groups a step learns from. A filter looks at outcomes, not at shaped rewards: where every reply failed,
// differences in shaping alone still make a spread of rewards, and GRPO blows that noise up to full-size gradients
// (verl-recipe #125 lost its policy to it within 40 steps). Source of the rule: DAPO, arXiv 2503.14476 eq. 11.
import type { Group } from '../src/core/episode.ts'
import { described, type Described } from './described.ts'

export interface FilterDecision {
  readonly keep: boolean
  /** For records and counts; the same words for the same case. */
  readonly reason: string
}

export interface GroupFilter extends Described {
  (group: Group): FilterDecision
}

/** Keeps groups in which some replies solved the task and some did not. */
export function outcomeVaries(): GroupFilter {
  return described('groups with both solved and unsolved replies', (group: Group): FilterDecision => {
    const outcomes = group.episodes.map((episode) => episode.record.outcome).filter((outcome) => outcome !== null)
    if (outcomes.length < 2) return { keep: false, reason: 'fewer than two judged replies' }
    const solved = outcomes.filter(Boolean).length
    if (solved === 0) return { keep: false, reason: 'no reply solved the task' }
    if (solved === outcomes.length) return { keep: false, reason: 'every reply solved the task' }
    return { keep: true, reason: 'outcomes vary' }
  })
}

/**
 * Keeps groups whose rewards differ. For tasks with partial credit only, where full solutions are too rare at the
 * start for `outcomeVaries`; watch that the outcome follows the reward.
 */
export function rewardVaries(): GroupFilter {
  return described('groups whose rewards differ', (group: Group): FilterDecision => {
    const rewards = group.episodes.map((episode) => episode.record.reward).filter((reward) => reward !== null)
    if (rewards.length < 2) return { keep: false, reason: 'fewer than two judged replies' }
    return rewards.some((reward) => reward !== rewards[0])
      ? { keep: true, reason: 'rewards vary' }
      : { keep: false, reason: 'all rewards are equal' }
  })
}

/** Keeps every group; those without differences have advantage 0 and still count in the denominator. */
export function keepAll(): GroupFilter {
  return described('every group', (): FilterDecision => ({ keep: true, reason: 'all groups are kept' }))
}
