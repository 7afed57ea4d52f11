// Step programs on a GPU through onnxruntime's WebGPU provider (Vulkan, Metal or D3D12; experimental in onnxruntime-node
// 1.30). What a program gives stays on the device until it is disposed of, and goes into the next run from there. The
// binding neither uploads nor downloads a tensor: a program that copies does, whose input or output is on the host.
// `session.run` computes on the calling thread: keep it in a worker thread.
import type { Tensor } from 'onnxruntime-node'
import type { Backend, CompiledProgram, DeviceTensor, HostArray, Tensors } from '../backend.ts'
import { inputGiven, uploadedType } from '../given.ts'
import type { ElementType, Program, Shape } from '../program.ts'
import { Traffic } from '../traffic.ts'
import { OnnxGraph } from './graph.ts'
import { loadRuntime, type Runtime } from './load-runtime.ts'
import { lowerToOnnx, outputName } from './lower.ts'
import { WebgpuSession, type Place } from './webgpu-session.ts'

/** A tensor of so many bytes is brought to the device before it is first read; a smaller one where it is read again. */
const broughtAtOnceBytes = 2 ** 16

/** Throws `RLVR_TENSOR` where onnxruntime-node is not installed, or no device is there. */
export async function openWebgpuBackend(): Promise<Backend> {
  const runtime = await loadRuntime()
  const backend = new WebgpuBackend(runtime)
  await backend.start()
  return backend
}

/** A tensor, on the host, on the device, or on both. */
class WebgpuTensor {
  readonly #host: Tensor | null
  #device: { readonly tensor: Tensor; readonly maker: WebgpuSession } | null
  #wasRead = false

  constructor(host: Tensor | null, device: { readonly tensor: Tensor; readonly maker: WebgpuSession } | null) {
    this.#host = host
    this.#device = device
  }

  /** Where it is to be fed from; the host's tensor crosses with the run. */
  async feed(copies: Copies, traffic: Traffic): Promise<Tensor> {
    if (this.#device === null) {
      const host = this.#host as Tensor
      const data = host.data as HostArray
      traffic.uploaded(data)
      const isWorthKeeping = this.#wasRead || data.byteLength >= broughtAtOnceBytes
      this.#wasRead = true
      if (!isWorthKeeping) return host
      this.#device = await copies.toDevice(host)
    }
    return this.#device.tensor
  }

  async read(copies: Copies, traffic: Traffic): Promise<HostArray> {
    if (this.#device === null) return ((this.#host as Tensor).data as HostArray).slice()
    const data = await copies.toHost(this.#device.tensor)
    traffic.downloaded(data)
    return data
  }

  release(): void {
    this.#device?.maker.release(this.#device.tensor)
    this.#device = null
  }
}

/** The programs that copy a tensor as it is, one for each type and rank, made when they are first needed. */
class Copies {
  readonly #runtime: Runtime
  readonly #sessions = new Map<string, WebgpuSession>()

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  async toDevice(host: Tensor): Promise<{ readonly tensor: Tensor; readonly maker: WebgpuSession }> {
    const maker = await this.#session(host, 'gpu-buffer')
    const { copy } = await maker.run({ original: host })
    return { tensor: copy as Tensor, maker }
  }

  async toHost(device: Tensor): Promise<HostArray> {
    const session = await this.#session(device, 'cpu')
    const { copy } = await session.run({ original: device })
    return (copy as Tensor).data as HostArray
  }

  close(): void {
    for (const session of this.#sessions.values()) session.close()
    this.#sessions.clear()
  }

  async #session({ type, dims }: Pick<Tensor, 'type' | 'dims'>, outputs: Place): Promise<WebgpuSession> {
    const key = `${type} ${dims.length} ${outputs}`
    let session = this.#sessions.get(key)
    if (session === undefined) {
      const model = copyGraph(type as ElementType, dims.length)
      session = await WebgpuSession.open(this.#runtime, model, outputs)
      this.#sessions.set(key, session)
    }
    return session
  }
}

function copyGraph(type: ElementType, rank: number): Uint8Array {
  const graph = new OnnxGraph()
  const shape = Array.from({ length: rank }, (_, axis) => -1 - axis)
  graph.input('original', type, shape)
  graph.node('Identity', ['original'], { output: 'copy' })
  graph.output('copy', type, shape)
  return graph.finish()
}

class WebgpuBackend implements Backend {
  readonly name = 'onnx-webgpu'
  readonly keepsArrays = false
  readonly onDevice = true
  readonly traffic: Traffic = new Traffic()
  readonly #runtime: Runtime
  readonly #copies: Copies

  constructor(runtime: Runtime) {
    this.#runtime = runtime
    this.#copies = new Copies(runtime)
  }

  /** Brings a number to the device and back. */
  async start(): Promise<void> {
    const { tensor, maker } = await this.#copies.toDevice(new this.#runtime.Tensor('float32', Float32Array.of(1), [1]))
    await this.#copies.toHost(tensor)
    maker.release(tensor)
  }

  async compile(program: Program): Promise<CompiledProgram> {
    const session = await WebgpuSession.open(this.#runtime, lowerToOnnx(program, 'webgpu'), 'gpu-buffer')
    return new WebgpuProgram(session, program, { copies: this.#copies, traffic: this.traffic })
  }

  upload(data: HostArray, shape: Shape): DeviceTensor {
    const type = uploadedType(data, shape)
    // Copied: it crosses later, when its owner may have written over the array.
    return { shape, type, handle: new WebgpuTensor(new this.#runtime.Tensor(type, data.slice() as never, shape), null) }
  }

  async download(tensor: DeviceTensor): Promise<HostArray> {
    return await (tensor.handle as WebgpuTensor).read(this.#copies, this.traffic)
  }

  dispose(tensor: DeviceTensor): void {
    ;(tensor.handle as WebgpuTensor).release()
  }

  async close(): Promise<void> {
    this.#copies.close()
  }
}

class WebgpuProgram implements CompiledProgram {
  readonly #session: WebgpuSession
  readonly #program: Program
  readonly #copies: Copies
  readonly #traffic: Traffic
  readonly #operations: number

  constructor(session: WebgpuSession, program: Program, own: { readonly copies: Copies; readonly traffic: Traffic }) {
    this.#session = session
    this.#program = program
    this.#copies = own.copies
    this.#traffic = own.traffic
    // Onnxruntime encodes an operator after the other on this thread; a reshaped tensor is the same buffer.
    this.#operations = program.nodes.filter(({ operation }) => operation.kind !== 'reshape').length
  }

  async run(inputs: Tensors): Promise<Tensors> {
    const feeds: Record<string, Tensor> = {}
    for (const name of this.#session.inputNames) {
      feeds[name] = await (inputGiven(inputs, name).handle as WebgpuTensor).feed(this.#copies, this.#traffic)
    }
    const results = await this.#session.run(feeds)
    this.#traffic.ran(this.#operations)
    const outputs: Record<string, DeviceTensor> = {}
    for (const [name, { type }] of this.#program.outputs) {
      const tensor = results[outputName(this.#program, name)] as Tensor
      const handle = new WebgpuTensor(null, { tensor, maker: this.#session })
      outputs[name] = { shape: tensor.dims, type, handle }
    }
    return outputs
  }

  async close(): Promise<void> {
    this.#session.close()
  }
}
