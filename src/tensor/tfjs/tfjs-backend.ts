// Runs step programs with TensorFlow.js: eagerly, operation by operation, on whichever device it is loaded for.
// The programs bring their own gradients, so nothing of TensorFlow.js's differentiation is used.
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Backend, CompiledProgram, DeviceTensor, HostArray, Tensors } from '../backend.ts'
import { inputGiven, uploadedType } from '../given.ts'
import type { Program, Shape, Value } from '../program.ts'
import { Traffic } from '../traffic.ts'
import { loadTfjs, type Tf, type TfjsDevice } from './load-tfjs.ts'
import { lowerNode } from './lower.ts'

/** Throws `RLVR_TENSOR` when the device's package is not installed. */
export async function openTfjsBackend(device: TfjsDevice): Promise<Backend> {
  return new TfjsBackend(await loadTfjs(device), device)
}

class TfjsBackend implements Backend {
  readonly name: string
  readonly keepsArrays = false
  readonly onDevice = false
  readonly traffic: Traffic = new Traffic()
  readonly #tf: Tf
  /** XNNPACK multiplies fast only what is not transposed; the others transpose within the product. */
  readonly #transposeFirst: boolean

  constructor(tf: Tf, device: TfjsDevice) {
    this.name = `tfjs-${device}`
    this.#tf = tf
    this.#transposeFirst = device === 'wasm'
  }

  async compile(program: Program): Promise<CompiledProgram> {
    return new TfjsProgram(this.#tf, program, { transposeFirst: this.#transposeFirst, traffic: this.traffic })
  }

  upload(data: HostArray, shape: Shape): DeviceTensor {
    const type = uploadedType(data, shape)
    this.traffic.uploaded(data)
    // Copied: TensorFlow.js may read the array later, when its owner has written over it.
    return { shape, type, handle: this.#tf.tensor(data.slice(), [...shape], type) }
  }

  async download(tensor: DeviceTensor): Promise<HostArray> {
    const data = (await (tensor.handle as Tensor).data()) as HostArray
    this.traffic.downloaded(data)
    return data
  }

  dispose(tensor: DeviceTensor): void {
    ;(tensor.handle as Tensor).dispose()
  }

  async close(): Promise<void> {}
}

class TfjsProgram implements CompiledProgram {
  readonly #tf: Tf
  readonly #program: Program
  readonly #transposeFirst: boolean
  readonly #traffic: Traffic
  readonly #constants: ReadonlyMap<number, Tensor>
  /** For each node, the values that no later node or output needs. */
  readonly #lastUses: readonly (readonly number[])[]

  constructor(
    tf: Tf,
    program: Program,
    { transposeFirst, traffic }: { readonly transposeFirst: boolean; readonly traffic: Traffic },
  ) {
    this.#tf = tf
    this.#program = program
    this.#transposeFirst = transposeFirst
    this.#traffic = traffic
    this.#constants = new Map(
      program.constants.map(({ value, data }) => [value.id, tf.tensor(data, [...value.shape], 'float32')]),
    )
    this.#lastUses = lastUses(program)
  }

  async run(inputs: Tensors): Promise<Tensors> {
    const values = new Map<number, Tensor>(this.#constants)
    for (const [name, value] of this.#program.inputs) {
      values.set(value.id, inputGiven(inputs, name).handle as Tensor)
    }
    const valueOf = (value: Value): Tensor => values.get(value.id) as Tensor
    this.#program.nodes.forEach((node, index) => {
      const output = this.#tf.tidy(() => lowerNode(this.#tf, node, node.inputs.map(valueOf), this.#transposeFirst))
      values.set(node.output.id, output)
      for (const id of this.#lastUses[index] ?? []) values.get(id)?.dispose()
    })
    this.#traffic.ran(this.#program.nodes.length)
    const outputs: Record<string, DeviceTensor> = {}
    // What is not made here belongs to others: inputs to the caller, constants to the program.
    const given = new Set<Tensor>([
      ...this.#constants.values(),
      ...Object.values(inputs).map(({ handle }) => handle as Tensor),
    ])
    for (const [name, value] of this.#program.outputs) {
      const tensor = valueOf(value)
      // One tensor may be given out twice; each holder disposes of its own.
      const handle = given.has(tensor) ? tensor.clone() : tensor
      given.add(handle)
      outputs[name] = { shape: handle.shape, type: value.type, handle }
    }
    return outputs
  }

  async close(): Promise<void> {
    for (const constant of this.#constants.values()) constant.dispose()
  }
}

function lastUses(program: Program): number[][] {
  const made = new Set(program.nodes.map((node) => node.output.id))
  const kept = new Set([...program.outputs.values()].map((value) => value.id))
  const seen = new Set<number>()
  return program.nodes
    .toReversed()
    .map((node) => {
      const ids = [node.output, ...node.inputs].map((value) => value.id)
      const last = ids.filter(
        (id, index) => made.has(id) && !kept.has(id) && !seen.has(id) && ids.indexOf(id) === index,
      )
      for (const id of ids) seen.add(id)
      return last
    })
    .toReversed()
}
