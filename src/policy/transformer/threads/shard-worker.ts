// A worker thread with a shard of its own, over the numbers of the model in shared memory.
import { parentPort } from 'node:worker_threads'
import { RlvrError } from '../../../core/errors.ts'
import { openBackend } from '../../../tensor/open-backend.ts'
import type { Shape } from '../../../tensor/program.ts'
import { helpAttending } from '../decode/attention-work.ts'
import { KernelUpdate } from '../model/kernel-update.ts'
import { learnedShapes } from '../model/model-numbers.ts'
import { ParameterSet } from '../model/parameter-set.ts'
import { weightsOver } from '../model/shared-weights.ts'
import type { Weights } from '../model/weights.ts'
import type { ShardFunctions, SharedModel } from './shard-protocol.ts'
import { Shard } from './shard.ts'
import { answerCalls } from './worker-calls.ts'

if (parentPort === null) throw new Error('shard-worker.ts is started as a worker thread.')

let open: { readonly model: SharedModel; readonly shard: Shard; readonly update: KernelUpdate | null } | null = null
const weights = new Map<number, Weights>()

const functions: ShardFunctions = {
  generate: (key, ...given) => opened().shard.generate(weighed(key), ...given),
  compute: (key, ...given) => opened().shard.compute(weighed(key), ...given),
  open: async (model) => {
    const { architecture, learned, thread, cacheBudgetBytes, runBytes, holdsWeights } = model
    const backend = await openBackend({ name: model.backend, threads: 1 })
    const shapes = learned === null ? new Map<string, Shape>() : learnedShapes(architecture, learned.lora)
    // Where all threads share the products of one shard, the others have no gradient and only share out updates.
    const numbers = learned?.sets.gradients[thread]
    const own = numbers === undefined ? null : { shapes, gradients: ParameterSet.over(backend, shapes, numbers) }
    const shard = new Shard({ architecture, backend, learned: own, cacheBudgetBytes, runBytes, holdsWeights })
    open = { model, shard, update: learned === null ? null : new KernelUpdate(shapes, learned.sets) }
  },
  attach: (key, shared) => {
    const { model, shard } = opened()
    weights.set(key, weightsOver(shard.backend, model.architecture, { shared, known: weighed }))
  },
  // Tensors over shared memory hold nothing of their own.
  forget: (key) => void weights.delete(key),
  forgetHeld: () => opened().shard.forgetHeld(),
  squareSums: (...given) => updating().squareSums(...given),
  step: (...given) => updating().step(...given),
  attend: helpAttending,
  traffic: () => opened().shard.backend.traffic.counts,
  close: async () => await open?.shard.close(),
}
answerCalls(parentPort, { ...functions })

function weighed(key: number): Weights {
  const known = weights.get(key)
  if (known === undefined) throw new RlvrError('RLVR_POLICY', `The shard holds no weights ${key}.`)
  return known
}

function updating(): KernelUpdate {
  const { update } = opened()
  if (update === null) throw new RlvrError('RLVR_POLICY', 'Nothing learns in this model.')
  return update
}

function opened(): NonNullable<typeof open> {
  if (open === null) throw new RlvrError('RLVR_POLICY', 'The shard is not open.')
  return open
}
