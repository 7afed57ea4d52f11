// Clipped losses with one ratio for a whole sequence of S tokens.
//   mean: s = exp(mean_t(logProb_t - oldLogProb_t))   GSPO (arXiv 2507.18071 eq. 7), dL/dlogProb_t = -s * A / S
//   sum:  s = exp(sum_t(logProb_t - oldLogProb_t))    RLOO in TRL's RLOOTrainer,      dL/dlogProb_t = -s * A
//   L = -min(s * A, clip(s, 1 - low, 1 + high) * A), weighed S times the weight of a token
// With `sequenceMean` every sequence then weighs 1 / sequences, as in the papers. Where tokens have advantages of their
// own, each counts with s * A_t and is pulled by it alone, as in GSPO-token (arXiv 2507.18071 eq. 13): equal ones give
// what the one number gives.
import { described } from '../described.ts'
import { advantageAt, type SequenceTerms } from '../sequence-terms.ts'
import { boundsInWords, clipBounds, clippedValue, followsRatio } from './clip-bounds.ts'
import {
  boundedRatio,
  boundedRatioSlope,
  sequenceLogRatio,
  silent,
  type ClipRange,
  type Surrogate,
  type SurrogateResult,
} from './surrogate.ts'

/** GSPO: the geometric mean of the tokens' ratios. It stays near 1, so the clip is narrow: default 3e-4 and 4e-4. */
export function gspoSurrogate(options: { clip?: ClipRange } = {}): Surrogate {
  return sequenceSurrogate('mean', options.clip ?? [3e-4, 4e-4])
}

/** The probability ratio of the whole sequence, as in TRL's RLOO. Default clip 0.2. */
export function sequenceRatioSurrogate(options: { clip?: ClipRange } = {}): Surrogate {
  return sequenceSurrogate('sum', options.clip ?? 0.2)
}

function sequenceSurrogate(kind: 'mean' | 'sum', clip: ClipRange): Surrogate {
  const bounds = clipBounds(clip)
  const words = `-min(s * A, clip(s, ${boundsInWords(bounds)}) * A) with s = exp(${kind} of the sequence's log-ratios)`
  return described(words, (terms: SequenceTerms, weight: number): SurrogateResult => {
    const length = terms.logProbs.length
    if (length === 0) return silent(terms, 0)
    if (terms.advantage === 0) return silent(terms, 1)
    const perToken = kind === 'mean' ? 1 / length : 1
    // The bound of the exponent applies to the sequence, so a long sequence of small shifts cannot overflow either.
    const logRatio = sequenceLogRatio(terms) * perToken
    const ratio = boundedRatio(logRatio)
    const dLogProbs = new Float64Array(length)
    const shares = typeof terms.advantage === 'number' ? 1 : length
    let value = 0
    let clippedLow = 0
    let clippedHigh = 0
    for (let share = 0; share < shares; share++) {
      const advantage = advantageAt(terms.advantage, share)
      if (advantage === 0) continue
      const slope = followsRatio(ratio, advantage, bounds) ? -advantage * boundedRatioSlope(logRatio) * perToken : 0
      value += ((weight * length) / shares) * clippedValue(ratio, advantage, bounds)
      if (shares === 1) dLogProbs.fill(weight * length * slope)
      else dLogProbs[share] = weight * length * slope
      // A sequence has one ratio: where its tokens have advantages of their own, it is clipped for a part of them.
      if (advantage < 0 && ratio < bounds.low) clippedLow += 1 / shares
      if (advantage > 0 && ratio > bounds.high) clippedHigh += 1 / shares
    }
    return { value, dLogProbs, clippedLow, clippedHigh, ratios: 1 }
  })
}
