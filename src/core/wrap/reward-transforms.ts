// Transforms of a reward that are often wanted, for `withRewards`.
import { RlvrError } from '../errors.ts'
import type { RewardTransform } from './with-rewards.ts'

/** @example clipReward(0, 1) // 1.1 becomes 1, -0.2 becomes 0 */
export function clipReward(least: number, most: number): RewardTransform {
  if (!(least < most)) throw new RlvrError('RLVR_USAGE', `clipReward(least, most): got ${least} and ${most}.`)
  return ({ reward }) => Math.min(most, Math.max(least, reward))
}

/** `factor · reward + shift`. @example scaleReward(2, -1) // 0..1 becomes -1..1 */
export function scaleReward(factor: number, shift: number = 0): RewardTransform {
  if (!Number.isFinite(factor) || !Number.isFinite(shift))
    throw new RlvrError('RLVR_USAGE', `scaleReward(factor, shift) takes finite numbers; got ${factor} and ${shift}.`)
  return ({ reward }) => factor * reward + shift
}

/** -1, 0 or 1, as in Mnih et al. 2015. */
export function signReward(): RewardTransform {
  return ({ reward }) => (reward === 0 ? 0 : Math.sign(reward))
}

/**
 * Takes away up to `most` from the reward of a long last reply: nothing up to `from` characters, all of it at `to`, and
 * in between by share. The shape is that of DAPO's soft overlong punishment (arXiv 2503.14476, equation 13), in
 * characters, because a rubric knows no tokens.
 */
export function longReplyPenalty({ from, to, most = 1 }: { from: number; to: number; most?: number }): RewardTransform {
  if (!(from >= 0 && from < to && to < Infinity && most > 0 && most < Infinity))
    throw new RlvrError(
      'RLVR_USAGE',
      `longReplyPenalty({ from, to, most }) takes characters from 0, more of them, and a number above 0; got ${from}, ${to} and ${most}.`,
    )
  return ({ reward, reply }) => reward - most * Math.min(1, Math.max(0, (reply.length - from) / (to - from)))
}
