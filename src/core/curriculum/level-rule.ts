// Which level of difficulty is trained on, by what came of it. Of the newest `window` tasks of the current level that
// could be judged, p is the mean share of replies that solved them. Once there are `window` of them:
//   p >= raise: one level up;  p <= lower: one level down;  and the window begins anew
// A share `rehearsal` of the tasks is of the levels below the current one, each as often, so that they are not unlearned.
// Source: the success thresholds of reasoning-gym's curricula, 0.7 and 0.1 (open-thought/reasoning-gym
// training/configs/curriculum-experiments), which also keep p(1 - p), the spread of outcomes in a group, away from 0.
import { mean } from '../statistics.ts'

export interface LevelRule {
  readonly levels: number
  /** The level at first, from 0. */
  readonly start: number
  readonly window: number
  readonly raise: number
  readonly lower: number
  readonly rehearsal: number
}

export interface LevelState {
  /** The current one, from 0. */
  readonly level: number
  /** The share of solved replies of each of its newest tasks, at most `window` of them. */
  readonly shares: readonly number[]
  readonly raised: number
  readonly lowered: number
}

export function firstLevel({ start }: LevelRule): LevelState {
  return { level: start, shares: [], raised: 0, lowered: 0 }
}

/** The mean share of solved replies over the window so far; null where there is none. */
export function successOf({ shares }: LevelState): number | null {
  return mean(shares)
}

/** The state after one task of the current level, with the share of its replies that solved it. */
export function afterTask(rule: LevelRule, state: LevelState, share: number): LevelState {
  const shares = [...state.shares, share].slice(-rule.window)
  const success = mean(shares)
  if (shares.length < rule.window || success === null) return { ...state, shares }
  const { level, raised, lowered } = state
  if (success >= rule.raise && level < rule.levels - 1)
    return { level: level + 1, shares: [], raised: raised + 1, lowered }
  if (success <= rule.lower && level > 0) return { level: level - 1, shares: [], raised, lowered: lowered + 1 }
  return { ...state, shares }
}
