// Lowers a step program to an ONNX graph. Operators: onnx/onnx docs/Operators.md (opset 18) and, for products with
// transposed operands, onnxruntime docs/ContribOperators.md `FusedMatMul`.
import { dimension, type Constant, type Node, type Operation, type Program, type Value } from '../program.ts'
import { fusedNorms, type FusedNorm } from './fused-norms.ts'
import { column, OnnxGraph } from './graph.ts'
import { lowerForWebgpu } from './lower-webgpu.ts'
import { blockNumbers, quantise } from './quantise.ts'

/** What computes: onnxruntime's execution providers. */
export type Provider = 'cpu' | 'webgpu'

/** What an output is called in the graph: by its name, unless an input has that too. */
export function outputName(program: Program, name: string): string {
  return program.inputs.has(name) ? `next.${name}` : name
}

/** The bytes of an ONNX model whose inputs have the program's names, and whose outputs those of `outputName`. */
export function lowerToOnnx(program: Program, provider: Provider = 'cpu'): Uint8Array {
  const graph = new OnnxGraph()
  const names = new Map<number, string>()
  for (const [name, value] of program.inputs) {
    graph.input(name, value.type, value.shape)
    names.set(value.id, name)
  }
  const quantised = new Map<number, Constant>()
  for (const constant of program.constants) {
    const { value, data, storage } = constant
    if (storage !== 'float32' && value.shape.length === 2) {
      quantised.set(value.id, constant)
      continue
    }
    const name = `constant_${value.id}`
    graph.constant(name, data, value.shape)
    names.set(value.id, name)
  }
  const { norms, absorbed } = fusedNorms(program, { givesInverse: provider !== 'webgpu' })
  for (const node of program.nodes) {
    if (absorbed.has(node)) continue
    const norm = norms.get(node)
    if (norm !== undefined) {
      lowerNorm(graph, norm, names)
      continue
    }
    const stored = node.operation.kind === 'matMul' ? quantised.get(node.inputs[1]?.id ?? -1) : undefined
    if (stored !== undefined) {
      names.set(node.output.id, lowerQuantised(graph, node, stored, names))
      continue
    }
    const inputs = node.inputs.map((input) => names.get(input.id) as string)
    const own = provider === 'webgpu' ? lowerForWebgpu(graph, node, inputs) : null
    names.set(node.output.id, own ?? lowerNode(graph, node, inputs))
  }
  const made = new Set(program.nodes.map(({ output }) => output.id))
  for (const [given, value] of program.outputs) {
    const name = outputName(program, given)
    const own = names.get(value.id) as string
    // Written where it is wanted, by the operator that makes it; copied where one value is given out twice, or is an
    // input or a constant.
    if (made.delete(value.id)) graph.rename(own, name)
    else graph.node('Identity', [own], { output: name })
    graph.output(name, value.type, value.shape)
  }
  return graph.finish()
}

const plainOperator: { readonly [K in Operation['kind']]?: string } = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  minimum: 'Min',
  exp: 'Exp',
  sqrt: 'Sqrt',
  floor: 'Floor',
  sigmoid: 'Sigmoid',
}

