// Step-program operations as TensorFlow's own, by the names and the semantics of tensorflow/core/ops (TensorFlow 2.21).
// Each has kernels for the CPU and for CUDA.
import { elementCount, type Node, type Operation, type Program, type Value } from '../program.ts'
import { CallList, type Call, type Slot } from './call-list.ts'

export interface Lowered {
  readonly list: CallList
  /** Where the inputs of the program are put. */
  readonly inputs: ReadonlyMap<string, Slot>
  /** Where its outputs are found. */
  readonly outputs: ReadonlyMap<string, Slot>
  /** By the names of outputs that are an input with rows put into it, and that nothing else reads. */
  readonly inPlace: ReadonlyMap<string, InPlace>
}

/** How an output is written over an input. */
export interface InPlace {
  /** The name of the input. */
  readonly input: string
  /** Stands for the call that would make the output anew; what it gives is the input's own memory. */
  readonly call: Call
}

export function lowerToTensorFlow(program: Program): Lowered {
  const list = new CallList()
  const slots = new Map<number, Slot>()
  const inputs = new Map<string, Slot>()
  for (const [name, value] of program.inputs) {
    const slot = list.slot()
    inputs.set(name, slot)
    slots.set(value.id, slot)
  }
  for (const { value, data } of program.constants) slots.set(value.id, list.constant(data, value.shape))
  const slotOf = (value: Value): Slot => slots.get(value.id) as Slot
  for (const node of program.nodes) slots.set(node.output.id, lowerNode(list, node, node.inputs.map(slotOf)))
  return {
    list,
    inputs,
    outputs: new Map([...program.outputs].map(([name, value]) => [name, slotOf(value)])),
    inPlace: inPlaceOutputs(program, slotOf),
  }
}

/** `InplaceUpdate` gives the tensor that it is given (tensorflow/core/kernels/inplace_ops.cc). */
function inPlaceOutputs(program: Program, slotOf: (value: Value) => Slot): Map<string, InPlace> {
  const names = new Map([...program.inputs].map(([name, { id }]) => [id, name]))
  const reads = Map.groupBy(
    program.nodes.flatMap(({ inputs }) => inputs),
    ({ id }) => id,
  )
  const makers = new Map(program.nodes.map((node) => [node.output.id, node]))
  const inPlace = new Map<string, InPlace>()
  for (const [output, value] of program.outputs) {
    const maker = makers.get(value.id)
    const [table, rows, indices] = maker?.operation.kind === 'putRows' ? maker.inputs : []
    const input = table && names.get(table.id)
    if (table === undefined || rows === undefined || indices === undefined || input === undefined) continue
    if (reads.get(table.id)?.length !== 1) continue
    const call = {
      operation: 'InplaceUpdate',
      attributes: [],
      inputs: [table, indices, rows].map(slotOf),
      outputs: [slotOf(value)],
    }
    inPlace.set(output, { input, call })
  }
  return inPlace
}

const binary = {
  add: 'AddV2',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'RealDiv',
  minimum: 'Minimum',
} as const

const unary = {
  exp: 'Exp',
  sqrt: 'Sqrt',
  floor: 'Floor',
  sigmoid: 'Sigmoid',
  softmax: 'Softmax',
  logSoftmax: 'LogSoftmax',
} as const

