// What a loss sees of one sequence, and of the optimizer step that it is part of.
import { RlvrError } from '../src/core/errors.ts'
import type { Advantage } from './group-member.ts'

/** One sequence in a loss. Arrays are [S], over the tokens the policy sampled; prompts and tool replies are not in them. */
export interface SequenceTerms {
  /** Natural-log probabilities under the policy being trained; derivatives are with respect to these. */
  readonly logProbs: ArrayLike<number>
  /** Under the policy that made the episode. */
  readonly oldLogProbs: ArrayLike<number>
  /** Under the frozen reference policy; needed by a KL term. */
  readonly referenceLogProbs?: ArrayLike<number>
  /** A number for all tokens, or [S] one each; 0 asks for nothing. */
  readonly advantage: Advantage
}

/**
 * What a loss is divided by. Counted once over every sequence of the optimizer step and handed to each of its
 * micro-batches, so that how the step is split changes neither the loss nor the gradient. Computing it per
 * micro-batch is the most repeated bug of this family (TRL #6024, #3938, #3021; ms-swift #10117).
 */
export interface Denominator {
  /** Sampled tokens of the step, all sequences together. */
  readonly tokens: number
  /** Sequences of the step. */
  readonly sequences: number
  /** The longest reply that the sampler allows, in tokens. */
  readonly maxTokens: number
}

/**
 * The denominator of an optimizer step from the sampled lengths of all its sequences.
 * @example denominatorOf([2, 3], 4) // { tokens: 5, sequences: 2, maxTokens: 4 }
 */
export function denominatorOf(lengths: readonly number[], maxTokens: number): Denominator {
  let tokens = 0
  for (const length of lengths) tokens += length
  return { tokens, sequences: lengths.length, maxTokens }
}

/** The advantage of a token. */
export function advantageAt(advantage: Advantage, t: number): number {
  return typeof advantage === 'number' ? advantage : (advantage[t] as number)
}

/** Throws `RLVR_TRAINER` when the arrays of a sequence differ in length: they would be of different tokens. */
export function checkLengths(terms: SequenceTerms): void {
  const length = terms.logProbs.length
  const reference = terms.referenceLogProbs?.length ?? length
  const advantages = typeof terms.advantage === 'number' ? length : terms.advantage.length
  if (terms.oldLogProbs.length === length && reference === length && advantages === length) return
  throw new RlvrError(
    'RLVR_TRAINER',
    `A sequence has ${length} log-probabilities, ${terms.oldLogProbs.length} old and ${reference} reference ones, ` +
      `and ${typeof terms.advantage === 'number' ? 'one advantage' : `${advantages} advantages`}; ` +
      'they must be of the same sampled tokens.',
  )
}
