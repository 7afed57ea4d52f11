// What may be asked of a shard in its thread.
import type { TrafficCounts } from '../../../core/traffic-counts.ts'
import type { BackendName } from '../../../tensor/open-backend.ts'
import type { Architecture } from '../model/architecture.ts'
import type { KernelUpdate, SharedSets } from '../model/kernel-update.ts'
import type { LoraSettings } from '../model/lora.ts'
import type { SharedWeights } from '../model/shared-weights.ts'
import type { Weights } from '../model/weights.ts'
import type { AttentionWork } from '../decode/attention-work.ts'
import type { Shard } from './shard.ts'

/** The methods of `Shard` that take weights: the thread is given their key instead. */
export type WeighedMethod = 'generate' | 'compute'

export type AfterWeights<M extends WeighedMethod> = Parameters<Shard[M]> extends [Weights, ...infer Rest] ? Rest : never

/** A model as its threads are told of it: its numbers are in memory that all of them see. */
export interface SharedModel {
  readonly architecture: Architecture
  readonly backend: BackendName
  /** What learns: an adapter with these settings, or everything; null where nothing does. */
  readonly learned: { readonly lora: LoraSettings | null; readonly sets: SharedSets } | null
  /** Which of the gradients is the thread's own. */
  readonly thread: number
  readonly cacheBudgetBytes?: number | undefined
  readonly runBytes?: number | undefined
  readonly holdsWeights?: boolean | undefined
}

/** The functions of the thread. */
export type ShardFunctions = {
  readonly [M in WeighedMethod]: (key: number, ...given: AfterWeights<M>) => ReturnType<Shard[M]>
} & {
  readonly open: (model: SharedModel) => Promise<void>
  /** Lets the thread see the weights of a key. */
  readonly attach: (key: number, shared: SharedWeights) => void
  readonly forget: (key: number) => void
  /** Lets go of programs that may hold weights. */
  readonly forgetHeld: () => Promise<void>
  readonly squareSums: (...given: Parameters<KernelUpdate['squareSums']>) => Float64Array
  readonly step: (...given: Parameters<KernelUpdate['step']>) => void
  /** Takes part in attention until that ends. */
  readonly attend: (work: AttentionWork, thread: number) => void
  /** What the thread's back end has moved and dispatched. */
  readonly traffic: () => TrafficCounts
  readonly close: () => Promise<void>
}
