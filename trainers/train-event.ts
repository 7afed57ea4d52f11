// What a training run tells whoever watches it: the live view, the plain lines, the record.
import type { Group } from '../src/core/episode.ts'
import type { HeldOutResult } from '../src/core/held-out.ts'

export type { HeldOutResult } from '../src/core/held-out.ts'

/** Metrics of one step by their name (`rlvr explain NAME`); null where there was nothing to measure. */
export type Metrics = { readonly [name: string]: number | null }

/** What the trainer is doing; time is accounted to these. */
export type TrainPhase = 'cold-start' | 'generate' | 'verify' | 'update' | 'evaluate' | 'checkpoint'

/** Steps are counted from 1, those of the cold start apart; 0 stands for before the first. */
export type TrainEvent =
  /** Before the first step: the settings and batch sizes in words, a line each. */
  | {
      readonly type: 'plan'
      readonly lines: readonly string[]
      readonly totalSteps: number
      readonly coldStartSteps: number
    }
  | { readonly type: 'phase-start'; readonly phase: TrainPhase; readonly step: number }
  /** One supervised step of the cold start. */
  | { readonly type: 'cold-start-step'; readonly step: number; readonly metrics: Metrics }
  /** One optimizer step; `sample` is a group of it whose rewards differ, where there is one. */
  | { readonly type: 'step'; readonly step: number; readonly metrics: Metrics; readonly sample: Group | null }
  | { readonly type: 'evaluation'; readonly step: number; readonly result: HeldOutResult }
  /** Something is wrong with the run: `rlvr explain NAME`. Told once when it begins to hold. */
  | { readonly type: 'alarm'; readonly step: number; readonly name: string; readonly message: string }
  /** Something a person should know: a failure of a new kind, a skipped step, a retry. */
  | { readonly type: 'warning'; readonly step: number; readonly message: string }
  /** `step` counts the steps after the cold start. One that is stopped may write over the last, at the same path. */
  | { readonly type: 'checkpoint'; readonly step: number; readonly coldStartStep: number; readonly path: string }
