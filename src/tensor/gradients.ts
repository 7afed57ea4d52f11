// Reverse-mode differentiation of a step program: one hand-written rule an operation (its vector-Jacobian product),
// written in the same operations, so a lowering needs nothing more to train.
import { RlvrError } from '../core/errors.ts'
import { dimension, type Node, type Operation, type Program, type Shape, type Value } from './program.ts'

/**
 * Appends to `program` the gradient of Σ seed · output over `seeds`, and gives it for each of `parameters`
 * (null where a parameter has no influence). Parameters may be values that nodes give: what those are made of is left alone.
 * @param seeds pairs of a value and dLoss/dvalue of the same shape
 */
export function appendGradients(
  program: Program,
  seeds: readonly (readonly [Value, Value])[],
  parameters: readonly Value[],
): (Value | null)[] {
  const gradients = new Map<number, Value>()
  const accumulate = (value: Value, gradient: Value): void => {
    const sofar = gradients.get(value.id)
    gradients.set(value.id, sofar === undefined ? gradient : program.add(sofar, gradient))
  }
  const forward = [...program.nodes]
  const needed = influenced(forward, parameters)
  const leaves = new Set(parameters.map(({ id }) => id))
  for (const [value, seed] of seeds) accumulate(value, seed)
  for (const node of forward.toReversed()) {
    const gradient = gradients.get(node.output.id)
    if (gradient === undefined || leaves.has(node.output.id) || !node.inputs.some((input) => needed.has(input.id)))
      continue
    const inputGradients = differentiate(program, node, gradient, (input) => needed.has(input.id))
    node.inputs.forEach((input, index) => {
      const inputGradient = inputGradients[index]
      if (inputGradient !== null && inputGradient !== undefined) accumulate(input, inputGradient)
    })
  }
  return parameters.map((parameter) => gradients.get(parameter.id) ?? null)
}

/** Ids of all values that depend on a parameter: the others need no gradient. */
function influenced(nodes: readonly Node[], parameters: readonly Value[]): Set<number> {
  const ids = new Set(parameters.map((parameter) => parameter.id))
  for (const node of nodes) if (node.inputs.some((input) => ids.has(input.id))) ids.add(node.output.id)
  return ids
}

/** The operation whose kind may be K. */
type OperationOf<K> = Operation extends infer O
  ? O extends { readonly kind: infer Kind }
    ? K extends Kind
      ? O
      : never
    : never
  : never

type Rule<K extends Operation['kind']> = (context: {
  program: Program
  operation: OperationOf<K>
  inputs: readonly Value[]
  output: Value
  gradient: Value
  wanted: (input: Value) => boolean
}) => (Value | null)[]

function differentiate(
  program: Program,
  node: Node,
  gradient: Value,
  wanted: (input: Value) => boolean,
): (Value | null)[] {
  const rule = rules[node.operation.kind] as Rule<Operation['kind']>
  return rule({
    program,
    operation: node.operation,
    inputs: node.inputs,
    output: node.output,
    gradient,
    wanted,
  })
}

