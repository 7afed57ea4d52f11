// What may be asked of an engine in its thread.
import type { TransformerEngine } from './engine.ts'

export type EngineMethod =
  | 'generate'
  | 'score'
  | 'accumulate'
  | 'apply'
  | 'discard'
  | 'state'
  | 'restore'
  | 'freeze'
  | 'thaw'

export type EngineArguments<M extends EngineMethod> = Parameters<TransformerEngine[M]>
export type EngineResult<M extends EngineMethod> = Awaited<ReturnType<TransformerEngine[M]>>

/** Every answer tells which version and back end it comes from. */
export interface EngineAnswer {
  readonly result: unknown
  readonly version: number
  readonly backend: string
}
