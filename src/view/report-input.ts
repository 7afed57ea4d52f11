// What a report is made of: the contents of a run directory.
import type { EpisodeRecord } from '../core/episode.ts'
import type { JsonObject } from '../core/json.ts'
import type { Interval } from '../core/statistics.ts'

/** One line of `metrics.jsonl`: metrics by name beside the phase and step they belong to. */
export interface MetricRow {
  readonly format: 1
  /** `cold-start`, or the name of the algorithm. */
  readonly phase: string
  readonly step: number
  readonly [metric: string]: number | string | null
}

/** Proportions in 0..1 on held-out tasks; the interval is a 95 % one of the sampled proportion. */
export interface HeldOutSummary {
  readonly sampledPass1: number
  readonly greedyPass1: number
  readonly interval: Interval
  readonly tasks: number
}

/** `summary.json`. */
export interface ReportSummary {
  readonly environment: string
  readonly seed: number | string
  readonly steps: number
  readonly seconds: number
  /** Null where the run did not evaluate then. */
  readonly heldOut: { readonly coldStart: HeldOutSummary | null; readonly end: HeldOutSummary | null }
}

export interface ReportInput {
  readonly config: JsonObject
  readonly metrics: readonly MetricRow[]
  /** Groups of episodes with their rewards and advantages, each group whole. */
  readonly samples: readonly (readonly EpisodeRecord[])[]
  readonly summary: ReportSummary
}
