// What the rows of all seeds say together of each recipe: whether GRPO learned.
import { mean, standardDeviation, type Interval } from '../../src/core/statistics.ts'
import { studentInterval } from '../../src/core/student-interval.ts'
import type { RecipeRow, RewardSource } from './recipe-run.ts'

export interface RecipeFigures {
  readonly environment: string
  readonly kind: string
  readonly reward: RewardSource
  readonly seeds: number
  readonly coldStartSteps: number
  readonly steps: number
  /** Means over seeds of held-out sampled pass@1. */
  readonly coldStart: number
  readonly end: number
  readonly greedy: { readonly coldStart: number; readonly end: number }
  /** Mean over seeds; the interval is Student's over seeds, 95 %, null for one seed. */
  readonly gain: number
  readonly interval: Interval | null
  /** Seeds whose own interval over tasks lies above 0. */
  readonly seedsAbove: number
  /** Whether every one does, and that of the seeds together. */
  readonly learns: boolean
  /** The shortest of them by the clock: the least disturbed one; and the mean of processor time, shared out to two cores. */
  readonly shortestSeconds: number
  readonly secondsOnTwoCores: number
  /** Held-out sampled pass@1 by the rollouts done, a curve a seed. */
  readonly curves: readonly (readonly { readonly step: number; readonly value: number }[])[]
}

/** A line for each environment and source of rewards, in the order of their first rows. */
export function figuresOf(rows: readonly RecipeRow[]): RecipeFigures[] {
  const groups = Map.groupBy(rows, ({ environment, reward }) => `${environment} ${reward}`)
  return [...groups.values()].map(figures)
}

function figures(rows: readonly RecipeRow[]): RecipeFigures {
  const { environment, kind, reward, coldStartSteps, steps } = rows[0] as RecipeRow
  const meanOf = (value: (row: RecipeRow) => number): number => mean(rows.map(value)) as number
  const gains = rows.map(({ gain }) => gain.value)
  const gain = mean(gains) as number
  const spread = standardDeviation(gains)
  const interval =
    spread === null ? null : studentInterval(gain, { error: spread / Math.sqrt(rows.length), n: rows.length })
  const seedsAbove = rows.filter((row) => (row.gain.interval?.low ?? 0) > 0).length
  const pass1 = (row: RecipeRow, point: number): number => row.curve.at(point)?.[1] ?? Number.NaN
  return {
    environment,
    kind,
    reward,
    seeds: rows.length,
    coldStartSteps,
    steps,
    coldStart: meanOf((row) => pass1(row, 0)),
    end: meanOf((row) => pass1(row, -1)),
    greedy: { coldStart: meanOf(({ greedy }) => greedy.coldStart), end: meanOf(({ greedy }) => greedy.end) },
    gain,
    interval,
    seedsAbove,
    learns: seedsAbove === rows.length && (interval === null || interval.low > 0),
    shortestSeconds: Math.min(...rows.map(({ seconds }) => seconds)),
    secondsOnTwoCores: meanOf(({ processorSeconds }) => processorSeconds / 2),
    curves: rows.map(({ curve }) => curve.map(([step, value]) => ({ step, value }))),
  }
}

/** The figures as a table in Markdown. */
export function recipeTable(all: readonly RecipeFigures[]): string {
  const share = (value: number): string => value.toFixed(2)
  const lines = all.map((row) => {
    const between = row.interval === null ? '' : ` (${share(row.interval.low)} to ${share(row.interval.high)})`
    const cells = [
      row.environment,
      row.kind,
      row.reward,
      row.seeds,
      `${row.coldStartSteps} + ${row.steps}`,
      share(row.coldStart),
      share(row.end),
      `${share(row.gain)}${between}`,
      `${row.seedsAbove} of ${row.seeds}`,
      `${share(row.greedy.coldStart)} to ${share(row.greedy.end)}`,
      row.shortestSeconds.toFixed(0),
      row.secondsOnTwoCores.toFixed(0),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '| environment | kind | reward | seeds | steps | cold start | end | gain | seeds above 0 | greedy | by the clock, s | on two cores, s |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}
