// CISPO: clips the weight of a token instead of its gradient, so that no token is ever dropped.
//   L_t = -stop(clip(ratio_t, low, high)) * A * logProb_t,   dL_t/dlogProb_t = -clip(ratio_t, low, high) * A
// Source: MiniMax-M1, arXiv 2506.13585. A naming trap: TRL's `epsilon_high` is the upper bound itself and
// there is no lower one (ScaleRL, arXiv 2510.13786, takes 5); verl, slime and NeMo-RL clip to 1 - low .. 1 + high.
import { RlvrError } from '../../src/core/errors.ts'
import { described } from '../described.ts'
import { advantageAt } from '../sequence-terms.ts'
import { boundedRatio, silent, type Surrogate } from './surrogate.ts'

/** Absolute bounds of the ratio by whose numbers they give. */
export const cispoBounds: { readonly [name in 'trl' | 'verl']: readonly [low: number, high: number] } = {
  /** TRL's loss_type `cispo` with ScaleRL's bound. */
  trl: [0, 5],
  /** verl's loss_mode `cispo` with its default clip of 0.2. */
  verl: [0.8, 1.2],
}

/**
 * CISPO. The value is not near 0 on policy, and its derivative treats the clipped ratio as a constant.
 * @example cispoSurrogate({ bounds: [0, 1.2] })
 */
export function cispoSurrogate(options: { bounds?: readonly [low: number, high: number] } = {}): Surrogate {
  const [low, high] = options.bounds ?? cispoBounds.trl
  if (!(low >= 0 && low <= 1 && high >= 1)) {
    throw new RlvrError(
      'RLVR_USAGE',
      `CISPO's bounds are of the ratio itself and enclose 1, such as [0, 5] or [0.8, 1.2]; got [${low}, ${high}].`,
    )
  }
  return described(`-stop(clip(ratio, ${low}, ${high})) * A * logProb`, (terms, weight) => {
    const { logProbs, oldLogProbs } = terms
    const length = logProbs.length
    if (terms.advantage === 0) return silent(terms, length)
    const dLogProbs = new Float64Array(length)
    let value = 0
    let clippedLow = 0
    let clippedHigh = 0
    for (let t = 0; t < length; t++) {
      const advantage = advantageAt(terms.advantage, t)
      if (advantage === 0) continue
      const logProb = logProbs[t] as number
      const ratio = boundedRatio(logProb - (oldLogProbs[t] as number))
      const slope = -weight * advantage * Math.max(low, Math.min(high, ratio))
      value += slope * logProb
      dLogProbs[t] = slope
      if (advantage < 0 && ratio < low) clippedLow++
      if (advantage > 0 && ratio > high) clippedHigh++
    }
    return { value, dLogProbs, clippedLow, clippedHigh, ratios: length }
  })
}