const rules: { readonly [K in Operation['kind']]: Rule<K> } = {
  matMul({ program, operation, inputs, gradient, wanted }) {
    const [a, b] = pair(inputs)
    const { transposeA, transposeB, scale } = operation
    // Y = s·A·B: dA = s·dY·Bᵀ, dB = s·Aᵀ·dY; a transposed operand takes the transpose of that.
    const gradientA = () =>
      transposeA
        ? program.matMul(b, gradient, { transposeA: transposeB, transposeB: true, scale })
        : program.matMul(gradient, b, { transposeB: !transposeB, scale })
    const gradientB = () =>
      transposeB
        ? program.matMul(gradient, a, { transposeA: true, transposeB: transposeA, scale })
        : program.matMul(a, gradient, { transposeA: !transposeA, scale })
    return [wanted(a) ? gradientA() : null, wanted(b) ? gradientB() : null]
  },
  add({ program, inputs, gradient, wanted }) {
    return inputs.map((input) => (wanted(input) ? sumTo(program, gradient, input.shape) : null))
  },
  subtract({ program, inputs, gradient, wanted }) {
    const [a, b] = pair(inputs)
    return [
      wanted(a) ? sumTo(program, gradient, a.shape) : null,
      wanted(b) ? program.multiply(sumTo(program, gradient, b.shape), program.scalar(-1)) : null,
    ]
  },
  multiply({ program, inputs, gradient, wanted }) {
    const [a, b] = pair(inputs)
    return [
      wanted(a) ? sumTo(program, program.multiply(gradient, b), a.shape) : null,
      wanted(b) ? sumTo(program, program.multiply(gradient, a), b.shape) : null,
    ]
  },
  divide({ program, inputs, output, gradient, wanted }) {
    const [a, b] = pair(inputs)
    const scaled = program.divide(gradient, b)
    return [
      wanted(a) ? sumTo(program, scaled, a.shape) : null,
      wanted(b)
        ? program.multiply(sumTo(program, program.multiply(scaled, output), b.shape), program.scalar(-1))
        : null,
    ]
  },
  minimum() {
    throw new RlvrError('RLVR_TENSOR', 'Step program: `minimum` is for optimizers and has no gradient.')
  },
  greater: () => noGradient('greater'),
  max: () => noGradient('max'),
  sumBefore: () => noGradient('sumBefore'),
  top: () => noGradient('top'),
  putRows: () => noGradient('putRows'),
  exp({ program, output, gradient }) {
    return [program.multiply(gradient, output)]
  },
  sqrt({ program, output, gradient }) {
    return [program.divide(program.multiply(gradient, program.scalar(0.5)), output)]
  },
  floor() {
    throw new RlvrError('RLVR_TENSOR', 'Step program: `floor` is for draws and has no gradient.')
  },
  sigmoid({ program, output, gradient }) {
    const slope = program.multiply(output, program.subtract(program.scalar(1), output))
    return [program.multiply(gradient, slope)]
  },
  silu({ program, inputs, output, gradient }) {
    // With s = σ(x) and y = x·s: dy/dx = s + y·(1 - s) = y + s·(1 - y).
    const gate = program.sigmoid(single(inputs))
    const slope = program.add(output, program.multiply(gate, program.subtract(program.scalar(1), output)))
    return [program.multiply(gradient, slope)]
  },
  inverseRms({ program, inputs, output, gradient }) {
    // With r = (mean(x²) + ε)^(-1/2): dr/dx = -r³ · x / d.
    const x = single(inputs)
    const cube = program.multiply(output, program.multiply(output, output))
    const share = program.multiply(
      program.multiply(gradient, cube),
      program.scalar(-1 / dimension(x, x.shape.length - 1)),
    )
    return [program.multiply(x, share)]
  },
  softmax({ program, output, gradient }) {
    const last = output.shape.length - 1
    const dot = program.sum(program.multiply(gradient, output), [last])
    return [program.multiply(program.subtract(gradient, dot), output)]
  },
  logSoftmax({ program, output, gradient }) {
    // What is picked of a row is the sum of its gradient.
    const maker = program.nodes.findLast((node) => node.output === gradient)
    const picked = maker?.operation.kind === 'unpick' ? (maker.inputs[0] as Value) : null
    const total = picked ?? program.sum(gradient, [output.shape.length - 1])
    return [program.subtract(gradient, program.multiply(program.exp(output), total))]
  },
  sum({ program, inputs, gradient }) {
    return [program.broadcast(gradient, single(inputs).shape)]
  },
  mean({ program, operation, inputs, gradient }) {
    const input = single(inputs)
    const count = operation.axes.reduce((product, axis) => product * dimension(input, axis), 1)
    return [program.broadcast(program.multiply(gradient, program.scalar(1 / count)), input.shape)]
  },
  reshape({ program, inputs, gradient }) {
    return [program.reshape(gradient, single(inputs).shape)]
  },
  broadcast({ program, inputs, gradient }) {
    return [sumTo(program, gradient, single(inputs).shape)]
  },
  transpose({ program, operation, gradient }) {
    const inverse = operation.permutation.map((_, axis) => operation.permutation.indexOf(axis))
    return [program.transpose(gradient, inverse)]
  },
  slice({ program, operation, inputs, gradient }) {
    const size = dimension(single(inputs), operation.axis)
    return [program.pad(gradient, operation.axis, operation.start, size - operation.end)]
  },
  pad({ program, operation, inputs, gradient }) {
    const size = dimension(single(inputs), operation.axis)
    return [program.slice(gradient, operation.axis, operation.before, operation.before + size)]
  },
  concat({ program, operation, inputs, gradient }) {
    let start = 0
    return inputs.map((input) => {
      const end = start + dimension(input, operation.axis)
      const part = program.slice(gradient, operation.axis, start, end)
      start = end
      return part
    })
  },
  rotate({ program, operation, inputs, gradient, wanted }) {
    const [x, cosine, sine, indices] = inputs as [Value, Value, Value, Value]
    if (wanted(cosine) || wanted(sine))
      throw new RlvrError('RLVR_TENSOR', 'Step program: the angles of `rotate` have no gradient.')
    return [wanted(x) ? program.rotate(gradient, [cosine, sine], indices, !operation.inverse) : null]
  },
  gatherRows({ program, inputs, gradient }) {
    const [table, indices] = pair(inputs)
    return [program.scatterAddRows(gradient, indices, dimension(table, 0)), null]
  },
  scatterAddRows({ program, inputs, gradient }) {
    return [program.gatherRows(gradient, pair(inputs)[1]), null]
  },
  addRows({ program, inputs, gradient, wanted }) {
    const [table, rowValues, indices] = inputs as [Value, Value, Value]
    return [wanted(table) ? gradient : null, wanted(rowValues) ? program.gatherRows(gradient, indices) : null, null]
  },
  pick({ program, inputs, gradient }) {
    const [x, indices] = pair(inputs)
    return [program.unpick(gradient, indices, dimension(x, 1)), null]
  },
  unpick({ program, inputs, gradient }) {
    return [program.pick(gradient, pair(inputs)[1]), null]
  },
}

function noGradient(kind: string): never {
  throw new RlvrError('RLVR_TENSOR', `Step program: \`${kind}\` is for decoding and has no gradient.`)
}

/** Sums a gradient over the dimensions along which its operand was broadcast. */
function sumTo(program: Program, gradient: Value, shape: Shape): Value {
  const lead = gradient.shape.length - shape.length
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : [],
  )
  const summed = axes.length === 0 ? gradient : program.sum(gradient, axes)
  return lead === 0 ? summed : program.reshape(summed, shape)
}

function pair(inputs: readonly Value[]): [Value, Value] {
  return [inputs[0] as Value, inputs[1] as Value]
}

function single(inputs: readonly Value[]): Value {
  return inputs[0] as Value
}
