// What may be asked of a model in its thread.
import type { TransformerModel } from './transformer-model.ts'

export type ModelMethod =
  | 'generate'
  | 'score'
  | 'accumulate'
  | 'apply'
  | 'discard'
  | 'save'
  | 'load'
  | 'freeze'
  | 'thaw'

export type ModelArguments<M extends ModelMethod> = Parameters<TransformerModel[M]>
export type ModelResult<M extends ModelMethod> = Awaited<ReturnType<TransformerModel[M]>>

/** Every answer tells which version and back end it comes from. */
export interface ModelAnswer {
  readonly result: unknown
  readonly version: number
  readonly backend: string
}
