// DPO: prefers the chosen reply of a pair to the rejected one, each against a frozen reference.
//   d = (Σ chosen logProb - Σ chosen reference) - (Σ rejected logProb - Σ rejected reference)
//   L = -(1 - s) * log sigmoid(beta * d) - s * log sigmoid(-beta * d),   dL/dd = beta * (sigmoid(beta * d) - (1 - s))
// Sources: Rafailov et al. 2023, arXiv 2305.18290 eq. 7; s is the label smoothing of cDPO (Mitchell 2023); TRL's
// `loss_type="sigmoid"` with beta 0.1. Its item is a pair, so both sequences must be in one pass.

/** [S] log-probabilities of one reply's sampled tokens. */
export interface PreferenceTerms {
  readonly logProbs: ArrayLike<number>
  readonly referenceLogProbs: ArrayLike<number>
}

export interface PreferencePair {
  readonly chosen: PreferenceTerms
  readonly rejected: PreferenceTerms
}

export interface DpoOptions {
  /** Pairs of the whole optimizer step, which the loss is the mean over, however it is split into passes. */
  readonly pairs: number
  /** Default 0.1. */
  readonly beta?: number
  /** The share of pairs thought to be labelled the wrong way round, in 0 to below 0.5. Default 0. */
  readonly labelSmoothing?: number
}

export interface DpoLoss {
  /** This pass's share of the loss. */
  readonly loss: number
  /** Of each pair: dloss/dlogProb [S] of the chosen and of the rejected reply. */
  readonly coefficients: readonly (readonly [chosen: Float64Array, rejected: Float64Array])[]
  /** beta * d of each pair; above 0 where the policy agrees. TRL's `rewards/margins` is their mean. */
  readonly margins: readonly number[]
}

/**
 * The share of some pairs in the loss of a step.
 * @example
 * const pair = { chosen: { logProbs: [-10], referenceLogProbs: [-11] }, rejected: { logProbs: [-12], referenceLogProbs: [-11.5] } }
 * dpoLoss([pair], { pairs: 1 }).loss // 0.620957
 */
export function dpoLoss(pairs: readonly PreferencePair[], options: DpoOptions): DpoLoss {
  const { beta = 0.1, labelSmoothing = 0 } = options
  const weight = options.pairs > 0 ? 1 / options.pairs : 0
  const margins = pairs.map(({ chosen, rejected }) => beta * (shift(chosen) - shift(rejected)))
  let loss = 0
  const coefficients = pairs.map(({ chosen, rejected }, index) => {
    const margin = margins[index] as number
    loss += weight * ((1 - labelSmoothing) * softplus(-margin) + labelSmoothing * softplus(margin))
    const slope = weight * beta * (1 / (1 + Math.exp(-margin)) - (1 - labelSmoothing))
    return [
      new Float64Array(chosen.logProbs.length).fill(slope),
      new Float64Array(rejected.logProbs.length).fill(-slope),
    ] as const
  })
  return { loss, coefficients, margins }
}

/** Σ logProb - Σ reference. */
function shift({ logProbs, referenceLogProbs }: PreferenceTerms): number {
  let sum = 0
  for (let t = 0; t < logProbs.length; t++) sum += (logProbs[t] as number) - (referenceLogProbs[t] as number)
  return sum
}

/** log(1 + exp(x)), which is -log sigmoid(-x), without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}
