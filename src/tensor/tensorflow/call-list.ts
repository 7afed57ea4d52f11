// A step program as calls of TensorFlow's operations, one after the other. A call's result is a slot; what is known when a
// program is compiled (axes, shapes, numbers) is a constant in a slot of its own, uploaded once. Equal calls are made
// once, such as the angles that every layer turns by.
import type { ElementType } from '../program.ts'
import { attributeTypes, tensorTypes, type Attribute } from './binding.ts'

/** Where a tensor is while a program runs. */
export type Slot = number

export interface Call {
  /** TensorFlow's name, like `MatMul`. */
  readonly operation: string
  readonly attributes: readonly Attribute[]
  readonly inputs: readonly Slot[]
  readonly outputs: readonly Slot[]
}

export interface CallConstant {
  readonly slot: Slot
  readonly data: Float32Array | Int32Array
  readonly shape: readonly number[]
}

type Attributes = { readonly [name: string]: boolean | number | ElementType }

export class CallList {
  readonly calls: Call[] = []
  readonly constants: CallConstant[] = []
  readonly #known = new Map<string, Slot[]>()
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
    return this.#shared(`i ${JSON.stringify(values)}`, () => [
      typeof values === 'number'
        ? this.constant(Int32Array.of(values), [])
        : this.constant(Int32Array.from(values), [values.length]),
    ])[0] as Slot
  }

  scalar(value: number): Slot {
    return this.#shared(`f ${value}`, () => [this.constant(Float32Array.of(value), [])])[0] as Slot
  }

  /** @param attributes flags and whole numbers; a type by its name */
  call(operation: string, inputs: readonly Slot[], attributes: Attributes = {}): Slot {
    return this.callAll(operation, inputs, { outputs: 1, attributes })[0] as Slot
  }

  /** A call that gives several tensors. */
  callAll(
    operation: string,
    inputs: readonly Slot[],
    { outputs: count, attributes = {} }: { readonly outputs: number; readonly attributes?: Attributes },
  ): Slot[] {
    return this.#shared(`${operation} ${inputs.join()} ${JSON.stringify(attributes)}`, () => {
      const outputs = Array.from({ length: count }, () => this.slot())
      const given = Object.entries(attributes).map(([name, value]) => attribute(name, value))
      this.calls.push({ operation, attributes: given, inputs, outputs })
      return outputs
    })
  }

  #shared(key: string, make: () => Slot[]): Slot[] {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const slots = make()
    this.#known.set(key, slots)
    return slots
  }
}

function attribute(name: string, value: boolean | number | ElementType): Attribute {
  switch (typeof value) {
    case 'boolean':
      return { name, type: attributeTypes.bool, value }
    case 'number':
      return { name, type: attributeTypes.int, value }
    case 'string':
      return { name, type: attributeTypes.type, value: tensorTypes[value] }
  }
}
