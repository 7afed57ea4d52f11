// What a policy is worth on tasks that it never trained on: measured by `src/eval`, shown by trainers.
import type { Interval } from './statistics.ts'

/** How a policy does on held-out tasks. Proportions in 0..1; the interval is a 95 % one over tasks, of `sampledPass1`. */
export interface HeldOutResult {
  readonly sampledPass1: number
  readonly greedyPass1: number
  /** Mean reward of the sampled replies, over tasks: what moves first where rewards are graded. Null where none has one. */
  readonly sampledReward: number | null
  readonly interval: Interval
  /** Tasks that could be judged. */
  readonly tasks: number
}
