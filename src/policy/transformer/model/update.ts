// One AdamW step over everything that is trained, however a back end carries it out.
import type { OptimizerSettings } from '../../../core/policy.ts'
import type { AdamWScalars } from '../../../tensor/wasm/adamw.ts'
import type { NumberSet } from './number-set.ts'
import type { ParameterSet } from './parameter-set.ts'

export interface AdamWStep {
  readonly settings: OptimizerSettings
  readonly learningRate: number
  readonly maxGradNorm: number
  /** t, from 1. */
  readonly step: number
}

export interface Update {
  /**
   * Moves parameters and moments by the accumulated gradient, which is zero afterwards; gives its norm before clipping.
   * Where that is not finite nothing has changed.
   */
  apply(step: AdamWStep): Promise<number>
  close(): Promise<void>
}

/** What is trained and what that takes: sets of one layout. */
export interface TrainedSets {
  readonly parameters: ParameterSet
  readonly first: NumberSet
  readonly second: NumberSet
  /** What each thread has accumulated. */
  readonly gradients: readonly ParameterSet[]
}

/** clip = min(1, maxGradNorm / (‖g‖ + 1e-6)), as torch.nn.utils.clip_grad_norm_ has it. */
export function clipOf(norm: number, maxGradNorm: number): number {
  return Math.min(1, maxGradNorm / (norm + 1e-6))
}

/** What a step is told that does not differ between numbers. */
export function scalarsOf(step: AdamWStep & { readonly clip: number }, decays: boolean): AdamWScalars {
  const { settings, learningRate, clip, step: t } = step
  const { beta1, beta2, epsilon, weightDecay } = settings
  return {
    clip,
    beta1,
    oneLessBeta1: 1 - beta1,
    beta2,
    oneLessBeta2: 1 - beta2,
    keep: decays ? 1 - learningRate * weightDecay : 1,
    stepSize: learningRate / (1 - beta1 ** t),
    rootCorrection2: Math.sqrt(1 / (1 - beta2 ** t)),
    epsilon,
  }
}
