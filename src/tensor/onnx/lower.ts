// Lowers a step program to an ONNX graph. Operators: onnx/onnx docs/Operators.md (opset 18) and, for products with
// transposed operands, onnxruntime docs/ContribOperators.md `FusedMatMul`.
import { dimension, type Node, type Operation, type Program, type Value } from '../program.ts'
import { fusedNorms, type FusedNorm } from './fused-norms.ts'
import { OnnxGraph } from './graph.ts'

/** The bytes of an ONNX model whose inputs and outputs have the program's names. */
export function lowerToOnnx(program: Program): Uint8Array {
  const graph = new OnnxGraph()
  const names = new Map<number, string>()
  for (const [name, value] of program.inputs) {
    graph.input(name, value.type, value.shape)
    names.set(value.id, name)
  }
  for (const { value, data } of program.constants) {
    const name = `constant_${value.id}`
    graph.constant(name, data, value.shape)
    names.set(value.id, name)
  }
  const { norms, absorbed } = fusedNorms(program)
  for (const node of program.nodes) {
    if (absorbed.has(node)) continue
    const norm = norms.get(node)
    if (norm !== undefined) {
      names.set(node.output.id, lowerNorm(graph, norm, names))
      continue
    }
    const inputs = node.inputs.map((input) => names.get(input.id) as string)
    names.set(node.output.id, lowerNode(graph, node, inputs))
  }
  const made = new Set(program.nodes.map(({ output }) => output.id))
  for (const [name, value] of program.outputs) {
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
    case 'gatherRows':
      return graph.node('Gather', names, { attributes: { axis: 0 } })
    case 'scatterAddRows': {
      const zeros = graph.node('ConstantOfShape', [graph.integers(output.shape)])
      const indices = graph.node('Cast', [names[1] as string], { attributes: { to: 7 } })
      return graph.node('ScatterND', [zeros, column(graph, indices), first], { attributes: { reduction: 'add' } })
    }
    case 'addRows': {
      const indices = graph.node('Cast', [names[2] as string], { attributes: { to: 7 } })
      const added = [first, column(graph, indices), names[1] as string]
      return graph.node('ScatterND', added, { attributes: { reduction: 'add' } })
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

/** The operator is onnxruntime's own, though its domain is that of ONNX: core/graph/contrib_ops, `SimplifiedLayerNormalization`. */
function lowerNorm(graph: OnnxGraph, { x, weight, epsilon }: FusedNorm, names: ReadonlyMap<number, string>): string {
  return graph.node('SimplifiedLayerNormalization', [names.get(x.id) as string, names.get(weight.id) as string], {
    attributes: { axis: -1, epsilon: { float: epsilon } },
  })
}

function lowerInverseRms(graph: OnnxGraph, epsilon: number, name: string, x: Value): string {
  const last = x.shape.length - 1
  const squares = graph.node('ReduceSumSquare', [name, graph.integers([last])], { attributes: { keepdims: 1 } })
  const mean = graph.node('Mul', [squares, graph.number(1 / dimension(x, last))])
  return graph.node('Reciprocal', [graph.node('Sqrt', [graph.node('Add', [mean, graph.number(epsilon)])])])
}

/** A vector of indices as a column. */
function column(graph: OnnxGraph, name: string): string {
  return graph.node('Reshape', [name, graph.integers([-1, 1])])
}
