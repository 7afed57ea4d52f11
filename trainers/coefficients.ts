// The weight of a KL term or an entropy bonus, and how it changes with what is measured. A coefficient is a pure
// function of a state that is plain JSON: the loop keeps the state and a checkpoint holds it, so that a resumed run
// steers on where it was.
import { RlvrError, show } from '../src/core/errors.ts'
import type { Json } from '../src/core/json.ts'

/** What a training step measured; null where there was nothing to measure. */
export interface Measured {
  /** Mean KL estimate a token. */
  readonly kl: number | null
  /** Mean entropy of a sampled token, in nats. */
  readonly entropy: number | null
  /** Sequences that were learned from. */
  readonly sequences: number
}

export interface Coefficient<State extends Json = Json> {
  /** In words, for the plan. */
  readonly description: string
  readonly initial: State
  /** The weight of the next training step. */
  coefficient(this: void, state: State): number
  /** The state after a training step. */
  next(this: void, state: State, measured: Measured): State
}

/** Always the same. */
export function constantCoefficient(value: number): Coefficient<null> {
  if (!Number.isFinite(value)) throw new RlvrError('RLVR_USAGE', `A coefficient is a finite number; got ${value}.`)
  return { description: String(value), initial: null, coefficient: () => value, next: () => null }
}

export interface AdaptiveKlOptions {
  readonly initial: number
  /** The mean KL a token that the coefficient steers to. */
  readonly target: number
  /** Sequences over which an error of 20 % or more is made up for. Default 10,000. */
  readonly horizon?: number
}

/**
 * Raises the weight where the policy is further from its reference than the target, and lowers it where it is nearer:
 *   coefficient * (1 + clip(kl / target - 1, ±0.2) * sequences / horizon)
 * (Ziegler et al. 2019, arXiv 1909.08593 section 2.2; verl, OpenRLHF). The coefficient is the state.
 * @example adaptiveKl({ initial: 0.2, target: 6 }).next(0.2, { kl: 12, entropy: null, sequences: 256 }) // 0.201024
 */
export function adaptiveKl({ initial, target, horizon = 10_000 }: AdaptiveKlOptions): Coefficient<number> {
  requirePositive('adaptiveKl', { initial, target, horizon })
  return {
    description: `${initial}, steered to a KL of ${target} a token over ${horizon} sequences`,
    initial,
    coefficient: (state) => state,
    next: (state, { kl, sequences }) =>
      kl === null ? state : state * (1 + (Math.max(-0.2, Math.min(0.2, kl / target - 1)) * sequences) / horizon),
  }
}

export interface TargetEntropyOptions {
  /** In nats a token. */
  readonly target: number
  /** The weight before anything was measured. Default 0. */
  readonly initial?: number
  /** What is added to the weight, or taken from it, a training step. Default 0.005. */
  readonly step?: number
  /** The weight stays within 0 and this. Default 1. */
  readonly maximum?: number
}

/**
 * Holds the entropy of the policy up: the weight grows while the entropy is below the target and shrinks while it is
 * above, and the bonus is given only below (Skywork-OR1, arXiv 2505.22312; TRL's adaptive `entropy_coef`).
 */
export function targetEntropy(options: TargetEntropyOptions): Coefficient<{ weight: number; below: boolean }> {
  const { target, initial = 0, step = 0.005, maximum = 1 } = options
  requirePositive('targetEntropy', { target, step, maximum })
  if (!(initial >= 0 && initial <= maximum))
    throw new RlvrError('RLVR_USAGE', `targetEntropy starts from 0 to its maximum ${maximum}; got ${initial}.`)
  return {
    description: `from ${initial} by ${step} a step towards an entropy of ${target} nats, at most ${maximum}`,
    initial: { weight: initial, below: true },
    coefficient: ({ weight, below }) => (below ? weight : 0),
    next: ({ weight, below }, { entropy }) => {
      if (entropy === null) return { weight, below }
      const moved = entropy < target ? weight + step : entropy > target ? weight - step : weight
      return { weight: Math.max(0, Math.min(maximum, moved)), below: entropy <= target }
    },
  }
}

/** A number as a constant; anything that is neither a number nor a coefficient is refused. */
export function asCoefficient(given: number | Coefficient): Coefficient {
  if (typeof given === 'number') return constantCoefficient(given)
  const parts = given as Partial<Coefficient> | null | undefined
  if (typeof parts?.coefficient === 'function' && typeof parts.next === 'function') return given
  throw new RlvrError(
    'RLVR_USAGE',
    `A coefficient is a number, or what constantCoefficient, adaptiveKl or targetEntropy give; got ${show(given)}.`,
  )
}

function requirePositive(owner: string, values: { readonly [name: string]: number }): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value > 0 && value < Infinity))
      throw new RlvrError('RLVR_USAGE', `${owner} needs a finite \`${name}\` above 0; got ${value}.`)
  }
}
