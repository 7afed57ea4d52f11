// `summary.json` of an evaluation.
import type { JsonObject } from '../core/json.ts'
import type { Sampling } from '../core/policy.ts'
import type { Split } from '../core/task.ts'
import type { EvaluationNumbers } from './summarise.ts'

/** What an evaluation comes to: `summary.json`. */
export interface EvaluationSummary extends EvaluationNumbers {
  readonly environment: string
  readonly options: JsonObject
  readonly policy: { readonly name: string; readonly version: number }
  readonly split: Split
  readonly seed: number | string
  readonly sampling: Sampling
  /** Fewer tasks than asked for: the split has no more different ones. */
  readonly tasksAsked: number
  readonly repliesPerTask: number
  /** Replies it was to be made of: `replies` are fewer where it was given up. */
  readonly asked: number
  /** Why it was given up before its end; null where it was not. */
  readonly stopped: string | null
}
