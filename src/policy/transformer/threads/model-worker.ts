// The worker thread that computes: one model. A session's run holds its thread until it is done, which is why it has
// a thread of its own.
import { parentPort } from 'node:worker_threads'
import { RlvrError } from '../../../core/errors.ts'
import { modelMethods, type ModelAnswer, type ModelFunctions, type ModelMethod } from './model-protocol.ts'
import { TransformerModel, type ModelOptions } from './transformer-model.ts'
import { answerCalls } from './worker-calls.ts'

if (parentPort === null) throw new Error('model-worker.ts is started as a worker thread.')

let model: TransformerModel | null = null

const functions = {
  open: async (options: ModelOptions) => {
    model = await TransformerModel.open({ ...options, onProgress: (...given) => tell('onProgress', ...given) })
    return answerOf(model, model.memoryLines)
  },
  ...Object.fromEntries(modelMethods.map((method) => [method, answeredBy(method)])),
  close: async () => await model?.close(),
} as ModelFunctions
const tell = answerCalls(parentPort, { ...functions })

function answeredBy(method: ModelMethod): (...given: readonly unknown[]) => Promise<ModelAnswer> {
  return async (...given) => {
    const open = opened()
    const called = open[method] as (...all: readonly unknown[]) => Promise<unknown>
    return answerOf(open, await called.call(open, ...given))
  }
}

function opened(): TransformerModel {
  if (model === null) throw new RlvrError('RLVR_POLICY', 'The model is not open.')
  return model
}

function answerOf<Result>(open: TransformerModel, result: Result): ModelAnswer<Result> {
  return { result, version: open.version, backend: open.backendName }
}
