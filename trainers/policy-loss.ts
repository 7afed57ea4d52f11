// The loss of an algorithm on some sequences of an optimizer step, with its derivative: what a loop calls once a
// micro-batch. Values, coefficients and counts of micro-batches add up to those of the step.
//   loss = Σ weight * (surrogate_t + coefficient * kl_t),   weight by `aggregates.ts`
import { RlvrError } from '../src/core/errors.ts'
import type { Algorithm } from './algorithm.ts'
import type { Coefficient } from './coefficients.ts'
import { klAtToken } from './kl.ts'
import { checkLengths, type Denominator, type SequenceTerms } from './sequence-terms.ts'

export interface PolicyLoss {
  /** policyLoss + coefficient * kl, both aggregated: this micro-batch's share. */
  readonly loss: number
  /** The surrogate alone. */
  readonly policyLoss: number
  /** [S] of each sequence: dloss/dlogProb. */
  readonly coefficients: readonly Float64Array[]
  /** Sums over this micro-batch; `lossMetrics` makes means of them. */
  readonly tokens: number
  /** Σ over tokens of the KL estimate, unweighted; null without a reference. */
  readonly klSum: number | null
  readonly ratios: number
  readonly clippedLow: number
  readonly clippedHigh: number
}

/**
 * The loss of one micro-batch. `klCoefficient` is that of the present state of the algorithm's; its first where none is given.
 * @throws RlvrError `RLVR_TRAINER` when a KL term lacks its reference, or the arrays of a sequence differ in length
 */
export function policyLoss(
  algorithm: Algorithm,
  sequences: readonly SequenceTerms[],
  denominator: Denominator,
  options: { readonly klCoefficient?: number } = {},
): PolicyLoss {
  const { estimator } = algorithm.kl
  const klCoefficient = options.klCoefficient ?? firstOf(algorithm.kl.coefficient)
  let surrogateSum = 0
  let klLoss = 0
  let klSum = 0
  let tokens = 0
  let ratios = 0
  let clippedLow = 0
  let clippedHigh = 0
  const coefficients = sequences.map((terms) => {
    checkLengths(terms)
    const length = terms.logProbs.length
    const weight = algorithm.aggregate(length, denominator)
    const surrogate = algorithm.surrogate(terms, weight)
    const { dLogProbs } = surrogate
    surrogateSum += surrogate.value
    tokens += length
    ratios += surrogate.ratios
    clippedLow += surrogate.clippedLow
    clippedHigh += surrogate.clippedHigh
    if (estimator === null) return dLogProbs
    const { referenceLogProbs } = terms
    if (referenceLogProbs === undefined) {
      throw new RlvrError(
        'RLVR_TRAINER',
        `${algorithm.name} has a KL term but a sequence has no reference log-probabilities; score it with the frozen reference, or use kl: none().`,
      )
    }
    const penalty = { ...algorithm.kl, estimator }
    for (let t = 0; t < length; t++) {
      const { value, slope } = klAtToken(penalty, {
        logProb: terms.logProbs[t] as number,
        oldLogProb: terms.oldLogProbs[t] as number,
        referenceLogProb: referenceLogProbs[t] as number,
      })
      klSum += value
      klLoss += weight * klCoefficient * value
      dLogProbs[t] = (dLogProbs[t] as number) + weight * klCoefficient * slope
    }
    return dLogProbs
  })
  return {
    loss: surrogateSum + klLoss,
    policyLoss: surrogateSum,
    coefficients,
    tokens,
    klSum: estimator === null ? null : klSum,
    ratios,
    clippedLow,
    clippedHigh,
  }
}

/**
 * The metrics of one optimizer step from the losses of its micro-batches, under TRL's names. Null where there was
 * nothing to measure. `low_min` and `high_max` are the extremes over micro-batches.
 */
export function lossMetrics(parts: readonly PolicyLoss[]): { [name: string]: number | null } {
  const sum = (pick: (part: PolicyLoss) => number): number => parts.reduce((total, part) => total + pick(part), 0)
  const ratios = sum((part) => part.ratios)
  const tokens = sum((part) => part.tokens)
  const measured = parts.filter((part) => part.ratios > 0)
  const share = (count: number): number | null => (ratios > 0 ? count / ratios : null)
  const low = measured.map((part) => part.clippedLow / part.ratios)
  const high = measured.map((part) => part.clippedHigh / part.ratios)
  const hasKl = tokens > 0 && parts.every((part) => part.klSum !== null)
  return {
    loss: sum((part) => part.loss),
    policy_loss: sum((part) => part.policyLoss),
    kl: hasKl ? sum((part) => part.klSum ?? 0) / tokens : null,
    'clip_ratio/low_mean': share(sum((part) => part.clippedLow)),
    'clip_ratio/low_min': low.length > 0 ? Math.min(...low) : null,
    'clip_ratio/high_mean': share(sum((part) => part.clippedHigh)),
    'clip_ratio/high_max': high.length > 0 ? Math.max(...high) : null,
    'clip_ratio/region_mean': share(sum((part) => part.clippedLow + part.clippedHigh)),
  }
}

function firstOf({ initial, coefficient }: Coefficient): number {
  return coefficient(initial)
}
