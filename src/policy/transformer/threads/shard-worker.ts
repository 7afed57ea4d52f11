// A worker thread with a shard of its own. It keeps copies of weights by a key: those being trained, and frozen ones.
import { parentPort } from 'node:worker_threads'
import { RlvrError } from '../../../core/errors.ts'
import type { Tensors } from '../../../tensor/backend.ts'
import { openBackend, type BackendName } from '../../../tensor/open-backend.ts'
import { parameterShapes, type Architecture } from '../model/architecture.ts'
import { ParameterSet, type Exchange } from '../model/parameter-set.ts'
import { Shard } from './shard.ts'
import { answerCalls } from './worker-calls.ts'

if (parentPort === null) throw new Error('shard-worker.ts is started as a worker thread.')

/** Calls whose first argument is a key of weights, the others those of `Shard`. */
type SharedMethod = 'generate' | 'score' | 'accumulate'

let open: { readonly architecture: Architecture; readonly shard: Shard } | null = null
const weights = new Map<number, ParameterSet>()
let exchange: Exchange = []

answerCalls(parentPort, async (method, given) => {
  if (method === 'open') {
    const [architecture, name, shared, cacheBudgetBytes] = given as [
      Architecture,
      BackendName,
      Exchange,
      number | undefined,
    ]
    exchange = shared
    const backend = await openBackend({ name, threads: 1 })
    open = { architecture, shard: await Shard.open(architecture, backend, cacheBudgetBytes) }
    return null
  }
  if (open === null) throw new RlvrError('RLVR_POLICY', 'The shard is not open.')
  const { architecture, shard } = open
  switch (method) {
    case 'load':
      load(shard, architecture, given[0] as number)
      return null
    case 'forget':
      forget(given[0] as number)
      return null
    case 'takeGradients':
      shard.gradients.copyTo(exchange)
      shard.gradients.clear()
      return null
    case 'discard':
      shard.gradients.clear()
      return null
    case 'close':
      await shard.close()
      return null
    default: {
      const [key, ...rest] = given as [number, ...unknown[]]
      const work = shard[method as SharedMethod] as (parameters: Tensors, ...rest: unknown[]) => Promise<unknown>
      return await work.call(shard, weights.get(key)?.named ?? {}, ...rest)
    }
  }
})

/** Takes the numbers that wait in the shared memory. */
function load(shard: Shard, architecture: Architecture, key: number): void {
  let set = weights.get(key)
  if (set === undefined) {
    set = ParameterSet.create(shard.backend, parameterShapes(architecture))
    weights.set(key, set)
  }
  set.copyFrom(exchange)
}

function forget(key: number): void {
  weights.get(key)?.dispose()
  weights.delete(key)
}
