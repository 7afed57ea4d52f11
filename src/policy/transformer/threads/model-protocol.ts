// What may be asked of a model in its thread.
import type { ModelOptions, TransformerModel } from './transformer-model.ts'

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
  | 'traffic'

export const modelMethods: readonly ModelMethod[] = [
  'generate',
  'score',
  'accumulate',
  'apply',
  'discard',
  'save',
  'load',
  'freeze',
  'thaw',
  'traffic',
]

export type ModelArguments<M extends ModelMethod> = Parameters<TransformerModel[M]>
export type ModelResult<M extends ModelMethod> = Awaited<ReturnType<TransformerModel[M]>>

/** Every answer tells which version and back end it comes from. */
export interface ModelAnswer<Result = unknown> {
  readonly result: Result
  readonly version: number
  readonly backend: string
}

/** The functions of the thread: the methods of its model, once `open` has made it. */
export type ModelFunctions = {
  readonly [M in ModelMethod]: (...given: ModelArguments<M>) => Promise<ModelAnswer<ModelResult<M>>>
} & {
  /** What the model takes of the memory, in lines. */
  readonly open: (options: ModelOptions) => Promise<ModelAnswer<readonly string[]>>
  readonly close: () => Promise<void>
}
