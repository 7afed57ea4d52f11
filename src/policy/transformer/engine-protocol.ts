// The engine's methods as messages between the thread that owns the loop and the thread that computes.
import type { ErrorCode } from '../../core/errors.ts'
import type { TransformerEngine } from './engine.ts'

/** What may be called from outside the worker. */
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

export interface EngineCall {
  readonly id: number
  readonly method: EngineMethod | 'open' | 'close'
  readonly arguments: readonly unknown[]
}

export type EngineAnswer =
  | {
      readonly id: number
      readonly ok: true
      readonly result: unknown
      readonly version: number
      readonly backend: string
    }
  | { readonly id: number; readonly ok: false; readonly code: ErrorCode; readonly message: string }
