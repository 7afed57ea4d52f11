// Runs step programs with TensorFlow, operation by operation, on a CUDA device or on the CPU, through the binding of
// TensorFlow.js for Node (docs/decisions/0029). Only its binding: the layers of TensorFlow.js above it cost more than
// twice the time of a call, and share their state with every other copy of TensorFlow.js in the process.
import { RlvrError, describeError } from '../../core/errors.ts'
import type { Backend, CompiledProgram, DeviceTensor, HostArray, Tensors } from '../backend.ts'
import { inputGiven, uploadedType } from '../given.ts'
import type { Program, Shape } from '../program.ts'
import { Traffic } from '../traffic.ts'
import { tensorTypes, type TensorFlowBinding, type TensorMetadata } from './binding.ts'
import type { TensorFlowDevice } from './binding-place.ts'
import type { Call, Slot } from './call-list.ts'
import { loadBinding } from './load-binding.ts'
import { lowerToTensorFlow, type Lowered } from './lower.ts'

/** Throws `RLVR_TENSOR` where TensorFlow is not set up, or finds no GPU where it is to compute on one. */
export async function openTensorFlowBackend(device: TensorFlowDevice): Promise<Backend> {
  return new TensorFlowBackend((await loadBinding(device)).binding, device)
}

/** A tensor of TensorFlow, which may be given out more than once. */
class Held {
  readonly tensor: number
  #holders = 1

  constructor(tensor: number) {
    this.tensor = tensor
  }

  share(): this {
    this.#holders++
    return this
  }

  /** Whether nobody holds it any more. */
  letGo(): boolean {
    return --this.#holders === 0
  }
}

export class TensorFlowBackend implements Backend {
  readonly name: string
  readonly keepsArrays = false
  readonly onDevice = true
  readonly traffic: Traffic = new Traffic()
  readonly #binding: TensorFlowBinding

  constructor(binding: TensorFlowBinding, device: TensorFlowDevice) {
    this.name = `tfjs-${device}`
    this.#binding = binding
  }

