// The worker thread that computes: one engine. A session's run holds its thread until it is done, which is why it has
// a thread of its own.
import { parentPort } from 'node:worker_threads'
import { RlvrError } from '../../../core/errors.ts'
import type { EngineAnswer } from './engine-protocol.ts'
import { TransformerEngine, type EngineOptions } from './engine.ts'
import { answerCalls } from './worker-calls.ts'

if (parentPort === null) throw new Error('engine-worker.ts is started as a worker thread.')

let engine: TransformerEngine | null = null

answerCalls(parentPort, async (method, given): Promise<EngineAnswer> => {
  if (method === 'open') engine = await TransformerEngine.open(given[0] as EngineOptions)
  if (engine === null) throw new RlvrError('RLVR_POLICY', 'The engine is not open.')
  const called = engine[method as 'state'] as (...all: readonly unknown[]) => Promise<unknown>
  const result = method === 'open' ? null : await called.apply(engine, [...given])
  return { result, version: engine.version, backend: engine.backend.name }
})