function lowerNode(list: CallList, node: Node, inputs: readonly Slot[]): Slot {
  const { operation } = node
  const [first, second] = inputs as [Slot, Slot]
  const rank = node.inputs[0]?.shape.length ?? 0
  switch (operation.kind) {
    case 'matMul':
      return matMul(list, operation, node, [first, second])
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'minimum':
      return list.call(binary[operation.kind], [first, second])
    case 'greater':
      return cast(list, list.call('Greater', [first, second]))
    case 'exp':
    case 'sqrt':
    case 'floor':
    case 'sigmoid':
    case 'softmax':
    case 'logSoftmax':
      return list.call(unary[operation.kind], [first])
    case 'silu':
      return list.call('Mul', [first, list.call('Sigmoid', [first])])
    case 'inverseRms': {
      const mean = list.call('Mean', [list.call('Square', [first]), list.integers([rank - 1])], { keep_dims: true })
      return list.call('Rsqrt', [list.call('AddV2', [mean, list.scalar(operation.epsilon)])])
    }
    case 'max':
      return list.call('Max', [first, list.integers([rank - 1])], { keep_dims: true })
    case 'sumBefore':
      return list.call('Cumsum', [first, list.integers(rank - 1)], { exclusive: true })
    case 'top': {
      const found = list.callAll('TopKV2', [first, list.integers(operation.count)], { outputs: 2 })
      const [values, columns] = found as [Slot, Slot]
      return list.call('ConcatV2', [values, cast(list, columns), list.integers(1)], { N: 2, T: 'float32' })
    }
    case 'sum':
    case 'mean':
      return list.call(operation.kind === 'sum' ? 'Sum' : 'Mean', [first, list.integers(operation.axes)], {
        keep_dims: true,
      })
    case 'reshape':
      return reshape(list, first, operation.shape)
    case 'broadcast': {
      // Where the number of rows is not known yet it is that of `first`, and adding zeros spreads the others.
      const isKnown = operation.shape.every((size) => size >= 0)
      if (isKnown) return list.call('BroadcastTo', [first, list.integers(operation.shape)])
      const shape = operation.shape.map((size) => Math.max(1, size))
      return list.call('AddV2', [first, list.constant(new Float32Array(elementCount(shape)), shape)])
    }
    case 'transpose':
      return list.call('Transpose', [first, list.integers(operation.permutation)])
    case 'slice': {
      const along = (value: number, elsewhere: number): number[] =>
        Array.from({ length: rank }, (_, axis) => (axis === operation.axis ? value : elsewhere))
      const begin = list.integers(along(operation.start, 0))
      return list.call('Slice', [first, begin, list.integers(along(operation.end - operation.start, -1))])
    }
    case 'pad': {
      const paddings = Array.from({ length: rank }, (_, axis) =>
        axis === operation.axis ? [operation.before, operation.after] : [0, 0],
      )
      return list.call('Pad', [first, list.constant(Int32Array.from(paddings.flat()), [rank, 2])])
    }
    case 'concat':
      return inputs.length === 1
        ? first
        : list.call('ConcatV2', [...inputs, list.integers(operation.axis)], { N: inputs.length, T: node.output.type })
    case 'rotate':
      return rotate(list, node, inputs as readonly [Slot, Slot, Slot, Slot], operation.inverse)
    case 'gatherRows':
      return list.call('GatherV2', [first, second, list.integers(0)])
    case 'scatterAddRows':
      return list.call('UnsortedSegmentSum', [first, second, list.integers(operation.rows)])
    case 'addRows':
      return list.call('TensorScatterAdd', [first, reshape(list, inputs[2] as Slot, [-1, 1]), second])
    case 'putRows':
      return list.call('TensorScatterUpdate', [first, reshape(list, inputs[2] as Slot, [-1, 1]), second])
    case 'pick':
      return list.call('GatherV2', [first, reshape(list, second, [-1, 1]), list.integers(1)], { batch_dims: 1 })
    case 'unpick': {
      const [depth, on, off] = [list.integers(operation.columns), list.scalar(1), list.scalar(0)]
      return list.call('Mul', [list.call('OneHot', [second, depth, on, off]), first])
    }
  }
}

function cast(list: CallList, x: Slot): Slot {
  return list.call('Cast', [x], { DstT: 'float32' })
}

/** A negative first size is what is left. */
function reshape(list: CallList, x: Slot, shape: readonly number[]): Slot {
  return list.call('Reshape', [x, list.integers(shape.map((size) => Math.max(-1, size)))])
}

/** The scale falls on the smallest of the operands and the product. */
function matMul(
  list: CallList,
  { transposeA, transposeB, scale }: Extract<Operation, { kind: 'matMul' }>,
  node: Node,
  [a, b]: readonly [Slot, Slot],
): Slot {
  const product = (left: Slot, right: Slot): Slot =>
    node.output.shape.length === 2
      ? list.call('MatMul', [left, right], { transpose_a: transposeA, transpose_b: transposeB })
      : list.call('BatchMatMulV2', [left, right], { adj_x: transposeA, adj_y: transposeB })
  if (scale === 1) return product(a, b)
  const scaled = (x: Slot): Slot => list.call('Mul', [x, list.scalar(scale)])
  const [ofA, ofB, ofProduct] = [...node.inputs, node.output].map(({ shape }) => Math.abs(elementCount(shape))) as [
    number,
    number,
    number,
  ]
  if (ofProduct <= ofA && ofProduct <= ofB) return scaled(product(a, b))
  return ofA <= ofB ? product(scaled(a), b) : product(a, scaled(b))
}

/** (low, high) · (c, c) + (high, low) · (-s, s), the pairs of a head being its lower and its upper half. */
function rotate(
  list: CallList,
  node: Node,
  [x, cosine, sine, indices]: readonly [Slot, Slot, Slot, Slot],
  inverse: boolean,
): Slot {
  const half = node.inputs[1]?.shape[1] as number
  const width = node.inputs[0]?.shape[1] as number
  const axis = list.integers(1)
  const minus = list.call('Neg', [sine])
  const at = (table: readonly [Slot, Slot]): Slot => {
    const both = list.call('ConcatV2', [...table, axis], { N: 2, T: 'float32' })
    return reshape(list, list.call('GatherV2', [both, indices, list.integers(0)]), [-1, 1, 2 * half])
  }
  const heads = reshape(list, x, [-1, width / (2 * half), 2 * half])
  const swapped = list.call('Roll', [heads, list.integers([half]), list.integers([2])])
  const kept = list.call('Mul', [heads, at([cosine, cosine])])
  const turned = list.call('Mul', [swapped, at(inverse ? [sine, minus] : [minus, sine])])
  return reshape(list, list.call('AddV2', [kept, turned]), node.inputs[0]?.shape ?? [])
}
