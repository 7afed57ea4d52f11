// Sequences and coefficients as what a service's losses make of them: the gradient of Σ coefficient · logProb, exactly.
//   reduction `sum` (Tinker): cross_entropy is Σ -weight · logProb, so weight = -coefficient.
//   reduction `mean` (SkyRL's JAX back end): the loss of a sequence of T targets is divided by the sum of its weights, which
//     coefficients of both signs cannot be, and that of a step by its N sequences. There it is importance_sampling,
//     Σ -exp(logProb - logProbs) · advantage / T / N, at logProbs the present ones, so advantage = -coefficient · T · N.
// Source: tinker 0.38 (PyPI), lib/public_interfaces/training_client.py, `_compute_custom_loss`; SkyRL 0.4 (PyPI),
// skyrl/tinker/loss_fns.py and skyrl/backends/jax.py, `loss_for_lora`, `AccumulatedGradients.get_mean`.
import { RlvrError } from '../../../core/errors.ts'
import type { TokenSequence } from '../../../core/policy.ts'
import type { Datum, PassRequest } from './messages.ts'

/** A sequence with dLoss/dlogProb of its sampled tokens and what they scored, [S] each. */
export interface WeighedSequence {
  readonly sequence: TokenSequence
  readonly coefficients: ArrayLike<number>
  readonly logProbs: Float32Array
}

/** A datum that is scored, not learned: its weights mark what was sampled. */
export function scoringDatum(sequence: TokenSequence): Datum {
  return {
    ...shifted(sequence),
    numbers: { weights: Float32Array.from(sequence.sampled.subarray(1)) },
  }
}

/** The data of one whole optimizer step. */
export function learningData(
  step: readonly WeighedSequence[],
  reduction: 'sum' | 'mean',
): { readonly loss: PassRequest['loss']; readonly data: readonly Datum[] } {
  return {
    loss: reduction === 'sum' ? 'cross_entropy' : 'importance_sampling',
    data: step.map(({ sequence, coefficients, logProbs }) => {
      const { inputs, targets } = shifted(sequence)
      const scale = reduction === 'sum' ? 1 : targets.length * step.length
      const perTarget = atTargets(sequence, (sample) => -scale * (coefficients[sample] as number))
      return reduction === 'sum'
        ? { inputs, targets, numbers: { weights: perTarget } }
        : {
            inputs,
            targets,
            numbers: { advantages: perTarget, logprobs: atTargets(sequence, (sample) => logProbs[sample] as number) },
          }
    }),
  }
}

/** The numbers of the sampled tokens, [S], among those of all targets, [T - 1]. */
export function ofSampled({ sampled }: TokenSequence, perTarget: Float32Array): Float32Array {
  return perTarget.filter((_, target) => sampled[target + 1] === 1)
}

function atTargets({ sampled }: TokenSequence, of: (sample: number) => number): Float32Array {
  let sample = 0
  return Float32Array.from(sampled.subarray(1), (mark) => (mark === 1 ? of(sample++) : 0))
}

function shifted({ tokens, sampled }: TokenSequence): Pick<Datum, 'inputs' | 'targets'> {
  if (tokens.length < 2 || sampled[0] === 1)
    throw new RlvrError(
      'RLVR_POLICY',
      `A service scores tokens that come after others; got a sequence of ${tokens.length} tokens${sampled[0] === 1 ? ' whose first was sampled' : ''}. Give it a prompt.`,
    )
  return { inputs: tokens.slice(0, -1), targets: tokens.slice(1) }
}
