// How a model uses the cores. Small products: a shard a thread, which share out sequences and meet once a batch, since
// threads within one small product wait for each other more than they compute (docs/decisions/0009). Large ones: one
// shard, whose products all threads share: every weight is read once for all rows, one sequence has all cores, and there
// is one gradient and one workspace. A GPU is one device, and the other CPU back ends are for tests and last resorts.
import type { Backend } from '../../../tensor/backend.ts'
import { parameterCount, type Architecture } from '../model/architecture.ts'

/** From here on one product of a few rows takes longer than threads take to meet. */
const fewestParametersTogether = 20e6

export interface Cores {
  /** All threads, which at least share out updates. */
  readonly threads: number
  /** Threads that compute and accumulate by themselves. */
  readonly shards: number
  /** Threads within one product. */
  readonly threadsPerShard: number
}

/**
 * @param options.threads how many may be used
 * @param options.isHeld whether programs hold the weights, of which one copy is enough
 */
export function coresFor(
  architecture: Architecture,
  backend: Backend,
  { threads, isHeld = false }: { readonly threads: number; readonly isHeld?: boolean },
): Cores {
  if (backend.name !== 'onnx-cpu') return { threads: 1, shards: 1, threadsPerShard: 1 }
  return isHeld || parameterCount(architecture) >= fewestParametersTogether
    ? { threads, shards: 1, threadsPerShard: threads }
    : { threads, shards: threads, threadsPerShard: 1 }
}
