// A policy-gradient algorithm as a value made of pure parts.
//   loss = Σ over sequences and tokens of weight * (surrogate + coefficient * KL to the reference)
// `presets.ts` names the known combinations; `policy-loss.ts` evaluates one.
import type { Aggregate } from './aggregates.ts'
import type { GroupFilter } from './filters.ts'
import type { AdvantageEstimator } from './group-member.ts'
import type { KlPenalty } from './kl.ts'
import type { Surrogate } from './losses/surrogate.ts'

export interface Algorithm {
  readonly name: string
  /** The paper, as `title (arXiv number)`. */
  readonly source: string
  /** Whose numbers it reproduces, with that trainer's setting. */
  readonly sameNumbersAs: string
  readonly advantage: AdvantageEstimator
  readonly surrogate: Surrogate
  readonly aggregate: Aggregate
  readonly kl: KlPenalty
  readonly filter: GroupFilter
}

/** The formula in words, a line each: for the plan before the first step and for reports. */
export function describe(algorithm: Algorithm): string[] {
  const { kl } = algorithm
  const own = 'a function of your own'
  const correction = kl.ratioCorrected ? ', times the ratio to the sampling policy' : ''
  return [
    `${algorithm.name}: ${algorithm.source}; same numbers as ${algorithm.sameNumbersAs}`,
    `groups      ${algorithm.filter.description ?? own}`,
    `advantage   A = ${algorithm.advantage.description ?? own}`,
    `loss        ${algorithm.surrogate.description ?? own}; ratio = exp(logProb - oldLogProb)`,
    `aggregate   ${algorithm.aggregate.description ?? own}`,
    kl.estimator === null
      ? 'KL          none'
      : `KL          + ${kl.coefficient} * (${kl.estimator.description ?? own}${correction}), x = logProb - referenceLogProb`,
  ]
}
