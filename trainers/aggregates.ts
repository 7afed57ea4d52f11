// How the tokens of a step become one loss: the weight of each token from the length of its sequence and the
// denominator of the whole step.
//   tokenMean     1 / tokens                    DAPO (arXiv 2503.14476 eq. 8); verl `token-mean`
//   sequenceMean  1 / (length * sequences)      GRPO (arXiv 2402.03300 eq. 3); verl `seq-mean-token-mean`
//   sequenceSum   1 / sequences                 verl `seq-mean-token-sum`
//   maxTokens     1 / (sequences * maxTokens)   Dr. GRPO (arXiv 2503.20783); verl `seq-mean-token-sum-norm`
import { described, type Described } from './described.ts'
import type { Denominator } from './sequence-terms.ts'

export interface Aggregate extends Described {
  /** The weight of every token of a sequence of `length` sampled tokens; 0 where there is nothing to divide by. */
  (length: number, denominator: Denominator): number
}

/** Every token weighs the same, so long replies weigh more. */
export function tokenMean(): Aggregate {
  return described('the mean over all tokens of the step', (_length: number, denominator: Denominator) =>
    inverse(denominator.tokens),
  )
}

/** Every sequence weighs the same, so each token of a long reply weighs less. */
export function sequenceMean(): Aggregate {
  return described(
    'the mean over sequences of the mean over their tokens',
    (length: number, denominator: Denominator) => inverse(length * denominator.sequences),
  )
}

/** The mean over sequences of the sum over their tokens. */
export function sequenceSum(): Aggregate {
  return described(
    'the mean over sequences of the sum over their tokens',
    (_length: number, denominator: Denominator) => inverse(denominator.sequences),
  )
}

/** The sum over tokens, divided by a length that no reply changes: no bias towards short or long replies. */
export function maxTokens(): Aggregate {
  return described(
    'the sum over tokens divided by sequences times the longest reply allowed',
    (_length: number, denominator: Denominator) => inverse(denominator.sequences * denominator.maxTokens),
  )
}

function inverse(count: number): number {
  return count > 0 ? 1 / count : 0
}
