// A graph on onnxruntime's WebGPU provider. Tensors that it gives stay on the device (`gpu-buffer`) unless they are asked
// for on the host. Two things would end the process, not the run, and are kept away from here: letting go of a tensor
// whose session is gone (a segmentation fault, onnxruntime-node 1.30), so a session goes after the last of its tensors;
// and `Tensor.getData` of a tensor on the device (its `download` throws through C++), which nothing here calls.
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { RlvrError, describeError } from '../../core/errors.ts'
import type { Runtime } from './load-runtime.ts'

export type Place = 'gpu-buffer' | 'cpu'

export class WebgpuSession {
  readonly #session: InferenceSession
  readonly #outputs: Place
  /** Tensors on the device that were given and not let go of. */
  #live = 0
  #isClosed = false

  private constructor(session: InferenceSession, outputs: Place) {
    this.#session = session
    this.#outputs = outputs
  }

  /** @param outputs where what it gives is to be */
  static async open(runtime: Runtime, model: Uint8Array, outputs: Place): Promise<WebgpuSession> {
    const create = async (): Promise<InferenceSession> =>
      await runtime.InferenceSession.create(model, {
        executionProviders: ['webgpu'],
        graphOptimizationLevel: 'all',
        preferredOutputLocation: outputs,
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        enableMemPattern: false,
        // A node on the CPU would bring its operands to the host in every run: better no program than a slow one.
        extra: { session: { disable_cpu_ep_fallback: '1' } },
        logSeverityLevel: 4,
      })
    return new WebgpuSession(await told(create), outputs)
  }

  get inputNames(): readonly string[] {
    return this.#session.inputNames
  }

  /** Tensors by the names of the outputs; those on the device are let go of by `release`. */
  async run(feeds: { readonly [name: string]: Tensor }): Promise<{ readonly [name: string]: Tensor }> {
    const results = await told(async () => await this.#session.run(feeds))
    if (this.#outputs === 'gpu-buffer') this.#live += Object.keys(results).length
    return results
  }

  /** Lets go of a tensor that this session gave. */
  release(tensor: Tensor): void {
    tensor.dispose()
    this.#live--
    this.#endIfDone()
  }

  close(): void {
    this.#isClosed = true
    this.#endIfDone()
  }

  #endIfDone(): void {
    if (this.#isClosed && this.#live === 0) void this.#session.release()
  }
}

/** What the device says where it fails, in words of ours. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw failure(thrown)
  }
}

function failure(thrown: unknown): RlvrError {
  const said = describeError(thrown, 300)
  const sentence = (text: string): RlvrError => new RlvrError('RLVR_TENSOR', text, { cause: thrown })
  if (/Failed to get a WebGPU adapter|No supported adapters|Failed to get a WebGPU device/i.test(said))
    return sentence(
      `The back end \`onnx-webgpu\` finds no GPU (${said}). It needs the driver of one and, on Linux, the Vulkan loader: install libvulkan1 (\`apt-get install libvulkan1\`) and see that \`vulkaninfo --summary\` names the device; or choose \`--backend onnx-cpu\`.`,
    )
  if (/device (was |is )?lost|lost device|DeviceLost/i.test(said))
    return sentence(
      `The GPU was lost while it computed (${said}). What was computed since the last update is gone. Begin the process anew, with \`--resume RUN\` where it trained; if it happens again, see the system's log (\`dmesg\`) for what the driver says.`,
    )
  if (/out of memory|max buffer size|OutOfMemory|exceeds the max|Failed to allocate|alloc/i.test(said))
    return sentence(
      `The GPU has not the memory for this step (${said}). Give it less to hold: an adapter (\`--lora\`), shorter conversations (\`policy.maxLengthTokens\`), a smaller model; or choose \`--backend onnx-cpu\`.`,
    )
  return sentence(`The GPU did not compute a step program (${said}). Choose \`--backend onnx-cpu\`, and report it.`)
}
