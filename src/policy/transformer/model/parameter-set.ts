// One number for every parameter (the weights, a moment, a gradient), as tensors for two readers: the model takes
// them by name, the optimizer takes them merged into two long vectors where the back end can show one array both
// ways. Fifty operations over two vectors cost far less than fifteen over each of a hundred tensors.
import type { AdamWTensor } from '../../../tensor/adamw.ts'
import type { Backend, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import { elementCount, type Shape } from '../../../tensor/program.ts'
import { layerOf, type Weights } from './weights.ts'

/** The numbers of a set in memory that threads share. One side writes, tells the other by a message, and waits for its answer. */
export type Exchange = readonly Float32Array[]

/** What decays, and what does not. */
const mergedNames = ['matrices', 'vectors'] as const

export class ParameterSet implements Weights {
  /** By parameter name. */
  readonly named: Record<string, DeviceTensor>
  /** As the optimizer updates them: `matrices` and `vectors`, or, where tensors cannot share an array, as `named`. */
  readonly merged: Record<string, DeviceTensor>
  readonly #backend: Backend
  readonly #arrays: readonly Float32Array[]
  /** Where each parameter stands within the arrays, where the back end keeps them. */
  readonly #views: ReadonlyMap<string, Float32Array>

  private constructor(
    backend: Backend,
    named: Record<string, DeviceTensor>,
    merged: Record<string, DeviceTensor>,
    arrays: readonly Float32Array[],
    views: ReadonlyMap<string, Float32Array>,
  ) {
    this.#backend = backend
    this.named = named
    this.merged = merged
    this.#arrays = arrays
    this.#views = views
  }

  /** A set with the given values, zeros where there are none. */
  static create(
    backend: Backend,
    shapes: ReadonlyMap<string, Shape>,
    values: ReadonlyMap<string, Float32Array> = new Map(),
  ): ParameterSet {
    const named: Record<string, DeviceTensor> = {}
    if (!backend.keepsArrays) {
      for (const [name, shape] of shapes)
        named[name] = backend.upload(values.get(name) ?? new Float32Array(elementCount(shape)), shape)
      return new ParameterSet(backend, named, named, [], new Map())
    }
    const merged: Record<string, DeviceTensor> = {}
    const arrays: Float32Array[] = []
    const views = new Map<string, Float32Array>()
    for (const group of mergedNames) {
      const members = [...shapes].filter(([, shape]) => mergedName(shape) === group)
      const array = new Float32Array(members.reduce((total, [, shape]) => total + elementCount(shape), 0))
      let offset = 0
      for (const [name, shape] of members) {
        const view = array.subarray(offset, (offset += elementCount(shape)))
        view.set(values.get(name) ?? [])
        views.set(name, view)
        named[name] = backend.upload(view, shape)
      }
      merged[group] = backend.upload(array, [array.length])
      arrays.push(array)
    }
    return new ParameterSet(backend, named, merged, arrays, views)
  }

  get whole(): Tensors {
    return this.named
  }

  get layers(): number {
    return this.#ofLayer().length
  }

  get outside(): Tensors {
    return Object.fromEntries(Object.entries(this.named).filter(([name]) => layerOf(name) === null))
  }

  layer(index: number): Tensors {
    return this.#ofLayer()[index] ?? {}
  }

  /** Puts a tensor in the place of a parameter's, which is disposed of unless it is the same. */
  put(name: string, tensor: DeviceTensor): void {
    this.replace('named', (each) => (each === name ? tensor : (this.named[each] as DeviceTensor)))
  }

  #ofLayer(): Record<string, DeviceTensor>[] {
    const layers: Record<string, DeviceTensor>[] = []
    for (const [name, tensor] of Object.entries(this.named)) {
      const place = layerOf(name)
      if (place !== null) (layers[place.layer] ??= {})[place.within] = tensor
    }
    return layers
  }

  /** Takes the tensors that a run gave in the place of those that it could not write into. */
  replace(kind: 'named' | 'merged', outputs: (name: string) => DeviceTensor): void {
    const tensors = this[kind]
    for (const name of Object.keys(tensors)) {
      const next = outputs(name)
      const old = tensors[name] as DeviceTensor
      if (old === next) continue
      this.#backend.dispose(old)
      tensors[name] = next
    }
  }

  /** Puts numbers in the place of one parameter's. */
  write(name: string, data: Float32Array): void {
    const tensor = this.named[name] as DeviceTensor
    const view = this.#views.get(name)
    if (view !== undefined) return view.set(data)
    this.#backend.dispose(tensor)
    this.named[name] = this.#backend.upload(data, tensor.shape)
  }

  /** All zeros again. */
  clear(): void {
    for (const array of this.#arrays) array.fill(0)
    if (this.#arrays.length > 0) return
    this.replace('named', (name) => {
      const { shape } = this.named[name] as DeviceTensor
      return this.#backend.upload(new Float32Array(elementCount(shape)), shape)
    })
  }

  /** Shared memory for all numbers of a set like this one, to hand them to another thread. */
  exchange(): Exchange {
    return this.#arrays.map((array) => new Float32Array(new SharedArrayBuffer(array.byteLength)))
  }

  copyTo(exchange: Exchange): void {
    this.#arrays.forEach((array, place) => exchange[place]?.set(array))
  }

  copyFrom(exchange: Exchange): void {
    this.#arrays.forEach((array, place) => array.set(exchange[place] ?? []))
  }

  addFrom(exchange: Exchange): void {
    this.#arrays.forEach((array, place) => {
      const other = exchange[place] as Float32Array
      for (let index = 0; index < array.length; index++)
        array[index] = (array[index] as number) + (other[index] as number)
    })
  }

  dispose(): void {
    for (const tensor of new Set([...Object.values(this.named), ...Object.values(this.merged)]))
      this.#backend.dispose(tensor)
  }
}

/** The tensors that the optimizer updates on this back end. */
export function updatedTensors(backend: Backend, shapes: ReadonlyMap<string, Shape>): Map<string, AdamWTensor> {
  const tensors = new Map<string, AdamWTensor>()
  for (const [name, shape] of shapes) {
    const own = backend.keepsArrays ? mergedName(shape) : name
    const length = (tensors.get(own)?.shape[0] ?? 0) + elementCount(shape)
    tensors.set(own, { shape: backend.keepsArrays ? [length] : shape, decays: mergedName(shape) === 'matrices' })
  }
  return tensors
}

function mergedName(shape: Shape): (typeof mergedNames)[number] {
  return shape.length >= 2 ? 'matrices' : 'vectors'
}

/** The tensors under `prefix` + their names, as programs call them. */
export function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]))
}
