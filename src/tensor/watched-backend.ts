// A back end whose runs and readings are timed, and whose device, where it fails, is said to have failed in words that
// help: the libraries below speak of allocators and status codes.
import { RlvrError, describeError } from '../core/errors.ts'
import type { Backend, CompiledProgram } from './backend.ts'

/** What TensorFlow, CUDA, Vulkan and onnxruntime call it. */
const outOfMemory =
  /out of memory|\bOOM\b|resource.?exhausted|failed to allocate|bad_alloc|OUT_OF_(?:DEVICE_|HOST_)?MEMORY/i
const lost =
  /device (?:is |was |has been )?(?:lost|removed|hung|reset)|DEVICE_LOST|CUDA_ERROR_(?:ILLEGAL|LAUNCH|DEVICE|ECC|UNKNOWN)|launch failure|illegal memory access|fallen off the bus/i

export function watched(backend: Backend): Backend {
  const { name, traffic } = backend
  const timed = async <Result>(spent: 'dispatchMs' | 'waitMs', work: () => Promise<Result>): Promise<Result> => {
    const started = performance.now()
    try {
      return await work()
    } catch (thrown) {
      throw deviceFault(thrown, name)
    } finally {
      traffic.took({ [spent]: performance.now() - started })
    }
  }
  return {
    name,
    keepsArrays: backend.keepsArrays,
    onDevice: backend.onDevice,
    traffic,
    async compile(program): Promise<CompiledProgram> {
      const compiled = await backend.compile(program)
      return {
        run: async (inputs, into) => await timed('dispatchMs', () => compiled.run(inputs, into)),
        close: async () => await compiled.close(),
      }
    },
    upload(data, shape) {
      try {
        return backend.upload(data, shape)
      } catch (thrown) {
        throw deviceFault(thrown, name)
      }
    },
    download: async (tensor) => await timed('waitMs', () => backend.download(tensor)),
    dispose: (tensor) => backend.dispose(tensor),
    close: async () => await backend.close(),
  }
}

/** The error that says what a device lacked or that it is gone, with what mends it; any other as it is. */
export function deviceFault(thrown: unknown, name: string): unknown {
  if (RlvrError.isInstance(thrown)) return thrown
  const words = describeError(thrown, 300).split('\n')[0] ?? ''
  if (outOfMemory.test(words))
    return new RlvrError(
      'RLVR_TENSOR',
      `There is not enough memory where \`${name}\` computes (${words}). Give it less to hold: an adapter (\`--lora\`), \`--set policy.memoryMb=N\` with N below what the device has, shorter conversations (\`policy.maxLengthTokens\`); \`nvidia-smi\` shows what others hold. A run goes on from its newest checkpoint: \`rlvr train --resume RUN\`.`,
      { cause: thrown },
    )
  if (lost.test(words))
    return new RlvrError(
      'RLVR_TENSOR',
      `The device of \`${name}\` was lost (${words}). \`rlvr doctor\` says whether it is there again; a run goes on from its newest checkpoint: \`rlvr train --resume RUN\`.`,
      { cause: thrown },
    )
  return thrown
}
