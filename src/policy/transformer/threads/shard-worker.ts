// A worker thread with a shard of its own. It keeps copies of weights by a key: those being trained, and frozen ones.
import { parentPort } from 'node:worker_threads'
import { RlvrError } from '../../../core/errors.ts'
import { openBackend } from '../../../tensor/open-backend.ts'
import { parameterShapes, type Architecture } from '../model/architecture.ts'
import { ParameterSet, type Exchange } from '../model/parameter-set.ts'
import type { ShardFunctions } from './shard-protocol.ts'
import { Shard } from './shard.ts'
import { answerCalls } from './worker-calls.ts'

if (parentPort === null) throw new Error('shard-worker.ts is started as a worker thread.')

let open: { readonly architecture: Architecture; readonly shard: Shard } | null = null
const weights = new Map<number, ParameterSet>()
let exchange: Exchange = []

const functions: ShardFunctions = {
  generate: (key, ...given) => opened().shard.generate(weighed(key), ...given),
  score: (key, ...given) => opened().shard.score(weighed(key), ...given),
  accumulate: (key, ...given) => opened().shard.accumulate(weighed(key), ...given),
  open: async (architecture, name, shared, cacheBudgetBytes) => {
    exchange = shared
    const backend = await openBackend({ name, threads: 1 })
    open = { architecture, shard: await Shard.open(architecture, backend, cacheBudgetBytes) }
  },
  load: (key) => {
    const { shard, architecture } = opened()
    let set = weights.get(key)
    if (set === undefined) {
      set = ParameterSet.create(shard.backend, parameterShapes(architecture))
      weights.set(key, set)
    }
    set.copyFrom(exchange)
  },
  forget: (key) => {
    weights.get(key)?.dispose()
    weights.delete(key)
  },
  takeGradients: () => {
    const { gradients } = opened().shard
    gradients.copyTo(exchange)
    gradients.clear()
  },
  discard: () => opened().shard.gradients.clear(),
  close: async () => await open?.shard.close(),
}
answerCalls(parentPort, { ...functions })

function weighed(key: number): ParameterSet {
  const set = weights.get(key)
  if (set === undefined) throw new RlvrError('RLVR_POLICY', `The shard holds no weights ${key}.`)
  return set
}

function opened(): NonNullable<typeof open> {
  if (open === null) throw new RlvrError('RLVR_POLICY', 'The shard is not open.')
  return open
}
