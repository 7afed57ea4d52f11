// An ONNX graph under construction, and its file. Field numbers: onnx/onnx repository, onnx/onnx.proto.
import type { ElementType, Shape } from '../program.ts'
import { MessageWriter } from './protobuf.ts'

export type Attribute = number | string | readonly number[] | { readonly float: number }

const elementTypeCode = { float32: 1, uint8: 2, int32: 6, int64: 7 } as const
const attributeTypeCode = { float: 1, int: 2, text: 3, ints: 7 } as const

/** Operator set versions the graphs are written against. */
const operatorSets = [
  { domain: '', version: 18 },
  { domain: 'com.microsoft', version: 1 },
] as const

interface NodeOptions {
  readonly output?: string
  /** The name of a second output. */
  readonly second?: string
  readonly domain?: string
  readonly attributes?: { readonly [name: string]: Attribute }
}

interface GraphNode {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly options: NodeOptions
}

export class OnnxGraph {
  readonly #graph = new MessageWriter().text(2, 'step')
  readonly #shared = new Map<string, string>()
  readonly #nodes: GraphNode[] = []
  readonly #renamed = new Map<string, string>()
  #nextName = 0

  input(name: string, type: ElementType, shape: Shape): void {
    this.#graph.message(11, valueInfo(name, type, shape))
  }

  output(name: string, type: ElementType, shape: Shape): void {
    this.#graph.message(12, valueInfo(name, type, shape))
  }

  /** Adds an operator and names its one output. */
  node(operator: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const output = options.output ?? this.#freshName(operator)
    this.#nodes.push({ operator, inputs, output, options })
    return output
  }

  /** Gives what a node puts out another name, for all who read it. */
  rename(output: string, name: string): void {
    this.#renamed.set(output, name)
  }

  constant(name: string, data: Float32Array, shape: Shape): void {
    this.#initializer(name, 'float32', shape, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }

  bytes(name: string, data: Uint8Array, shape: Shape): void {
    this.#initializer(name, 'uint8', shape, data)
  }

  /** A vector of 64-bit integers, as axes, shapes and slice bounds are given; equal ones are shared. */
  integers(values: readonly number[]): string {
    const key = values.join()
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const name = this.#freshName('integers')
    this.#initializer(name, 'int64', [values.length], new Uint8Array(BigInt64Array.from(values, BigInt).buffer))
    this.#shared.set(key, name)
    return name
  }

  /** A 32-bit float as a vector of one; equal ones are shared. */
  number(value: number): string {
    const key = `number ${value}`
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const name = this.#freshName('number')
    this.constant(name, Float32Array.of(value), [1])
    this.#shared.set(key, name)
    return name
  }

  /** The numbers from 0 to below `count` as a vector. */
  counting(count: number, type: 'int32' | 'float32'): string {
    const key = `counting ${type} ${count}`
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const name = this.#freshName('counting')
    const numbers = type === 'int32' ? new Int32Array(count) : new Float32Array(count)
    for (let each = 0; each < count; each++) numbers[each] = each
    this.#initializer(name, type, [count], new Uint8Array(numbers.buffer))
    this.#shared.set(key, name)
    return name
  }

  /** The bytes of the model file. */
  finish(): Uint8Array {
    for (const node of this.#nodes) this.#graph.message(1, this.#message(node))
    const model = new MessageWriter().int(1, 9).text(2, 'rlvr').message(7, this.#graph)
    for (const { domain, version } of operatorSets)
      model.message(8, new MessageWriter().text(1, domain).int(2, version))
    return model.finish()
  }

  #message({ operator, inputs, output, options }: GraphNode): MessageWriter {
    const named = (name: string): string => this.#renamed.get(name) ?? name
    const node = new MessageWriter()
    for (const input of inputs) node.text(1, named(input))
    node.text(2, named(output))
    if (options.second !== undefined) node.text(2, named(options.second))
    node.text(3, named(output)).text(4, operator)
    for (const [name, value] of Object.entries(options.attributes ?? {})) node.message(5, attribute(name, value))
    if (options.domain !== undefined) node.text(7, options.domain)
    return node
  }

  #initializer(name: string, type: keyof typeof elementTypeCode, shape: Shape, data: Uint8Array): void {
    const tensor = new MessageWriter()
    for (const size of shape) tensor.int(1, size)
    this.#graph.message(5, tensor.int(2, elementTypeCode[type]).text(8, name).bytes(9, data))
  }

  #freshName(stem: string): string {
    return `${stem}_${this.#nextName++}`
  }
}

/** A vector of indices as a column. */
export function column(graph: OnnxGraph, name: string): string {
  return graph.node('Reshape', [name, graph.integers([-1, 1])])
}

function valueInfo(name: string, type: ElementType, shape: Shape): MessageWriter {
  const dimensions = new MessageWriter()
  for (const size of shape) {
    dimensions.message(1, size < 0 ? new MessageWriter().text(2, `rows${-size}`) : new MessageWriter().int(1, size))
  }
  const tensor = new MessageWriter().int(1, elementTypeCode[type]).message(2, dimensions)
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor))
}

function attribute(name: string, value: Attribute): MessageWriter {
  const message = new MessageWriter().text(1, name)
  if (typeof value === 'number') return message.int(3, value).int(20, attributeTypeCode.int)
  if (typeof value === 'string') return message.text(4, value).int(20, attributeTypeCode.text)
  if ('float' in value) return message.float(2, value.float).int(20, attributeTypeCode.float)
  for (const each of value) message.int(8, each)
  return message.int(20, attributeTypeCode.ints)
}
