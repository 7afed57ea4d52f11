// One metric of a training run, explained: the shape of the catalogue's entries.

/** What a value is counted in, which also says how it is printed. */
export type MetricUnit =
  | 'share' // a proportion in 0..1
  | 'reward'
  | 'nats' // natural-log units: entropy, KL, log-probabilities
  | 'tokens'
  | 'tokens/s'
  | 'seconds'
  | 'count'
  | 'none'

export interface MetricEntry {
  /** TRL's name where TRL has the metric. `NAME` stands for the name of a reward. */
  readonly name: string
  /** What it is, in one sentence. */
  readonly meaning: string
  readonly formula: string
  readonly unit: MetricUnit
  /** The values it can take. */
  readonly range: string
  readonly healthy: string
  /** What a bad value looks like, and what to do about it. */
  readonly unhealthy: string
}

/** A family of metrics, in the order in which to look at them. */
export interface MetricFamily {
  readonly title: string
  readonly entries: readonly MetricEntry[]
}
