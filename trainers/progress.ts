// How far a run has come: what a checkpoint holds beside the policy.
import type { HeldOutResult } from '../src/core/held-out.ts'
import { initialCoefficients, type CoefficientStates } from './policy-step.ts'
import { freshHealth, type HealthState } from './run-health.ts'
import type { TrainSettings } from './train-settings.ts'

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
}

export function freshProgress(settings: TrainSettings): Progress {
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
  }
}
