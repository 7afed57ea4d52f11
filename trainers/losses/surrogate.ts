// What every policy loss is: a function of one sequence that gives its share of the loss and the derivative with
// respect to each log-probability. One sequence at a time, so that micro-batches cannot matter.
import type { Described } from '../described.ts'
import type { SequenceTerms } from '../sequence-terms.ts'

/** The share of one sequence in a loss that is to be minimised. */
export interface SurrogateResult {
  readonly value: number
  /** [S] dvalue/dlogProb. */
  readonly dLogProbs: Float64Array
  /** Ratios below the lower bound with a negative advantage, and above the upper one with a positive one. */
  readonly clippedLow: number
  readonly clippedHigh: number
  /** How many ratios there were: S where each token has one, 1 where the sequence has one. */
  readonly ratios: number
}

export interface Surrogate extends Described {
  /** `weight` is that of one token (see `aggregates.ts`); a loss of whole sequences weighs S times as much. */
  (terms: SequenceTerms, weight: number): SurrogateResult
}

/** Bounds of the ratio, as distances from 1: `0.2` is 0.8..1.2, `[0.2, 0.28]` is 0.8..1.28. */
export type ClipRange = number | readonly [low: number, high: number]

/**
 * Log-ratios are held within ±20 before `Math.exp`, as verl does: e^20 is 5e8, far beyond any clip, and a policy
 * that has moved further must not turn one token into Infinity. Beyond the bound the loss is flat.
 */
export const maxLogRatio = 20

/** exp(logRatio), finite for every log-ratio that is a number. */
export function boundedRatio(logRatio: number): number {
  return Math.exp(Math.max(-maxLogRatio, Math.min(maxLogRatio, logRatio)))
}

/** dboundedRatio/dlogRatio. */
export function boundedRatioSlope(logRatio: number): number {
  return Math.abs(logRatio) > maxLogRatio ? 0 : Math.exp(logRatio)
}

/** The share of a sequence that asks for nothing: no tokens, or an advantage of exactly 0. */
export function silent(terms: SequenceTerms, ratios: number): SurrogateResult {
  return { value: 0, dLogProbs: new Float64Array(terms.logProbs.length), clippedLow: 0, clippedHigh: 0, ratios }
}

/** Σ (logProb - oldLogProb) over the tokens of a sequence. */
export function sequenceLogRatio(terms: SequenceTerms): number {
  let sum = 0
  for (let t = 0; t < terms.logProbs.length; t++) {
    sum += (terms.logProbs[t] as number) - (terms.oldLogProbs[t] as number)
  }
  return sum
}