  async compile(program: Program): Promise<CompiledProgram> {
    return new TensorFlowProgram(this.#binding, lowerToTensorFlow(program), { program, traffic: this.traffic })
  }

  upload(data: HostArray, shape: Shape): DeviceTensor {
    const type = uploadedType(data, shape)
    this.traffic.uploaded(data)
    // Copied: on the CPU the array is TensorFlow's memory from here on.
    const tensor = inWords(() => this.#binding.createTensor(shape, tensorTypes[type], data.slice()))
    return { shape, type, handle: new Held(tensor) }
  }

  async download(tensor: DeviceTensor): Promise<HostArray> {
    const data = inWords(() => this.#binding.tensorDataSync((tensor.handle as Held).tensor))
    this.traffic.downloaded(data)
    return data
  }

  dispose(tensor: DeviceTensor): void {
    const held = tensor.handle as Held
    if (held.letGo()) this.#binding.deleteTensor(held.tensor)
  }

  async close(): Promise<void> {}
}

class TensorFlowProgram implements CompiledProgram {
  readonly #binding: TensorFlowBinding
  readonly #lowered: Lowered
  readonly #program: Program
  readonly #traffic: Traffic
  readonly #constants: readonly (readonly [slot: Slot, held: Held])[]
  /** After each call, the slots that nothing reads any more. */
  readonly #free: readonly (readonly Slot[])[]

  constructor(
    binding: TensorFlowBinding,
    lowered: Lowered,
    { program, traffic }: { readonly program: Program; readonly traffic: Traffic },
  ) {
    this.#binding = binding
    this.#lowered = lowered
    this.#program = program
    this.#traffic = traffic
    this.#constants = lowered.list.constants.map(({ slot, data, shape }) => {
      const type = data instanceof Int32Array ? tensorTypes.int32 : tensorTypes.float32
      return [slot, new Held(binding.createTensor(shape, type, data))]
    })
    this.#free = lastReads(lowered)
  }

  async run(inputs: Tensors, into: Tensors = {}): Promise<Tensors> {
    const { list } = this.#lowered
    const tensors: (number | undefined)[] = Array.from({ length: list.slots })
    const given = new Map<Slot, Held>(this.#constants)
    for (const [name, slot] of this.#lowered.inputs) {
      given.set(slot, inputGiven(inputs, name).handle as Held)
    }
    for (const [slot, { tensor }] of given) tensors[slot] = tensor
    const shapes = new Map<Slot, Shape>()
    const results = new Set(this.#lowered.outputs.values())
    const overInput = new Map<Slot, Call>()
    for (const [name, { input, call }] of this.#lowered.inPlace)
      if (into[name] !== undefined && into[name] === inputs[input]) overInput.set(call.outputs[0] as Slot, call)
    let done = 0
    try {
      for (const listed of list.calls) {
        const { operation, attributes, inputs: read, outputs } = overInput.get(listed.outputs[0] as Slot) ?? listed
        const operands = read.map((slot) => tensors[slot] as number)
        const made = this.#binding.executeOp(operation, attributes, operands, outputs.length)
        outputs.forEach((slot, index) => {
          const { id, shape } = made[index] as TensorMetadata
          tensors[slot] = id
          if (results.has(slot)) shapes.set(slot, shape)
        })
        for (const slot of this.#free[done++] ?? []) {
          this.#binding.deleteTensor(tensors[slot] as number)
          tensors[slot] = undefined
        }
      }
    } catch (thrown) {
      // What was made so far is nobody's.
      for (const slot of list.calls.flatMap(({ outputs }) => outputs))
        if (tensors[slot] !== undefined) this.#binding.deleteTensor(tensors[slot])
      throw failure(thrown)
    } finally {
      this.#traffic.ran(done)
    }
    const outputs: Record<string, DeviceTensor> = {}
    for (const [name, slot] of this.#lowered.outputs) {
      const over = into[name]
      if (overInput.has(slot) && over !== undefined) {
        // One more name for the memory of the input, which its holder keeps.
        this.#binding.deleteTensor(tensors[slot] as number)
        outputs[name] = over
        continue
      }
      const { type, shape } = this.#program.outputs.get(name) as { type: DeviceTensor['type']; shape: Shape }
      const shared = given.get(slot)
      const handle = shared?.share() ?? new Held(tensors[slot] as number)
      // One tensor may be given out twice; each holder disposes of its own.
      given.set(slot, handle)
      outputs[name] = { shape: shapes.get(slot) ?? inputShape(this.#lowered, inputs, slot) ?? shape, type, handle }
    }
    return outputs
  }

  async close(): Promise<void> {
    for (const [, held] of this.#constants) if (held.letGo()) this.#binding.deleteTensor(held.tensor)
  }
}

function inputShape({ inputs }: Lowered, given: Tensors, slot: Slot): Shape | null {
  for (const [name, each] of inputs) if (each === slot) return given[name]?.shape ?? null
  return null
}

function lastReads({ list, outputs, inPlace }: Lowered): Slot[][] {
  const readInPlace = new Map([...inPlace.values()].map(({ call }) => [call.outputs[0] as Slot, call.inputs]))
  const made = new Set(list.calls.flatMap(({ outputs: ofCall }) => ofCall))
  const seen = new Set<Slot>(outputs.values())
  return list.calls
    .toReversed()
    .map(({ inputs, outputs: ofCall }) => {
      const read = [...inputs, ...(readInPlace.get(ofCall[0] as Slot) ?? [])]
      const last = [...new Set([...ofCall, ...read])].filter((slot) => made.has(slot) && !seen.has(slot))
      for (const slot of last) seen.add(slot)
      return last
    })
    .toReversed()
}

function inWords<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (thrown) {
    throw failure(thrown)
  }
}

/** What TensorFlow says of a device without room, or one that is lost, with what to do. */
function failure(thrown: unknown): RlvrError {
  if (RlvrError.isInstance(thrown)) return thrown
  const words = describeError(thrown, 400)
  const message = /OOM|ResourceExhausted|TF_Status: 8\b|out of memory/i.test(words)
    ? `The device has no room left (${words}). Take fewer tokens at once (\`microbatchTokens\`), a smaller model or an adapter (--lora), or end what else uses the device (\`nvidia-smi\` lists it).`
    : /CUDA_ERROR|device is lost|failed to synchronize|Could not synchronize|TF_Status: 1[34]\b/i.test(words)
      ? `The device failed (${words}). Look at \`nvidia-smi\` and \`dmesg\`, then go on with \`rlvr train --resume RUN\`.`
      : `TensorFlow could not compute: ${words}`
  return new RlvrError('RLVR_TENSOR', message, { cause: thrown })
}
