// The worker thread that computes: one engine, one call at a time, in the order they came.
// A session's run holds its thread until it is done, which is why it has a thread of its own.
import { parentPort } from 'node:worker_threads'
import { RlvrError, describeError } from '../../core/errors.ts'
import type { EngineAnswer, EngineCall } from './engine-protocol.ts'
import { TransformerEngine, type EngineOptions } from './engine.ts'

const port = parentPort
if (port === null) throw new Error('engine-worker.ts is started as a worker thread.')

let engine: TransformerEngine | null = null
let queue: Promise<void> = Promise.resolve()

async function answer(call: EngineCall): Promise<unknown> {
  if (call.method === 'open') {
    engine = await TransformerEngine.open(call.arguments[0] as EngineOptions)
    return null
  }
  if (engine === null) throw new RlvrError('RLVR_POLICY', 'The engine is not open.')
  const method = engine[call.method] as (...given: readonly unknown[]) => Promise<unknown>
  return await method.apply(engine, [...call.arguments])
}

port.on('message', (call: EngineCall) => {
  queue = queue.then(async () => {
    let message: EngineAnswer
    try {
      const result = await answer(call)
      message = { id: call.id, ok: true, result, version: engine?.version ?? 0, backend: engine?.backend.name ?? '' }
    } catch (thrown) {
      const code = RlvrError.isInstance(thrown) ? thrown.code : 'RLVR_POLICY'
      message = { id: call.id, ok: false, code, message: describeError(thrown, 2000) }
    }
    port.postMessage(message)
  })
})
