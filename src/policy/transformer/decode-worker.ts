// A worker thread that generates: a decoder with weights of its own, loaded whenever they change.
import { parentPort } from 'node:worker_threads'
import { RlvrError } from '../../core/errors.ts'
import type { Sampling } from '../../core/policy.ts'
import type { Backend, DeviceTensor } from '../../tensor/backend.ts'
import { openBackend, type BackendName } from '../../tensor/open-backend.ts'
import { parameterShapes, type Architecture } from './architecture.ts'
import { Decoder, type DecodeRequest } from './decoder.ts'
import { answerCalls } from './worker-calls.ts'

if (parentPort === null) throw new Error('decode-worker.ts is started as a worker thread.')

let open: { architecture: Architecture; backend: Backend; decoder: Decoder } | null = null
let parameters: Record<string, DeviceTensor> = {}

answerCalls(parentPort, async (method, given) => {
  if (method === 'open') {
    const [architecture, name] = given as [Architecture, BackendName]
    const backend = await openBackend({ name, threads: 1 })
    open = { architecture, backend, decoder: await Decoder.open(architecture, backend) }
    return null
  }
  if (open === null) throw new RlvrError('RLVR_POLICY', 'The decoder is not open.')
  const { architecture, backend, decoder } = open
  switch (method) {
    case 'load': {
      const [weights] = given as [ReadonlyMap<string, Float32Array>]
      for (const tensor of Object.values(parameters)) backend.dispose(tensor)
      parameters = {}
      for (const [name, shape] of parameterShapes(architecture))
        parameters[name] = backend.upload(weights.get(name) as Float32Array, shape)
      return null
    }
    case 'generate': {
      const [requests, sampling, stopToken] = given as [readonly DecodeRequest[], Sampling, number]
      return await decoder.generate(parameters, requests, sampling, stopToken)
    }
    default:
      await decoder.close()
      return null
  }
})
