// A number over tasks, with the interval that says how far it can be trusted.
import type { Rng } from './random.ts'
import { bootstrapInterval, mean, wilsonInterval, type Interval } from './statistics.ts'

export interface Estimate {
  readonly value: number
  /** 95 %, over tasks. */
  readonly interval: Interval
  readonly method: 'bootstrap' | 'wilson'
  /** Tasks that the number is made of. */
  readonly tasks: number
}

/** The mean of one value a task, with a bootstrap interval over tasks; null for no tasks. */
export function estimateMean(values: readonly number[], rng: Rng): Estimate | null {
  const value = mean(values)
  const interval = bootstrapInterval(values, rng)
  return value === null || interval === null ? null : { value, interval, method: 'bootstrap', tasks: values.length }
}

/**
 * The mean of one share a task, each in 0..1. Where every task is all or nothing, as with one reply a task, it is a
 * proportion, and Wilson's interval is taken: a bootstrap of equal values would claim to be certain.
 */
export function estimateShare(shares: readonly number[], rng: Rng): Estimate | null {
  if (!shares.every((share) => share === 0 || share === 1)) return estimateMean(shares, rng)
  const value = mean(shares)
  const interval = wilsonInterval(shares.filter((share) => share === 1).length, shares.length)
  return value === null || interval === null ? null : { value, interval, method: 'wilson', tasks: shares.length }
}
