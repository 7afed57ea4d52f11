// What the runs of `learn.ts` learned, as a table: a row a run, and for each back end the mean over its seeds with how
// far seeds lie apart, beside which differences between back ends are to be read.
import type { Estimate } from '../../src/core/estimate.ts'
import type { HeldOutResult } from '../../src/core/held-out.ts'
import { mean } from '../../src/core/statistics.ts'
import { markdownTable } from './markdown-table.ts'

export interface LearnedRow {
  readonly name: string
  readonly seed: string
  readonly seconds: number
  readonly before: HeldOutResult
  readonly after: HeldOutResult
  /** Of sampled replies, by task. */
  readonly gain: Estimate | null
}

export function learningTable(rows: readonly LearnedRow[]): string {
  const runs = rows.map(({ name, seed, before, after, gain, seconds }) => [
    name,
    seed,
    withInterval(before.sampledPass1, before.interval),
    withInterval(after.sampledPass1, after.interval),
    gain === null ? '' : withInterval(gain.value, gain.interval),
    `${share(before.greedyPass1)} → ${share(after.greedyPass1)}`,
    seconds.toFixed(0),
  ])
  const names = [...new Set(rows.map(({ name }) => name))]
  const means = names.map((name) => {
    const own = rows.filter((row) => row.name === name)
    const ends = own.map(({ after }) => after.sampledPass1)
    const middle = mean(ends) as number
    const apart = Math.sqrt(ends.reduce((sum, end) => sum + (end - middle) ** 2, 0) / Math.max(1, ends.length - 1))
    const starts = mean(own.map(({ before }) => before.sampledPass1)) as number
    return [
      name,
      String(own.length),
      share(starts),
      share(middle),
      own.length > 1 ? share(apart) : '',
      share(middle - starts),
    ]
  })
  return [
    markdownTable(['through', 'seeds', 'before', 'after', 'standard deviation of seeds', 'gain'], means),
    '',
    markdownTable(['through', 'seed', 'before', 'after', 'gain by task', 'greedy', 'seconds'], runs),
  ].join('\n')
}

function withInterval(value: number, interval: { readonly low: number; readonly high: number } | null): string {
  return interval === null ? share(value) : `${share(value)} (${share(interval.low)} to ${share(interval.high)})`
}

const share = (value: number): string => value.toFixed(3)
