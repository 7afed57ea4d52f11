// Runs step programs with onnxruntime-node on the CPU, or by its CUDA provider. Tensors live in typed arrays of this process;
// `into` lets a run write over arrays that are there already, so a training step allocates nothing.
// The binding knows no tensors in CUDA's memory: there every input and output crosses in every run, and only what a program
// holds stays. `session.run` computes on the calling thread: keep it in a worker thread.
import { availableParallelism } from 'node:os'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { RlvrError, describeError } from '../../core/errors.ts'
import type { Backend, CompiledProgram, DeviceTensor, HostArray, Tensors } from '../backend.ts'
import { inputGiven, uploadedType } from '../given.ts'
import { Program, type Shape } from '../program.ts'
import { Traffic } from '../traffic.ts'
import { loadRuntime, type Runtime } from './load-runtime.ts'
import { lowerToOnnx, outputName } from './lower.ts'

export interface OnnxOptions {
  /** Threads within one operator; all cores by default. */
  readonly threads?: number
  /** `cuda` is put in place by `rlvr setup cuda`. */
  readonly provider?: 'cpu' | 'cuda'
  /** Whether inputs and outputs are copied to a device and back in every run, and counted: true of `cuda`. */
  readonly copies?: boolean
}

/** Throws `RLVR_TENSOR` when onnxruntime-node is not installed or cannot load its library, or the provider does not start. */
export async function openOnnxBackend(options: OnnxOptions = {}): Promise<Backend> {
  const runtime = await loadRuntime()
  const { threads = availableParallelism(), provider = 'cpu', copies = provider === 'cuda' } = options
  const backend = new OnnxBackend(runtime, { threads, provider, copies })
  if (provider === 'cuda') await tryCuda(backend)
  return backend
}

/** The provider is loaded with the first program. */
async function tryCuda(backend: Backend): Promise<void> {
  const program = new Program()
  program.output('y', program.exp(program.input('x', [1])))
  try {
    const compiled = await backend.compile(program)
    await compiled.run({ x: backend.upload(Float32Array.of(0), [1]) })
    await compiled.close()
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_TENSOR',
      `The back end \`onnx-cuda\` does not start (${describeError(thrown, 300)}). \`rlvr setup cuda\` puts onnxruntime's CUDA provider in place and says which library or driver is missing.`,
      { cause: thrown },
    )
  }
}

class OnnxBackend implements Backend {
  readonly name: string
  readonly keepsArrays = true
  readonly onDevice = false
  readonly traffic: Traffic = new Traffic()
  readonly #runtime: Runtime
  readonly #copies: boolean
  readonly #sessionOptions: InferenceSession.SessionOptions

  constructor(runtime: Runtime, { threads, provider, copies }: Required<OnnxOptions>) {
    this.name = `onnx-${provider}`
    this.#runtime = runtime
    this.#copies = copies
    this.#sessionOptions = {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // A pattern is kept for every number of rows that was ever run, each with a block of its own in the arena.
      enableMemPattern: false,
      // Threads that wait by spinning take the cores from whoever computes between two runs, or beside this process.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      // Errors only: the runtime warns of every operator it places on the CPU.
      logSeverityLevel: 3,
    }
  }

  async compile(program: Program): Promise<CompiledProgram> {
    const { InferenceSession } = this.#runtime
    const session = await InferenceSession.create(lowerToOnnx(program), this.#sessionOptions)
    return new OnnxProgram(session, program, { traffic: this.traffic, copies: this.#copies })
  }

  upload(data: HostArray, shape: Shape): DeviceTensor {
    const type = uploadedType(data, shape)
    return { shape, type, handle: new this.#runtime.Tensor(type, data as never, shape) }
  }

  async download(tensor: DeviceTensor): Promise<HostArray> {
    return (tensor.handle as Tensor).data as HostArray
  }

  dispose(tensor: DeviceTensor): void {
    ;(tensor.handle as Tensor).dispose()
  }

  async close(): Promise<void> {}
}

class OnnxProgram implements CompiledProgram {
  readonly #session: InferenceSession
  /** By the program's names, those of the graph. */
  readonly #outputs: ReadonlyMap<string, string>
  readonly #traffic: Traffic
  readonly #copies: boolean

  constructor(
    session: InferenceSession,
    program: Program,
    { traffic, copies }: { readonly traffic: Traffic; readonly copies: boolean },
  ) {
    this.#session = session
    this.#traffic = traffic
    this.#copies = copies
    this.#outputs = new Map([...program.outputs.keys()].map((name) => [name, outputName(program, name)]))
  }

  async run(inputs: Tensors, into: Tensors = {}): Promise<Tensors> {
    const feeds: Record<string, Tensor> = {}
    for (const name of this.#session.inputNames) {
      feeds[name] = inputGiven(inputs, name).handle as Tensor
    }
    const fetches: Record<string, Tensor | null> = {}
    for (const [name, own] of this.#outputs) fetches[own] = (into[name]?.handle as Tensor | undefined) ?? null
    const results = await this.#session.run(feeds, fetches)
    this.#traffic.ran(1)
    if (this.#copies) {
      for (const { data } of Object.values(feeds)) this.#traffic.uploaded(data as HostArray)
      for (const { data } of Object.values(results)) this.#traffic.downloaded(data as HostArray)
    }
    const outputs: Record<string, DeviceTensor> = {}
    for (const [name, own] of this.#outputs) {
      const handle = results[own] as Tensor
      outputs[name] = into[name] ?? { shape: handle.dims, type: handle.type as 'float32' | 'int32', handle }
    }
    return outputs
  }

  async close(): Promise<void> {
    await this.#session.release()
  }
}
