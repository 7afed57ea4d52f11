// What a back end has moved and dispatched, as it counts itself: what `--profile` shows.
export interface TrafficCounts {
  /** Programs that were run. */
  readonly runs: number
  /** Operations that the host dispatched for them: one a run where a whole program is handed over at once. */
  readonly operations: number
  readonly uploads: number
  /** Host to device. */
  readonly uploadedBytes: number
  readonly downloads: number
  /** Device to host. */
  readonly downloadedBytes: number
  /** Milliseconds that the host spent on running programs: on telling a device what to do, or, on a CPU, on doing it. */
  readonly dispatchMs: number
  /** Milliseconds that the host waited in readings for a device to finish. */
  readonly waitMs: number
}

export const noTraffic: TrafficCounts = {
  runs: 0,
  operations: 0,
  uploads: 0,
  uploadedBytes: 0,
  downloads: 0,
  downloadedBytes: 0,
  dispatchMs: 0,
  waitMs: 0,
}

const names = Object.keys(noTraffic) as (keyof TrafficCounts)[]

function each(of: (name: keyof TrafficCounts) => number): TrafficCounts {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as { [name in keyof TrafficCounts]: number }
}

/** What came to pass between two readings. */
export function trafficBetween(before: TrafficCounts, after: TrafficCounts): TrafficCounts {
  return each((name) => after[name] - before[name])
}

export function trafficSum(counts: readonly TrafficCounts[]): TrafficCounts {
  return each((name) => counts.reduce((sum, own) => sum + own[name], 0))
}
