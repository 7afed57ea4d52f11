// How far the policy has moved from a frozen reference, estimated from sampled tokens; x = logProb - referenceLogProb.
//   k1 = x                 unbiased, noisy, may be negative
//   k2 = x² / 2            biased, low variance; its gradient in a loss is that of the KL divergence
//   k3 = e^(-x) + x - 1    unbiased, low variance, never negative; what GRPO adds to its loss
// Source: Schulman, "Approximating KL Divergence" (joschu.net/blog/kl-approx.html); GRPO arXiv 2402.03300 eq. 4.
import { RlvrError } from '../src/core/errors.ts'
import { asCoefficient, constantCoefficient, type Coefficient } from './coefficients.ts'
import { described, type Described } from './described.ts'
import { boundedRatio, boundedRatioSlope } from './losses/surrogate.ts'

/** An estimate at one token and its derivative by the token's log-probability. */
export interface KlEstimate {
  readonly value: number
  readonly slope: number
}

/** `logRatio` is logProb - referenceLogProb. */
export interface KlEstimator extends Described {
  (logRatio: number): KlEstimate
}

export interface KlPenalty {
  /** What the mean estimate is multiplied by in the loss; 0 measures without pulling. */
  readonly coefficient: Coefficient
  /** Null where no reference policy is needed at all. */
  readonly estimator: KlEstimator | null
  /**
   * Multiplies the estimate by the ratio to the sampling policy, which unbiases its gradient off policy
   * (DeepSeek-V3.2, arXiv 2512.02556; TRL `use_bias_correction_kl`).
   */
  readonly ratioCorrected: boolean
}

/** No reference policy and no KL term: the default of DAPO, Dr. GRPO and of TRL's beta 0. */
export function none(): KlPenalty {
  return { coefficient: constantCoefficient(0), estimator: null, ratioCorrected: false }
}

/**
 * A KL term in the loss. The coefficient is a number, or one that changes: `adaptiveKl({ initial, target })`.
 * @example klPenalty(k3(), { coefficient: 0.001 })
 */
export function klPenalty(
  estimator: KlEstimator,
  options: { coefficient: number | Coefficient; ratioCorrected?: boolean },
): KlPenalty {
  const { ratioCorrected = false } = options
  const coefficient = asCoefficient(options.coefficient)
  const first = coefficient.coefficient(coefficient.initial)
  if (!(first >= 0 && first < Infinity)) {
    throw new RlvrError('RLVR_USAGE', `A KL coefficient is a finite number of at least 0; got ${first}.`)
  }
  return { coefficient, estimator, ratioCorrected }
}

export function k1(): KlEstimator {
  return described('k1 = x', (logRatio) => ({ value: logRatio, slope: 1 }))
}

export function k2(): KlEstimator {
  return described('k2 = x² / 2', (logRatio) => ({ value: (logRatio * logRatio) / 2, slope: logRatio }))
}

export interface K3Options {
  /** Largest |x|; beyond it the estimate is flat. Default 20. */
  readonly maxLogRatio?: number
  /** Largest estimate; beyond it the estimate is flat, so a token far away is not pulled back. Default none; see `k3Bounds`. */
  readonly maxEstimate?: number
}

/** Bounds of k3 by the trainer whose numbers they give. */
export const k3Bounds: { readonly [name in 'trl' | 'verl']: K3Options } = {
  /** TRL has none. A log-ratio is held within ±20 all the same, where the estimate is 5e8, so that none is Infinity. */
  trl: { maxLogRatio: 20, maxEstimate: Infinity },
  /** verl `low_var_kl`, NeMo-RL; OpenRLHF bounds the estimate too. */
  verl: { maxLogRatio: 20, maxEstimate: 10 },
}

/** @example k3()(Math.log(0.5 / 0.45)).value // 0.005361 */
export function k3(options: K3Options = {}): KlEstimator {
  const { maxLogRatio = 20, maxEstimate = Infinity } = options
  const bounds = `${maxLogRatio === 20 ? '' : `, |x| at most ${maxLogRatio}`}${maxEstimate === Infinity ? '' : `, at most ${maxEstimate}`}`
  return described(`k3 = exp(-x) + x - 1${bounds}`, (logRatio) => {
    const bounded = Math.max(-maxLogRatio, Math.min(maxLogRatio, logRatio))
    const estimate = Math.exp(-bounded) + bounded - 1
    const flat = bounded !== logRatio || estimate > maxEstimate
    return { value: Math.min(estimate, maxEstimate), slope: flat ? 0 : 1 - Math.exp(-bounded) }
  })
}

/** The value of k3 with the gradient of k2, which is that of the KL divergence (verl `k3+`). */
export function k3WithGradientOfK2(options: K3Options = {}): KlEstimator {
  const estimator = k3(options)
  return described(`${estimator.description ?? 'k3'}, with the gradient of x² / 2`, (logRatio) => ({
    value: estimator(logRatio).value,
    slope: logRatio,
  }))
}

/** The term at one token: the estimate, times the bounded ratio to the sampling policy where that is asked for. */
export function klAtToken(
  penalty: KlPenalty & { readonly estimator: KlEstimator },
  token: { readonly logProb: number; readonly oldLogProb: number; readonly referenceLogProb: number },
): KlEstimate {
  const estimate = penalty.estimator(token.logProb - token.referenceLogProb)
  if (!penalty.ratioCorrected) return estimate
  const logRatio = token.logProb - token.oldLogProb
  const ratio = boundedRatio(logRatio)
  return {
    value: ratio * estimate.value,
    slope: ratio * estimate.slope + boundedRatioSlope(logRatio) * estimate.value,
  }
}
