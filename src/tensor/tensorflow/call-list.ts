// A step program as calls of TensorFlow's operations, one after the other. A call's result is a slot; what is known when a
// program is compiled (axes, shapes, numbers) is a constant in a slot of its own, uploaded once. Equal calls are made
// once, such as the angles that every layer turns by.
import { attributeTypes, tensorTypes, type Attribute } from './binding.ts'

/** Where a tensor is while a program runs. */
export type Slot = number

export interface Call {
  /** TensorFlow's name, like `MatMul`. */
  readonly operation: string
  readonly attributes: readonly Attribute[]
  readonly inputs: readonly Slot[]
  readonly output: Slot
}

export interface CallConstant {
  readonly slot: Slot
  readonly data: Float32Array | Int32Array
  readonly shape: readonly number[]
}

export class CallList {
  readonly calls: Call[] = []
  readonly constants: CallConstant[] = []
  readonly #known = new Map<string, Slot>()
  #slots = 0

  /** How many slots there are. */
  get slots(): number {
    return this.#slots
  }

  /** A slot that is filled from outside. */
  slot(): Slot {
    return this.#slots++
  }

  constant(data: Float32Array | Int32Array, shape: readonly number[]): Slot {
    const slot = this.slot()
    this.constants.push({ slot, data, shape })
    return slot
  }

  /** Whole numbers as a vector, or one as a scalar. */
  integers(values: number | readonly number[]): Slot {
    return this.#shared(`i ${JSON.stringify(values)}`, () =>
      typeof values === 'number'
        ? this.constant(Int32Array.of(values), [])
        : this.constant(Int32Array.from(values), [values.length]),
    )
  }

  scalar(value: number): Slot {
    return this.#shared(`f ${value}`, () => this.constant(Float32Array.of(value), []))
  }

  /** @param attributes flags and whole numbers; a type by its name */
  call(
    operation: string,
    inputs: readonly Slot[],
    attributes: { readonly [name: string]: boolean | number | keyof typeof tensorTypes } = {},
  ): Slot {
    return this.#shared(`${operation} ${inputs.join()} ${JSON.stringify(attributes)}`, () => {
      const output = this.slot()
      const given = Object.entries(attributes).map(([name, value]) => attribute(name, value))
      this.calls.push({ operation, attributes: given, inputs, output })
      return output
    })
  }

  #shared(key: string, make: () => Slot): Slot {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const slot = make()
    this.#known.set(key, slot)
    return slot
  }
}

function attribute(name: string, value: boolean | number | keyof typeof tensorTypes): Attribute {
  switch (typeof value) {
    case 'boolean':
      return { name, type: attributeTypes.bool, value }
    case 'number':
      return { name, type: attributeTypes.int, value }
    case 'string':
      return { name, type: attributeTypes.type, value: tensorTypes[value] }
  }
}
