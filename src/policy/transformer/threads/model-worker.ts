// The worker thread that computes: one model. A session's run holds its thread until it is done, which is why it has
// a thread of its own.
import { parentPort } from 'node:worker_threads'
import { RlvrError } from '../../../core/errors.ts'
import type { ModelAnswer } from './model-protocol.ts'
import { TransformerModel, type ModelOptions } from './transformer-model.ts'
import { answerCalls } from './worker-calls.ts'

if (parentPort === null) throw new Error('model-worker.ts is started as a worker thread.')

let model: TransformerModel | null = null

answerCalls(parentPort, async (method, given): Promise<ModelAnswer> => {
  if (method === 'open') model = await TransformerModel.open(given[0] as ModelOptions)
  if (model === null) throw new RlvrError('RLVR_POLICY', 'The model is not open.')
  const called = model[method as 'save'] as (...all: readonly unknown[]) => Promise<unknown>
  const result = method === 'open' ? null : await called.apply(model, [...given])
  return { result, version: model.version, backend: model.backend.name }
})
