// One AdamW step over everything that is trained, however a back end carries it out.
import type { OptimizerSettings } from '../../../core/policy.ts'
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
  readonly first: ParameterSet
  readonly second: ParameterSet
  /** What each thread has accumulated. */
  readonly gradients: readonly ParameterSet[]
}

/** 1 / (1 - βᵗ): makes up for moments that began at zero. */
export function biasCorrections({ settings, step }: AdamWStep): { first: number; second: number } {
  return { first: 1 / (1 - settings.beta1 ** step), second: 1 / (1 - settings.beta2 ** step) }
}
