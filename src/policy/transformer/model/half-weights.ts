// Frozen weights whose layers are at rest as bfloat16 in shared memory: half the room. A layer is widened, to the bit,
// into scratch of the thread that asks for it; what lies outside of the layers is float32. Which of the two scratches is
// written over is the one that was asked for less lately.
import type { Backend, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import { elementCount, type Shape } from '../../../tensor/program.ts'
import { partUnit } from '../../../tensor/wasm/adamw.ts'
import { halvesIn, numbersIn, sharedNumbers, type SharedNumbers } from '../../../tensor/wasm/shared-memory.ts'
import { compileWiden, type Widening } from '../../../tensor/wasm/widen.ts'
import { layerShapes, parameterShapes, type Architecture } from './architecture.ts'
import { ParameterLayout, type Place } from './parameter-layout.ts'
import { ParameterSet } from './parameter-set.ts'
import { layerOf, type Weights } from './weights.ts'

/** The memories of what lies outside of the layers, and of the layers. */
export interface SharedHalves {
  readonly outside: readonly SharedNumbers[]
  readonly layers: readonly SharedNumbers[]
}

interface Scratch {
  readonly tensors: Tensors
  readonly places: ReadonlyMap<string, Place>
  /** For each memory of halves, the kernel that widens from there. */
  readonly widen: readonly ((given: Widening) => void)[]
  layer: number | null
  lastAsked: number
}

export class HalfWeights implements Weights {
  readonly layers: number
  readonly lora = null
  readonly adapter = null
  readonly whole = null
  readonly shared: SharedHalves
  readonly #backend: Backend
  readonly #outside: ParameterSet
  readonly #architecture: Architecture
  readonly #places: ReadonlyMap<string, Place>
  /** Made when the first layer is asked for: whoever only fills or hands on weights needs none. */
  readonly #scratches: Scratch[] = []
  #asked = 0

  private constructor(backend: Backend, architecture: Architecture, shared: SharedHalves) {
    const { outside, layers } = divided(architecture)
    this.#backend = backend
    this.#architecture = architecture
    this.layers = architecture.layers
    this.shared = shared
    this.#outside = ParameterSet.over(backend, outside, shared.outside)
    this.#places = new ParameterLayout(layers).places
  }

  /** Weights of zero, to be filled. @param backend one that keeps arrays */
  static create(backend: Backend, architecture: Architecture): HalfWeights {
    const { outside, layers } = divided(architecture)
    return new HalfWeights(backend, architecture, {
      outside: new ParameterLayout(outside).segments.map(({ count }) => sharedNumbers(count)),
      layers: new ParameterLayout(layers).segments.map(({ count }) => sharedNumbers(count, 0, 2)),
    })
  }

  /** The weights that another thread has in memory. */
  static over(backend: Backend, architecture: Architecture, shared: SharedHalves): HalfWeights {
    return new HalfWeights(backend, architecture, shared)
  }

  get outside(): Tensors {
    return this.#outside.named
  }

  layer(index: number): Tensors {
    this.#asked++
    const scratch =
      this.#scratches.find(({ layer }) => layer === index) ??
      (this.#scratches.length < 2 ? this.#newScratch() : null) ??
      this.#scratches.reduce((a, b) => (b.lastAsked < a.lastAsked ? b : a))
    scratch.lastAsked = this.#asked
    if (scratch.layer !== index) this.#widen(index, scratch)
    return scratch.tensors
  }

  /** Where a parameter's numbers are to be written: float32 outside of the layers, bfloat16 within. */
  array(name: string): Float32Array | Uint16Array {
    const place = this.#places.get(name)
    if (place === undefined) return this.#outside.array(name) as Float32Array
    return halvesIn(this.shared.layers[place.segment] as SharedNumbers, place.start, elementCount(place.shape))
  }

  dispose(): void {
    this.#outside.dispose()
    for (const { tensors } of this.#scratches)
      for (const tensor of Object.values(tensors)) this.#backend.dispose(tensor)
  }

  #newScratch(): Scratch {
    const shapes = layerShapes(this.#architecture)
    const { places, segments } = new ParameterLayout(shapes)
    const numbers = segments.map(({ count }) => sharedNumbers(count))[0] as SharedNumbers
    const tensors: Record<string, DeviceTensor> = {}
    for (const [name, { start, shape }] of places)
      tensors[name] = this.#backend.upload(numbersIn(numbers, start, elementCount(shape)), shape)
    const widen = this.shared.layers.map((halves) => compileWiden(halves, numbers))
    const scratch = { tensors, places, widen, layer: null, lastAsked: 0 }
    this.#scratches.push(scratch)
    return scratch
  }

  #widen(index: number, scratch: Scratch): void {
    for (const [name, { start: to, shape }] of scratch.places) {
      const { segment, start } = this.#places.get(`layers.${index}.${name}`) as Place
      const count = Math.ceil(elementCount(shape) / partUnit) * partUnit
      scratch.widen[segment]?.({ from: { start, count }, to })
    }
    scratch.layer = index
  }
}

function divided(architecture: Architecture): {
  outside: ReadonlyMap<string, Shape>
  layers: ReadonlyMap<string, Shape>
} {
  const all = [...parameterShapes(architecture)]
  return {
    outside: new Map(all.filter(([name]) => layerOf(name) === null)),
    layers: new Map(all.filter(([name]) => layerOf(name) !== null)),
  }
}