function lowerNode(graph: OnnxGraph, { operation, inputs, output }: Node, names: readonly string[]): string {
  const first = names[0] as string
  switch (operation.kind) {
    case 'matMul':
      return lowerMatMul(graph, operation, names, output.shape.length === 3)
    case 'silu':
      // x · σ(1 · x) in one pass over memory.
      return graph.node('QuickGelu', names, { domain: 'com.microsoft', attributes: { alpha: { float: 1 } } })
    case 'inverseRms':
      return lowerInverseRms(graph, operation.epsilon, first, inputs[0] as Value)
    case 'softmax':
      return graph.node('Softmax', names, { attributes: { axis: -1 } })
    case 'logSoftmax':
      return graph.node('LogSoftmax', names, { attributes: { axis: -1 } })
    case 'greater':
      return graph.node('Cast', [graph.node('Greater', names)], { attributes: { to: 1 } })
    case 'max':
      return graph.node('ReduceMax', [first, graph.integers([output.shape.length - 1])], {
        attributes: { keepdims: 1 },
      })
    case 'sumBefore':
      return graph.node('CumSum', [first, graph.integers([output.shape.length - 1])], { attributes: { exclusive: 1 } })
    case 'top':
      return lowerTop(graph, first, operation.count)
    case 'sum':
      return graph.node('ReduceSum', [first, graph.integers(operation.axes)], { attributes: { keepdims: 1 } })
    case 'mean':
      return graph.node('ReduceMean', [first, graph.integers(operation.axes)], { attributes: { keepdims: 1 } })
    case 'reshape':
      return graph.node('Reshape', [first, graph.integers(operation.shape.map((size) => Math.max(-1, size)))])
    case 'broadcast':
      // Expand broadcasts both ways: a 1 keeps the rows that are known only at run time.
      return graph.node('Expand', [first, graph.integers(operation.shape.map((size) => Math.max(1, size)))])
    case 'transpose':
      return graph.node('Transpose', names, { attributes: { perm: operation.permutation } })
    case 'slice': {
      const { axis, start, end } = operation
      return graph.node('Slice', [first, graph.integers([start]), graph.integers([end]), graph.integers([axis])])
    }
    case 'pad': {
      const { axis, before, after } = operation
      // The third input, the padding value, is left out: zero.
      return graph.node('Pad', [first, graph.integers([before, after]), '', graph.integers([axis])])
    }
    case 'concat':
      return graph.node('Concat', names, { attributes: { axis: operation.axis } })
    case 'rotate':
      return lowerRotate(graph, names as readonly [string, string, string, string], operation.inverse, output)
    case 'gatherRows':
      return graph.node('Gather', names, { attributes: { axis: 0 } })
    case 'scatterAddRows': {
      const zeros = graph.node('ConstantOfShape', [graph.integers(output.shape)])
      const indices = graph.node('Cast', [column(graph, names[1] as string)], { attributes: { to: 7 } })
      return graph.node('ScatterND', [zeros, indices, first], { attributes: { reduction: 'add' } })
    }
    case 'addRows': {
      const indices = graph.node('Cast', [column(graph, names[2] as string)], { attributes: { to: 7 } })
      return graph.node('ScatterND', [first, indices, names[1] as string], { attributes: { reduction: 'add' } })
    }
    case 'putRows': {
      const indices = graph.node('Cast', [column(graph, names[2] as string)], { attributes: { to: 7 } })
      return graph.node('ScatterND', [first, indices, names[1] as string])
    }
    case 'pick':
      return graph.node('GatherElements', [first, column(graph, names[1] as string)], { attributes: { axis: 1 } })
    case 'unpick': {
      const shape = graph.node(
        'Concat',
        [graph.node('Shape', [names[1] as string]), graph.integers([operation.columns])],
        { attributes: { axis: 0 } },
      )
      const zeros = graph.node('ConstantOfShape', [shape])
      return graph.node('ScatterElements', [zeros, column(graph, names[1] as string), first], {
        attributes: { axis: 1 },
      })
    }
    default:
      return graph.node(plainOperator[operation.kind] as string, names)
  }
}

function lowerMatMul(
  graph: OnnxGraph,
  operation: Extract<Operation, { kind: 'matMul' }>,
  names: readonly string[],
  isBatched: boolean,
): string {
  const { transposeA, transposeB, scale } = operation
  if (!transposeA && !transposeB && scale === 1) return graph.node('MatMul', names)
  if (transposeA && !transposeB && scale === 1 && !isBatched) {
    // Written apart, so that the runtime makes one Gemm of it together with the addition that usually follows: a
    // weight's gradient and what was accumulated before.
    const turned = graph.node('Transpose', [names[0] as string], { attributes: { perm: [1, 0] } })
    return graph.node('MatMul', [turned, names[1] as string])
  }
  return graph.node('FusedMatMul', names, {
    domain: 'com.microsoft',
    attributes: { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: scale } },
  })
}

