// Memory for what passes between programs, used again from run to run: a tensor of a name stands where the one of that
// name stood before. Back ends that keep numbers to themselves make their own tensors instead.
import type { Backend, DeviceTensor } from '../../../tensor/backend.ts'
import { elementCount, type Shape } from '../../../tensor/program.ts'

export class Scratch {
  readonly #backend: Backend
  readonly #arrays = new Map<string, Float32Array>()

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Bytes that are held. */
  get bytes(): number {
    return [...this.#arrays.values()].reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /** As an output that a run may write into, under its name; of nothing where the back end cannot write into memory. */
  into(output: string, name: string, shape: Shape): { readonly [output: string]: DeviceTensor } {
    return this.#backend.keepsArrays ? { [output]: this.#tensor(name, shape) } : {}
  }

  /** All zeros. */
  zeros(name: string, shape: Shape): DeviceTensor {
    if (!this.#backend.keepsArrays) return this.#backend.upload(new Float32Array(elementCount(shape)), shape)
    const tensor = this.#tensor(name, shape)
    this.#arrays.get(name)?.fill(0, 0, elementCount(shape))
    return tensor
  }

  #tensor(name: string, shape: Shape): DeviceTensor {
    const count = elementCount(shape)
    let array = this.#arrays.get(name)
    if (array === undefined || array.length < count) {
      array = new Float32Array(count)
      this.#arrays.set(name, array)
    }
    return this.#backend.upload(array.subarray(0, count), shape)
  }
}
