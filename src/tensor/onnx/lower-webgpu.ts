// What onnxruntime's WebGPU provider computes otherwise, so that no node of a step program falls back to the CPU, which
// would bring its operands to the host and its result back. The provider (onnxruntime 1.30, core/providers/webgpu and
// contrib_ops/webgpu) has no FusedMatMul, LogSoftmax or ConstantOfShape, no Slice of whole numbers, and of 64-bit ones no
// Reshape and no Cast. Its SimplifiedLayerNormalization gives wrong numbers as its second output, so norms whose
// gradients are wanted are computed by operators of their own (`fused-norms.ts`).
import { dimension, elementCount, type Node, type Operation, type Shape, type Value } from '../program.ts'
import { column, type OnnxGraph } from './graph.ts'

/** The name of what a node gives; null for an operation that is lowered as for the CPU. */
export function lowerForWebgpu(
  graph: OnnxGraph,
  { operation, inputs, output }: Node,
  names: readonly string[],
): string | null {
  const [first, second] = names as readonly [string, string]
  switch (operation.kind) {
    case 'matMul':
      return inputs[0]?.shape.length === 2
        ? matrixProduct(graph, operation, [first, second])
        : batchedProduct(graph, operation, { names: [first, second], node: { inputs, output } })
    case 'logSoftmax': {
      // The greatest number is taken out first: exponentials of what is left lie within 0 and 1.
      const last = graph.integers([output.shape.length - 1])
      const keepsAxis = { attributes: { keepdims: 1 } }
      const shifted = graph.node('Sub', [first, graph.node('ReduceMax', [first, last], keepsAxis)])
      const total = graph.node('ReduceSum', [graph.node('Exp', [shifted]), last], keepsAxis)
      return graph.node('Sub', [shifted, graph.node('Log', [total])])
    }
    case 'scatterAddRows': {
      const indices = graph.node('Cast', [column(graph, second)], { attributes: { to: 7 } })
      return graph.node('ScatterND', [zeros(graph, output.shape), indices, first], { attributes: { reduction: 'add' } })
    }
    case 'unpick': {
      const isHere = graph.node('Equal', [column(graph, second), graph.counting(operation.columns, 'int32')])
      return graph.node('Where', [isHere, first, graph.number(0)])
    }
    case 'top': {
      const columns = `columns_of_${output.id}`
      const values = graph.node('TopK', [first, graph.integers([operation.count])], {
        second: columns,
        attributes: { axis: -1 },
      })
      // Columns come as 64-bit integers, which nothing turns into floats but looking them up.
      const width = dimension(inputs[0] as Value, 1)
      const floats = graph.node('Gather', [graph.counting(width, 'float32'), columns], { attributes: { axis: 0 } })
      return graph.node('Concat', [values, floats], { attributes: { axis: 1 } })
    }
    case 'slice': {
      if (output.type === 'float32') return null
      const { axis, start, end } = operation
      const places = graph.integers(Array.from({ length: end - start }, (_, index) => start + index))
      return graph.node('Gather', [first, places], { attributes: { axis } })
    }
    default:
      return null
  }
}

type MatMul = Extract<Operation, { kind: 'matMul' }>

/** One operator, whatever is transposed and scaled. */
function matrixProduct(
  graph: OnnxGraph,
  { transposeA, transposeB, scale }: MatMul,
  names: readonly [string, string],
): string {
  if (!transposeA && !transposeB && scale === 1) return graph.node('MatMul', names)
  return graph.node('Gemm', names, {
    attributes: { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: scale } },
  })
}

/** Transposed by operators of their own; the scale multiplies the smallest of the three tensors. */
function batchedProduct(
  graph: OnnxGraph,
  { transposeA, transposeB, scale }: MatMul,
  { names, node: { inputs, output } }: { names: readonly [string, string]; node: Pick<Node, 'inputs' | 'output'> },
): string {
  const sizes = [...inputs, output].map(({ shape }) => elementCount(shape.slice(1)))
  const smallest = sizes.indexOf(Math.min(...sizes))
  const scaled = (name: string, place: number): string =>
    scale !== 1 && place === smallest ? graph.node('Mul', [name, graph.number(scale)]) : name
  const operand = (place: 0 | 1, isTransposed: boolean): string => {
    const name = scaled(names[place], place)
    return isTransposed ? graph.node('Transpose', [name], { attributes: { perm: [0, 2, 1] } }) : name
  }
  return scaled(graph.node('MatMul', [operand(0, transposeA), operand(1, transposeB)]), 2)
}

function zeros(graph: OnnxGraph, shape: Shape): string {
  return graph.node('Expand', [graph.number(0), graph.integers(shape)])
}
