// What may be asked of a shard in its thread.
import type { BackendName } from '../../../tensor/open-backend.ts'
import type { Architecture } from '../model/architecture.ts'
import type { Exchange } from '../model/parameter-set.ts'
import type { Weights } from '../model/weights.ts'
import type { Shard } from './shard.ts'

/** The methods of `Shard` that take weights: the thread is given their key instead. */
export type WeighedMethod = 'generate' | 'score' | 'accumulate'

export type AfterWeights<M extends WeighedMethod> = Parameters<Shard[M]> extends [Weights, ...infer Rest] ? Rest : never

/** The functions of the thread. */
export type ShardFunctions = {
  readonly [M in WeighedMethod]: (key: number, ...given: AfterWeights<M>) => ReturnType<Shard[M]>
} & {
  readonly open: (
    architecture: Architecture,
    name: BackendName,
    shared: Exchange,
    cacheBudgetBytes?: number,
  ) => Promise<void>
  /** Takes the numbers that wait in the shared memory as the weights of `key`. */
  readonly load: (key: number) => void
  readonly forget: (key: number) => void
  /** Puts the accumulated gradient into the shared memory, and forgets it. */
  readonly takeGradients: () => void
  readonly discard: () => void
  readonly close: () => Promise<void>
}