function lowerTop(graph: OnnxGraph, name: string, count: number): string {
  const second = `columns_of_${name}_${count}`
  const values = graph.node('TopK', [name, graph.integers([count])], { second, attributes: { axis: -1 } })
  const columns = graph.node('Cast', [second], { attributes: { to: 1 } })
  return graph.node('Concat', [values, columns], { attributes: { axis: 1 } })
}

/** Each row is a sequence of one position: the operator takes no sequence that is longer than its tables. */
function lowerRotate(
  graph: OnnxGraph,
  [x, cosine, sine, indices]: readonly [string, string, string, string],
  inverse: boolean,
  { shape }: Value,
): string {
  const width = shape[1] as number
  const rows = graph.node('Reshape', [x, graph.integers([-1, 1, width])])
  const places = graph.node('Cast', [column(graph, indices)], { attributes: { to: 7 } })
  const turned = graph.node('RotaryEmbedding', [rows, places, cosine, inverse ? graph.node('Neg', [sine]) : sine], {
    domain: 'com.microsoft',
  })
  return graph.node('Reshape', [turned, graph.integers([-1, width])])
}

/** The operator is onnxruntime's own, though its domain is that of ONNX: core/graph/contrib_ops, `SimplifiedLayerNormalization`. */
function lowerNorm(graph: OnnxGraph, norm: FusedNorm, names: Map<number, string>): void {
  const { x, weight, epsilon, output, inverse, inverseIsRead, scaled } = norm
  const inverseName = `inverse_${inverse.id}`
  const read = [names.get(x.id) as string, names.get(weight.id) as string]
  const normed = graph.node('SimplifiedLayerNormalization', read, {
    attributes: { axis: -1, epsilon: { float: epsilon } },
    ...(inverseIsRead && { second: inverseName }),
  })
  names.set(output.id, normed)
  if (inverseIsRead) names.set(inverse.id, inverseName)
  if (scaled !== null) names.set(scaled.id, graph.node('Mul', [names.get(x.id) as string, inverseName]))
}

/** x · W with W in few bits. Sums are of 8-bit products where the processor has them (`accuracy_level` 4). */
function lowerQuantised(
  graph: OnnxGraph,
  { operation, inputs }: Node,
  { value, data, storage }: Constant,
  names: ReadonlyMap<number, string>,
): string {
  const { transposeB, transposeA, scale } = operation as Extract<Operation, { kind: 'matMul' }>
  if (transposeA || scale !== 1 || storage === 'float32')
    throw new Error('a matrix in few bits is multiplied by rows as they are')
  const [rows, columns] = transposeB
    ? [dimension(value, 1), dimension(value, 0)]
    : [dimension(value, 0), dimension(value, 1)]
  const { blocks, scales } = quantise(data, { rows, columns, transposed: transposeB, type: storage })
  const [blocksName, scalesName] = [`blocks_${value.id}`, `scales_${value.id}`]
  const perColumn = scales.length / columns
  graph.bytes(blocksName, blocks, [columns, perColumn, blocks.length / scales.length])
  graph.constant(scalesName, scales, [scales.length])
  return graph.node('MatMulNBits', [names.get((inputs[0] as Value).id) as string, blocksName, scalesName], {
    domain: 'com.microsoft',
    attributes: { K: rows, N: columns, bits: storage === 'int8' ? 8 : 4, block_size: blockNumbers, accuracy_level: 4 },
  })
}

function lowerInverseRms(graph: OnnxGraph, epsilon: number, name: string, x: Value): string {
  const last = x.shape.length - 1
  const squares = graph.node('ReduceSumSquare', [name, graph.integers([last])], { attributes: { keepdims: 1 } })
  const mean = graph.node('Mul', [squares, graph.number(1 / dimension(x, last))])
  return graph.node('Reciprocal', [graph.node('Sqrt', [graph.node('Add', [mean, graph.number(epsilon)])])])
}
