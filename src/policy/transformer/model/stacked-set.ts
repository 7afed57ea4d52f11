// One number for every parameter, a stack of parameters in one tensor of the back end: how moments stand where the back
// end keeps its numbers to itself. A stack is null while all of it is zero.
import type { Backend, DeviceTensor } from '../../../tensor/backend.ts'
import { elementCount, type Shape } from '../../../tensor/program.ts'
import type { NumberSet } from './number-set.ts'
import { stacksOf, type ParameterStack } from './parameter-stacks.ts'

/** Where one parameter stands. */
interface StackPlace {
  readonly stack: number
  /** In numbers, from the beginning of the stack. */
  readonly start: number
  readonly count: number
}

export class StackedSet implements NumberSet {
  readonly shared = null
  readonly stacks: readonly ParameterStack[]
  readonly #backend: Backend
  readonly #tensors: (DeviceTensor | null)[]
  readonly #places = new Map<string, StackPlace>()
  /** The numbers of the stack that was read last: names are read stack by stack. */
  #read: { readonly stack: number; readonly numbers: Float32Array } | null = null
  /** Stacks that are being written, and how many of their parameters are still to come. */
  readonly #written = new Map<number, { readonly numbers: Float32Array; readonly missing: Set<string> }>()

  constructor(backend: Backend, shapes: ReadonlyMap<string, Shape>) {
    this.#backend = backend
    this.stacks = stacksOf(shapes)
    this.#tensors = this.stacks.map(() => null)
    this.stacks.forEach(({ names, shapes: own }, stack) => {
      let start = 0
      names.forEach((name, place) => {
        const count = elementCount(own[place] as Shape)
        this.#places.set(name, { stack, start, count })
        start += count
      })
    })
  }

  /** Stack by stack, the order in which reading and writing crosses least. */
  get names(): readonly string[] {
    return this.stacks.flatMap(({ names }) => names)
  }

  /** The numbers of a stack; null where all are zero. */
  tensor(stack: number): DeviceTensor | null {
    return this.#tensors[stack] ?? null
  }

  /** Takes a tensor in the place of a stack's. */
  put(stack: number, tensor: DeviceTensor | null): void {
    const old = this.#tensors[stack] ?? null
    if (old !== null && old !== tensor) this.#backend.dispose(old)
    this.#tensors[stack] = tensor
    this.#read = null
  }

  async read(name: string): Promise<Float32Array> {
    const { stack, start, count } = this.#place(name)
    const tensor = this.tensor(stack)
    if (tensor === null) return new Float32Array(count)
    if (this.#read?.stack !== stack)
      this.#read = { stack, numbers: (await this.#backend.download(tensor)) as Float32Array }
    const numbers = this.#read.numbers.slice(start, start + count)
    if (this.stacks[stack]?.names.at(-1) === name) this.#read = null
    return numbers
  }

  /** Takes effect once all parameters of the stack have been written. */
  write(name: string, data: Float32Array): void {
    const { stack, start } = this.#place(name)
    const { names, shape } = this.stacks[stack] as ParameterStack
    const written = this.#written.get(stack) ?? {
      numbers: new Float32Array(elementCount(shape)),
      missing: new Set(names),
    }
    this.#written.set(stack, written)
    written.numbers.set(data, start)
    written.missing.delete(name)
    if (written.missing.size > 0) return
    this.#written.delete(stack)
    this.put(stack, this.#backend.upload(written.numbers, shape))
  }

  clear(): void {
    for (const stack of this.#tensors.keys()) this.put(stack, null)
  }

  dispose(): void {
    this.clear()
  }

  #place(name: string): StackPlace {
    const place = this.#places.get(name)
    if (place === undefined) throw new Error(`no parameter ${name}`)
    return place
  }
}
