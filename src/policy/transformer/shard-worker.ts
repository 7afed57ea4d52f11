// A worker thread with a shard of its own. It keeps copies of weights by a key: those being trained, and frozen ones.
import { parentPort } from 'node:worker_threads'
import { RlvrError } from '../../core/errors.ts'
import type { DeviceTensor, Tensors } from '../../tensor/backend.ts'
import { openBackend, type BackendName } from '../../tensor/open-backend.ts'
import { parameterShapes, type Architecture } from './architecture.ts'
import { Shard } from './shard.ts'
import { answerCalls } from './worker-calls.ts'

if (parentPort === null) throw new Error('shard-worker.ts is started as a worker thread.')

/** Calls whose first argument is a key of weights, the others those of `Shard`. */
type SharedMethod = 'generate' | 'score' | 'accumulate'

let open: { readonly architecture: Architecture; readonly shard: Shard } | null = null
const weights = new Map<number, Record<string, DeviceTensor>>()

answerCalls(parentPort, async (method, given) => {
  if (method === 'open') {
    const [architecture, name, cacheBudgetBytes] = given as [Architecture, BackendName, number | undefined]
    const backend = await openBackend({ name, threads: 1 })
    open = { architecture, shard: await Shard.open(architecture, backend, cacheBudgetBytes) }
    return null
  }
  if (open === null) throw new RlvrError('RLVR_POLICY', 'The shard is not open.')
  const { architecture, shard } = open
  switch (method) {
    case 'load':
      load(shard, architecture, given as [number, ReadonlyMap<string, Float32Array>])
      return null
    case 'forget':
      forget(shard, given[0] as number)
      return null
    case 'takeGradients': {
      const arrays = shard.gradients.copyArrays()
      shard.gradients.clear()
      return arrays
    }
    case 'discard':
      shard.gradients.clear()
      return null
    case 'close':
      await shard.close()
      return null
    default: {
      const [key, ...rest] = given as [number, ...unknown[]]
      const work = shard[method as SharedMethod] as (parameters: Tensors, ...rest: unknown[]) => Promise<unknown>
      return await work.call(shard, weights.get(key) ?? {}, ...rest)
    }
  }
})

function load(
  shard: Shard,
  architecture: Architecture,
  [key, values]: [number, ReadonlyMap<string, Float32Array>],
): void {
  forget(shard, key)
  const tensors: Record<string, DeviceTensor> = {}
  for (const [name, shape] of parameterShapes(architecture))
    tensors[name] = shard.backend.upload(values.get(name) as Float32Array, shape)
  weights.set(key, tensors)
}

function forget(shard: Shard, key: number): void {
  for (const tensor of Object.values(weights.get(key) ?? {})) shard.backend.dispose(tensor)
  weights.delete(key)
}
