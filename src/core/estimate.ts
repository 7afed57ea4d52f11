// A number over tasks, with the interval that says how far it can be trusted. The one place where intervals are made:
// the same values give the same interval wherever they are shown.
import { Rng } from './random.ts'
import { bootstrapInterval, mean, wilsonInterval, type Interval } from './statistics.ts'

export interface Estimate {
  readonly value: number
  /** 95 %, over tasks; null for the mean of a single task, which tells nothing of others. */
  readonly interval: Interval | null
  readonly method: 'bootstrap' | 'wilson' | 'none'
  /** Tasks that the number is made of. */
  readonly tasks: number
}

/** The estimate of a share always has an interval. */
export interface ShareEstimate extends Estimate {
  readonly interval: Interval
}

/** The mean of one value a task, with a bootstrap interval over tasks; null for no tasks. */
export function estimateMean(values: readonly number[]): Estimate | null {
  const value = mean(values)
  if (value === null) return null
  if (values.length === 1) return { value, interval: null, method: 'none', tasks: 1 }
  // The stream is the values' own: no seed of a run moves the interval of a number.
  const interval = bootstrapInterval(values, Rng.fromSeed('interval'))
  return { value, interval, method: 'bootstrap', tasks: values.length }
}

/**
 * The mean of one share a task, each in 0..1; null for no tasks. Where every task is all or nothing, as with one reply
 * a task, or all tasks are alike, it is a proportion of as many trials as there are tasks, and Wilson's interval is
 * taken: a bootstrap of equal values would claim to be certain.
 * @example estimateShare([0.5])?.interval // of one trial, however many replies the one task had: { low: 0.05…, high: 0.94… }
 */
export function estimateShare(shares: readonly number[]): ShareEstimate | null {
  const value = mean(shares)
  if (value === null) return null
  const isProportion = shares.every((share) => share === 0 || share === 1) || shares.every((each) => each === shares[0])
  const interval = isProportion
    ? wilsonInterval(
        shares.reduce((sum, share) => sum + share, 0),
        shares.length,
      )
    : bootstrapInterval(shares, Rng.fromSeed('interval'))
  return { value, interval: interval as Interval, method: isProportion ? 'wilson' : 'bootstrap', tasks: shares.length }
}
