// Back ends by name, and the order in which they are tried.
import { RlvrError, describeError, unknownName } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Backend } from './backend.ts'
import { openOnnxBackend } from './onnx/onnx-backend.ts'
import { openWebgpuBackend } from './onnx/webgpu-backend.ts'
import { openTensorFlowBackend } from './tensorflow/tensorflow-backend.ts'
import { openTfjsBackend } from './tfjs/tfjs-backend.ts'
import { watched } from './watched-backend.ts'

export type BackendName = 'onnx-cpu' | 'onnx-cuda' | 'onnx-webgpu' | 'tfjs-gpu' | 'tfjs-node' | 'tfjs-wasm' | 'tfjs-cpu'

export type BackendOpeners = { readonly [name in BackendName]: (threads?: number) => Promise<Backend> }

const ownOpeners: BackendOpeners = {
  'onnx-cpu': (threads) => openOnnxBackend({ ...(threads !== undefined && { threads }) }),
  'onnx-cuda': (threads) => openOnnxBackend({ provider: 'cuda', ...(threads !== undefined && { threads }) }),
  'onnx-webgpu': () => openWebgpuBackend(),
  'tfjs-gpu': () => openTensorFlowBackend('gpu'),
  'tfjs-node': () => openTensorFlowBackend('node'),
  'tfjs-wasm': () => openTfjsBackend('wasm'),
  'tfjs-cpu': () => openTfjsBackend('cpu'),
}

export const backendNames: readonly BackendName[] = Object.keys(ownOpeners) as BackendName[]

/** What `auto` tries, in order: a CUDA device where the user installed one, else the fastest on a CPU, else the portable one. */
const automaticOrder: readonly BackendName[] = ['tfjs-gpu', 'onnx-cpu', 'tfjs-wasm', 'tfjs-cpu']

export interface BackendOptions {
  readonly name?: BackendName | 'auto'
  readonly threads?: number
  readonly logger?: Logger
  /** Stand in for the library's own in tests. */
  readonly openers?: BackendOpeners
}

/** Throws `RLVR_TENSOR` where the named back end (or, for `auto`, any) does not start; `RLVR_UNKNOWN_NAME` for another name. */
export async function openBackend({
  name = 'auto',
  threads,
  logger,
  openers = ownOpeners,
}: BackendOptions = {}): Promise<Backend> {
  if (name !== 'auto') {
    if (!Object.hasOwn(openers, name)) throw unknownName('back end', name, ['auto', ...backendNames])
    return watched(await openers[name](threads))
  }
  const failures: string[] = []
  for (const candidate of automaticOrder) {
    try {
      return watched(await openers[candidate](threads))
    } catch (thrown) {
      failures.push(`${candidate}: ${describeError(thrown)}`)
      logger?.debug(`Back end ${candidate} is not there: ${describeError(thrown)}`)
    }
  }
  throw new RlvrError('RLVR_TENSOR', `No back end starts on this machine.\n${failures.join('\n')}`)
}
