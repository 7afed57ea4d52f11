// The loss of supervised training (the cold start): mean negative log-likelihood of the reply's tokens.
//   L = -(1 / tokens) * Σ logProb_t,   dL/dlogProb_t = -1 / tokens
// `tokens` is counted over the whole optimizer step, so micro-batches do not matter.
import { tokenMean } from '../aggregates.ts'
import type { Denominator, SequenceTerms } from '../sequence-terms.ts'

export interface SupervisedLoss {
  /** This micro-batch's share of the loss, in nats a token. */
  readonly loss: number
  /** [S] of each sequence: dLoss/dlogProb. */
  readonly coefficients: readonly Float64Array[]
}

/**
 * The share of some sequences in the mean negative log-likelihood of a step.
 * @example supervisedLoss([{ logProbs: [Math.log(0.5), Math.log(0.25), Math.log(0.125)] }], denominatorOf([3], 3)).loss // 1.386294
 */
export function supervisedLoss(
  sequences: readonly Pick<SequenceTerms, 'logProbs'>[],
  denominator: Denominator,
): SupervisedLoss {
  const weightOf = tokenMean()
  let loss = 0
  const coefficients = sequences.map(({ logProbs }) => {
    const weight = weightOf(logProbs.length, denominator)
    for (let t = 0; t < logProbs.length; t++) loss -= weight * (logProbs[t] as number)
    return supervisedCoefficients(logProbs.length, denominator)
  })
  return { loss, coefficients }
}

/** The coefficients of a sequence of `length` sampled tokens: they depend on no log-probability, so no pass is needed for them. */
export function supervisedCoefficients(length: number, denominator: Denominator): Float64Array {
  return new Float64Array(length).fill(-tokenMean()(length, denominator))
}
