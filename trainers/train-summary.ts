// `summary.json` of a training.
import type { Failures } from '../src/core/failure-tally.ts'
import type { HeldOutResult } from '../src/core/held-out.ts'
import type { RaisedAlarm } from './run-health.ts'

/** `summary.json`. */
export interface TrainSummary {
  readonly environment: string
  readonly algorithm: string
  readonly seed: number | string
  /** Policy steps done; cold-start steps are not among them. */
  readonly steps: number
  readonly seconds: number
  /** The most memory that the process held, in MiB; of a resumed run, in any of its parts. Sandboxed programs are not in it. */
  readonly peakRssMb: number
  readonly heldOut: { readonly coldStart: HeldOutResult; readonly end: HeldOutResult }
  /** Replies without a reward and empty ones, in training and evaluation, by cause. */
  readonly failures: Failures
  readonly alarms: readonly RaisedAlarm[]
  /** What stopped the run before its end; null where nothing did. */
  readonly stopped: string | null
}

/** The summary of a run that may not have come to its end. */
export type StoppedSummary = Omit<TrainSummary, 'heldOut'> & {
  readonly heldOut: { readonly coldStart: HeldOutResult | null; readonly end: HeldOutResult | null }
}
