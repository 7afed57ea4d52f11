// The clipped loss of PPO, GRPO, Dr. GRPO and DAPO, one ratio a token.
//   L_t = -min(ratio_t * A, clip(ratio_t, 1 - low, 1 + high) * A),   ratio_t = exp(logProb_t - oldLogProb_t)
//   dL_t/dlogProb_t = -ratio_t * A where the minimum follows the ratio, else 0
// Sources: arXiv 1707.06347 eq. 7; low != high is DAPO's clip-higher (arXiv 2503.14476).
import { described } from '../described.ts'
import { advantageAt } from '../sequence-terms.ts'
import { boundsInWords, clipBounds, clippedValue, followsRatio } from './clip-bounds.ts'
import { boundedRatio, boundedRatioSlope, silent, type ClipRange, type Surrogate } from './surrogate.ts'

export interface ClippedSurrogateOptions {
  /** Default 0.2. */
  readonly clip?: ClipRange
  /**
   * Largest ratio where A < 0, so that one token the policy has come to love cannot dominate. TRL's `delta`
   * (INTELLECT-2, arXiv 2505.07291) and the constant c of dual-clip PPO (arXiv 1912.09729; verl `clip_ratio_c` 3)
   * are this same bound. Default none.
   */
  readonly delta?: number
}

/**
 * The clipped loss.
 * @example
 * // a ratio of 1.5 with A = 1 counts as 1.2 and no longer pulls
 * clippedSurrogate()({ logProbs: [Math.log(0.6)], oldLogProbs: [Math.log(0.4)], advantage: 1 }, 1)
 * // { value: -1.2, dLogProbs: [0], clippedHigh: 1, ... }
 */
export function clippedSurrogate(options: ClippedSurrogateOptions = {}): Surrogate {
  const bounds = clipBounds(options.clip ?? 0.2, options.delta)
  return described(`-min(ratio * A, clip(ratio, ${boundsInWords(bounds)}) * A)`, (terms, weight) => {
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
      const logRatio = (logProbs[t] as number) - (oldLogProbs[t] as number)
      const ratio = boundedRatio(logRatio)
      value += weight * clippedValue(ratio, advantage, bounds)
      if (followsRatio(ratio, advantage, bounds)) dLogProbs[t] = -weight * advantage * boundedRatioSlope(logRatio)
      if (advantage < 0 && ratio < bounds.low) clippedLow++
      if (advantage > 0 && ratio > bounds.high) clippedHigh++
    }
    return { value, dLogProbs, clippedLow, clippedHigh, ratios: length }
  })
}
