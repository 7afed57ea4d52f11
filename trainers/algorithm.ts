// A policy-gradient algorithm as a value made of pure parts.
//   loss = Σ over sequences and tokens of weight * (surrogate + coefficient * KL to the reference)
// `presets.ts` names the known combinations; `policy-loss.ts` evaluates one.
import type { Aggregate } from './aggregates.ts'
import type { Described } from './described.ts'
import type { GroupFilter } from './filters.ts'
import type { AdvantageEstimator } from './group-member.ts'
import type { KlPenalty } from './kl.ts'
import type { Surrogate } from './losses/surrogate.ts'

/** The parts that decide the numbers of a loss. */
export interface AlgorithmParts {
  readonly advantage: AdvantageEstimator
  readonly surrogate: Surrogate
  readonly aggregate: Aggregate
  readonly kl: KlPenalty
  readonly filter: GroupFilter
}

export interface Algorithm extends AlgorithmParts {
  readonly name: string
  /** The paper, as `title (arXiv number)`. */
  readonly source: string
  /** The preset it comes from; absent on an algorithm of your own. */
  readonly preset?: PresetOrigin
  /**
   * What becomes of a reply without a reward in a group that is learned from. `leave-out`, the default: it is in no
   * denominator, so that the judged replies weigh as much as they would without it. `count`: it is in every
   * denominator and in the KL term, with an advantage of 0, as in TRL; judged replies then weigh judged / all as much.
   */
  readonly nullRewards?: NullRewards
  /**
   * Optimizer steps that a rollout should be shared out over unless told otherwise. With a single one every ratio to
   * the sampling policy is 1, and all losses of ratios have one gradient. Default 1.
   */
  readonly defaultMinibatches?: number
}

export type NullRewards = 'leave-out' | 'count'

/** What a preset is when nothing of it is replaced. */
export interface PresetOrigin {
  readonly parts: AlgorithmParts
  /** Whose numbers it gives, with that trainer's setting; with some parts replaced, those of other trainers. */
  readonly numbers: readonly { readonly of: string; readonly parts?: Partial<AlgorithmParts> }[]
}

const partNames = ['advantage', 'surrogate', 'aggregate', 'kl', 'filter'] as const

/** The parts that are not those of the preset. Parts are compared by what they say of themselves. */
export function replacedParts(algorithm: AlgorithmParts, preset: AlgorithmParts): readonly (keyof AlgorithmParts)[] {
  return partNames.filter((name) => {
    if (name === 'kl') return klInWords(algorithm.kl) !== klInWords(preset.kl) || isOwn(algorithm.kl.estimator)
    const [part, own]: readonly Described[] = [algorithm[name], preset[name]]
    return part !== own && (part?.description === undefined || part.description !== own?.description)
  })
}

/**
 * Whose numbers an algorithm gives; null once a part is replaced by one that no other trainer is known to have, or
 * replies without a reward are counted, as TRL does alone.
 */
export function sameNumbersAs(algorithm: Algorithm): string | null {
  const { preset, nullRewards = 'leave-out' } = algorithm
  const same = preset?.numbers.find(({ parts }) => replacedParts(algorithm, { ...preset.parts, ...parts }).length === 0)
  if (same === undefined) return null
  return nullRewards === 'leave-out' || same.of.startsWith('TRL ') ? same.of : null
}

/** The formula in words, a line each: for the plan before the first step and for reports. */
export function describe(algorithm: Algorithm): string[] {
  const own = 'a function of your own'
  const nulls = algorithm.nullRewards === 'count' ? '; replies without a reward count, with an advantage of 0' : ''
  return [
    `${algorithm.name}: ${algorithm.source}; ${lineage(algorithm)}`,
    `groups      ${algorithm.filter.description ?? own}`,
    `advantage   A = ${algorithm.advantage.description ?? own}`,
    `loss        ${algorithm.surrogate.description ?? own}; ratio = exp(logProb - oldLogProb)`,
    `aggregate   ${algorithm.aggregate.description ?? own}${nulls}`,
    `KL          ${klInWords(algorithm.kl)}`,
  ]
}

function lineage(algorithm: Algorithm): string {
  const numbers = sameNumbersAs(algorithm)
  if (numbers !== null) return `same numbers as ${numbers}`
  if (algorithm.preset === undefined) return 'made of parts of your own choice'
  const replaced = replacedParts(algorithm, algorithm.preset.parts).map((name) => (name === 'kl' ? 'KL' : name))
  return `with ${inAList(replaced)} of your own choice`
}

function klInWords({ estimator, coefficient, ratioCorrected }: KlPenalty): string {
  if (estimator === null) return 'none'
  const correction = ratioCorrected ? ', times the ratio to the sampling policy' : ''
  const estimate = estimator.description ?? 'a function of your own'
  return `+ ${coefficient.description} * (${estimate}${correction}), x = logProb - referenceLogProb`
}

function isOwn(estimator: KlPenalty['estimator']): boolean {
  return estimator !== null && estimator.description === undefined
}

function inAList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}
