// One number for every parameter (the weights, a moment, a gradient), as tensors by name. Where the back end computes
// over arrays, they stand in memory that threads share: whoever is handed `shared` sees the same numbers.
import type { Backend, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import { elementCount, Program, type Shape } from '../../../tensor/program.ts'
import { numbersIn, sharedNumbers, type SharedNumbers } from '../../../tensor/wasm/shared-memory.ts'
import { ParameterLayout } from './parameter-layout.ts'
import type { NumberSet } from './number-set.ts'
import { layerOf, type Weights } from './weights.ts'

export interface ParameterSetOptions {
  /** Starting values; zeros where there are none. */
  readonly values?: ReadonlyMap<string, Float32Array>
  /** Among the sets that one kernel works on side by side. */
  readonly place?: number
}

export class ParameterSet implements Weights, NumberSet {
  readonly lora = null
  readonly adapter = null
  /** By parameter name. */
  readonly named: Tensors
  readonly outside: Tensors
  /** The memories of a layout's segments; null where the back end keeps its numbers to itself. */
  readonly shared: readonly SharedNumbers[] | null
  readonly #backend: Backend
  readonly #tensors: {
    readonly named: Record<string, DeviceTensor>
    readonly outside: Record<string, DeviceTensor>
    readonly layers: Record<string, DeviceTensor>[]
  } = { named: {}, outside: {}, layers: [] }

  readonly #arrays: ReadonlyMap<string, Float32Array>
  /** Zeros by shape, uploaded once and given to every parameter of that shape until it has numbers of its own. */
  readonly #zeros: Map<string, DeviceTensor>

  private constructor(
    backend: Backend,
    tensors: Iterable<readonly [string, DeviceTensor]>,
    arrays: ReadonlyMap<string, Float32Array>,
    {
      shared = null,
      zeros = new Map(),
    }: { readonly shared?: readonly SharedNumbers[] | null; readonly zeros?: Map<string, DeviceTensor> } = {},
  ) {
    this.#backend = backend
    this.#arrays = arrays
    this.shared = shared
    this.#zeros = zeros
    this.named = this.#tensors.named
    this.outside = this.#tensors.outside
    for (const [name, tensor] of tensors) this.#note(name, tensor)
  }

  static create(
    backend: Backend,
    shapes: ReadonlyMap<string, Shape>,
    { values = new Map(), place = 0 }: ParameterSetOptions = {},
  ): ParameterSet {
    if (!backend.keepsArrays) {
      const zeros = new Map<string, DeviceTensor>()
      const tensors = [...shapes].map(([name, shape]) => {
        const data = values.get(name)
        return [name, data === undefined ? zerosIn(zeros, backend, shape) : backend.upload(data, shape)] as const
      })
      return new ParameterSet(backend, tensors, new Map(), { zeros })
    }
    const shared = new ParameterLayout(shapes).segments.map(({ count }) => sharedNumbers(count, place))
    const set = ParameterSet.over(backend, shapes, shared)
    for (const [name, data] of values) set.write(name, data)
    return set
  }

  /** The set that another thread, or another set of the same shapes, has in memory. */
  static over(backend: Backend, shapes: ReadonlyMap<string, Shape>, shared: readonly SharedNumbers[]): ParameterSet {
    const arrays = new Map<string, Float32Array>()
    for (const [name, { segment, start, shape }] of new ParameterLayout(shapes).places)
      arrays.set(name, numbersIn(shared[segment] as SharedNumbers, start, elementCount(shape)))
    const tensors = [...shapes].map(
      ([name, shape]) => [name, backend.upload(arrays.get(name) as Float32Array, shape)] as const,
    )
    return new ParameterSet(backend, tensors, arrays, { shared })
  }

  get names(): readonly string[] {
    return Object.keys(this.named)
  }

  get layers(): number {
    return this.#tensors.layers.length
  }

  get whole(): Tensors {
    return this.named
  }

  layer(index: number): Tensors {
    return this.#tensors.layers[index] ?? {}
  }

  /** Takes a tensor that a run gave in the place of one that it could not write into. */
  put(name: string, tensor: DeviceTensor): void {
    const old = this.named[name] as DeviceTensor
    if (old === tensor) return
    if (!this.#isZeros(old)) this.#backend.dispose(old)
    this.#note(name, tensor)
  }

  /** Takes each `gradient.NAME` of a run's outputs that could not be written in its place. @param prefix of the names */
  take(outputs: Tensors, prefix: string = ''): void {
    if (this.#backend.keepsArrays) return
    for (const [name, tensor] of Object.entries(outputs))
      if (name.startsWith('gradient.')) this.put(prefix + name.slice('gradient.'.length), tensor)
  }

  /** Puts numbers in the place of one parameter's. */
  write(name: string, data: Float32Array): void {
    const array = this.array(name)
    if (array !== null) array.set(data)
    else this.put(name, this.#backend.upload(data, (this.named[name] as DeviceTensor).shape))
  }

  /** One parameter's numbers. */
  async read(name: string): Promise<Float32Array> {
    return (await this.#backend.download(this.named[name] as DeviceTensor)) as Float32Array
  }

  /** The array that one parameter's numbers stand in, to be written; null where the back end keeps them to itself. */
  array(name: string): Float32Array | null {
    return this.#arrays.get(name) ?? null
  }

  /** The same numbers again, in a set of their own; on a device they stay there. */
  async copy(): Promise<ParameterSet> {
    const shapes = new Map(Object.entries(this.named).map(([name, { shape }]) => [name, shape]))
    if (this.#backend.keepsArrays) {
      const values = new Map<string, Float32Array>()
      for (const name of shapes.keys()) values.set(name, await this.read(name))
      return ParameterSet.create(this.#backend, shapes, { values })
    }
    const program = await this.#backend.compile(copyProgram(shapes))
    const copies = await program.run(this.named)
    await program.close()
    const tensors = [...shapes.keys()].map((name) => [name, copies[`copy.${name}`] as DeviceTensor] as const)
    return new ParameterSet(this.#backend, tensors, new Map())
  }

  /** All zeros again. */
  clear(): void {
    for (const [name, { shape }] of Object.entries(this.named)) {
      const array = this.array(name)
      if (array !== null) array.fill(0)
      else this.put(name, zerosIn(this.#zeros, this.#backend, shape))
    }
  }

  dispose(): void {
    for (const tensor of new Set([...Object.values(this.named), ...this.#zeros.values()])) this.#backend.dispose(tensor)
  }

  #isZeros(tensor: DeviceTensor): boolean {
    return this.#zeros.get(tensor.shape.join()) === tensor
  }

  #note(name: string, tensor: DeviceTensor): void {
    const { named, outside, layers } = this.#tensors
    named[name] = tensor
    const place = layerOf(name)
    if (place === null) outside[name] = tensor
    else (layers[place.layer] ??= {})[place.within] = tensor
  }
}

/** Inputs by name; outputs `copy.NAME`. */
function copyProgram(shapes: ReadonlyMap<string, Shape>): Program {
  const program = new Program()
  for (const [name, shape] of shapes) program.output(`copy.${name}`, program.input(name, shape))
  return program
}

/** The zeros of a shape among those that there are already, or new ones. */
function zerosIn(zeros: Map<string, DeviceTensor>, backend: Backend, shape: Shape): DeviceTensor {
  const key = shape.join()
  const tensor = zeros.get(key) ?? backend.upload(new Float32Array(elementCount(shape)), shape)
  zeros.set(key, tensor)
  return tensor
}

/** The tensors under `prefix` + their names, as programs call them. */
export function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]))
}
