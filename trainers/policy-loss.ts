// The loss of an algorithm on some sequences of an optimizer step, with its derivative: what a loop calls once a
// micro-batch. Values, coefficients and counts of micro-batches add up to those of the step.
//   loss = Σ weight * (surrogate_t + coefficient * kl_t),   weight by `aggregates.ts`
import { RlvrError } from '../src/core/errors.ts'
import { mean } from '../src/core/statistics.ts'
import type { Algorithm } from './algorithm.ts'
import type { Coefficient } from './coefficients.ts'
import { klAtToken } from './kl.ts'
import type { SurrogateResult } from './losses/surrogate.ts'
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
  /** Of each sequence: its ratios, and how many of them were clipped on either side. */
  readonly clips: readonly Pick<SurrogateResult, 'ratios' | 'clippedLow' | 'clippedHigh'>[]
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
  const clips: SurrogateResult[] = []
  const coefficients = sequences.map((terms) => {
    checkLengths(terms)
    const length = terms.logProbs.length
    const weight = algorithm.aggregate(length, denominator)
    const surrogate = algorithm.surrogate(terms, weight)
    const { dLogProbs } = surrogate
    surrogateSum += surrogate.value
    tokens += length
    clips.push(surrogate)
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
    clips: clips.map(({ ratios, clippedLow, clippedHigh }) => ({ ratios, clippedLow, clippedHigh })),
  }
}

/**
 * The metrics of the optimizer steps of a rollout, from the losses of the passes of each, under TRL's names: losses
 * are means over optimizer steps, `low_min` and `high_max` the extremes over sequences. Null where there was nothing
 * to measure. How steps were split into passes changes none.
 */
export function lossMetrics(steps: readonly (readonly PolicyLoss[])[]): { [name: string]: number | null } {
  const parts = steps.flat()
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const perStep = (pick: (part: PolicyLoss) => number): number | null =>
    mean(steps.map((passes) => sum(passes.map(pick))))
  const tokens = sum(parts.map((part) => part.tokens))
  const hasKl = tokens > 0 && parts.every((part) => part.klSum !== null)
  const clips = parts.flatMap((part) => part.clips).filter(({ ratios }) => ratios > 0)
  const ratios = sum(clips.map((clip) => clip.ratios))
  const share = (count: number): number | null => (ratios > 0 ? count / ratios : null)
  const low = sum(clips.map((clip) => clip.clippedLow))
  const high = sum(clips.map((clip) => clip.clippedHigh))
  const extreme = (of: (a: number, b: number) => number, side: 'clippedLow' | 'clippedHigh'): number | null =>
    clips.length === 0 ? null : clips.map((clip) => clip[side] / clip.ratios).reduce((a, b) => of(a, b))
  return {
    loss: perStep((part) => part.loss),
    policy_loss: perStep((part) => part.policyLoss),
    kl: hasKl ? sum(parts.map((part) => part.klSum ?? 0)) / tokens : null,
    'clip_ratio/low_mean': share(low),
    'clip_ratio/low_min': extreme(Math.min, 'clippedLow'),
    'clip_ratio/high_mean': share(high),
    'clip_ratio/high_max': extreme(Math.max, 'clippedHigh'),
    'clip_ratio/region_mean': share(low + high),
  }
}

function firstOf({ initial, coefficient }: Coefficient): number {
  return coefficient(initial)
}
