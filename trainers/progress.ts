// How far a run has come: what a checkpoint holds beside the policy.
import type { HeldOutResult } from '../src/core/held-out.ts'
import type { Json } from '../src/core/json.ts'
import type { RunDirectory } from '../src/record/run-directory.ts'
import { initialCoefficients, type CoefficientStates } from './policy-step.ts'
import { freshHealth, type HealthState } from './run-health.ts'
import type { Metrics } from './train-event.ts'
import type { TrainSettings } from './train-settings.ts'

/**
 * An evaluation that was due after the last step and has not come to its end: a resumed run goes back to where it began,
 * and does it first of all.
 */
export interface OwedEvaluation {
  /** Null where nothing is recorded. */
  readonly position: ReturnType<RunDirectory['position']> | null
  readonly health: HealthState
  /** Those of the step, to be recorded with those of the evaluation; null before the first step. */
  readonly metrics: Metrics | null
}

export interface Progress {
  coldStartSteps: number
  steps: number
  skipsInRow: number
  seconds: number
  peakRssMb: number
  coldStart: HeldOutResult | null
  end: HeldOutResult | null
  health: HealthState
  coefficients: CoefficientStates
  /** Where the tasks' course is, as a curriculum has one; null without one. */
  course: Json
  owed: OwedEvaluation | null
}

export function freshProgress(settings: TrainSettings, course: Json = null): Progress {
  return {
    coldStartSteps: 0,
    steps: 0,
    skipsInRow: 0,
    seconds: 0,
    peakRssMb: 0,
    coldStart: null,
    end: null,
    health: freshHealth,
    coefficients: initialCoefficients(settings),
    course,
    owed: null,
  }
}
