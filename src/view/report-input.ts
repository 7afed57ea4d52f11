// What a report is made of: the contents of a run directory.
import type { EpisodeRecord } from '../core/episode.ts'
import type { JsonObject } from '../core/json.ts'
import type { Failures } from '../core/failure-tally.ts'
import type { HeldOutResult } from '../../trainers/train-event.ts'

/** One line of `metrics.jsonl`: metrics by name beside the phase and step they belong to. */
export interface MetricRow {
  readonly format: 1
  /** `cold-start`, or the name of the algorithm. */
  readonly phase: string
  readonly step: number
  readonly [metric: string]: number | string | null
}

/** `summary.json`. */
export interface ReportSummary {
  readonly environment: string
  readonly seed: number | string
  readonly steps: number
  readonly seconds: number
  /** Null where the run did not evaluate then. */
  readonly heldOut: { readonly coldStart: HeldOutResult | null; readonly end: HeldOutResult | null }
  /** Missing in runs that did not count them. */
  readonly failures?: Failures
  readonly alarms?: readonly { readonly name: string; readonly step: number; readonly message: string }[]
  /** What stopped the run before its end. */
  readonly stopped?: string | null
}

export interface ReportInput {
  readonly config: JsonObject
  readonly metrics: readonly MetricRow[]
  /** Groups of episodes with their rewards and advantages, each group whole. */
  readonly samples: readonly (readonly EpisodeRecord[])[]
  readonly summary: ReportSummary
}
