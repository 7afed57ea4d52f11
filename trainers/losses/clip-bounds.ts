// The clipped objective of PPO (Schulman et al. 2017, arXiv 1707.06347 eq. 7) on one ratio:
//   -min(ratio * A, clip(ratio, 1 - low, 1 + high) * A)
// with an optional cap on the ratio where A < 0.
import { RlvrError } from '../../src/core/errors.ts'
import type { ClipRange } from './surrogate.ts'

export interface ClipBounds {
  /** Absolute bounds of the ratio. */
  readonly low: number
  readonly high: number
  /** Cap of the ratio for a negative advantage; Infinity for none. */
  readonly cap: number
}

/** Bounds from distances to 1. Throws `RLVR_USAGE` where they do not enclose 1, or the cap lies inside them. */
export function clipBounds(clip: ClipRange, delta: number = Infinity): ClipBounds {
  const [low, high] = typeof clip === 'number' ? [clip, clip] : clip
  if (!(low >= 0 && low <= 1 && high >= 0)) {
    throw new RlvrError('RLVR_USAGE', `A clip range needs 0 <= low <= 1 and high >= 0; got low ${low}, high ${high}.`)
  }
  if (!(delta > 1 + high)) {
    throw new RlvrError('RLVR_USAGE', `delta caps the ratio beyond the clip: more than ${1 + high}; got ${delta}.`)
  }
  return { low: 1 - low, high: 1 + high, cap: delta }
}

/** The objective to minimise, for one ratio. */
export function clippedValue(ratio: number, advantage: number, bounds: ClipBounds): number {
  const clipped = Math.max(bounds.low, Math.min(bounds.high, ratio))
  return -Math.min(Math.min(ratio, bounds.cap) * advantage, clipped * advantage)
}

/** Whether the objective still follows the ratio: its derivative by the ratio is then -A, and 0 otherwise. */
export function followsRatio(ratio: number, advantage: number, bounds: ClipBounds): boolean {
  return advantage > 0 ? ratio <= bounds.high : ratio >= bounds.low && ratio <= bounds.cap
}

/** "low 0.8, high 1.28" for descriptions. */
export function boundsInWords(bounds: ClipBounds): string {
  const range = `${round(bounds.low)}, ${round(bounds.high)}`
  return bounds.cap === Infinity ? range : `${range}; at most ${round(bounds.cap)} where A < 0`
}

// 1 + 0.28 prints as 1.28, not as 1.2800000000000002.
function round(value: number): number {
  return Number(value.toPrecision(12))
}
