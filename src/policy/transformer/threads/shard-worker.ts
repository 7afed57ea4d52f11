// A worker thread with a shard of its own, over the numbers of the model in shared memory.
import { parentPort } from 'node:worker_threads'
import { RlvrError } from '../../../core/errors.ts'
import { openBackend } from '../../../tensor/open-backend.ts'
import { parameterShapes } from '../model/architecture.ts'
import { KernelUpdate } from '../model/kernel-update.ts'
import { ParameterSet } from '../model/parameter-set.ts'
import type { ShardFunctions, SharedModel } from './shard-protocol.ts'
import { Shard } from './shard.ts'
import { answerCalls } from './worker-calls.ts'

if (parentPort === null) throw new Error('shard-worker.ts is started as a worker thread.')

let open: { readonly model: SharedModel; readonly shard: Shard; readonly update: KernelUpdate } | null = null
const weights = new Map<number, ParameterSet>()

const functions: ShardFunctions = {
  generate: (key, ...given) => opened().shard.generate(weighed(key), ...given),
  compute: (key, ...given) => opened().shard.compute(weighed(key), ...given),
  open: async (model) => {
    const backend = await openBackend({ name: model.backend, threads: 1 })
    const shapes = parameterShapes(model.architecture)
    const gradients = ParameterSet.over(backend, shapes, model.sets.gradients[model.thread] ?? [])
    const shard = await Shard.open(model.architecture, backend, gradients, model.cacheBudgetBytes)
    open = { model, shard, update: new KernelUpdate(shapes, model.sets) }
  },
  attach: (key, shared) => {
    const { model, shard } = opened()
    weights.set(key, ParameterSet.over(shard.backend, parameterShapes(model.architecture), shared))
  },
  forget: (key) => {
    weights.get(key)?.dispose()
    weights.delete(key)
  },
  squareSums: (...given) => opened().update.squareSums(...given),
  step: (...given) => opened().update.step(...given),
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
