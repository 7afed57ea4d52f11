// One step-program operation as TensorFlow.js operations. Ranks stay at 4 or below, `einsum` and broadcasting products
// are avoided: those are where its back ends differ or fail.
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import type { Node, Operation } from '../program.ts'
import type { Tf } from './load-tfjs.ts'

export function lowerNode(tf: Tf, node: Node, inputs: readonly Tensor[], transposeFirst: boolean): Tensor {
  const [first, second] = inputs as [Tensor, Tensor]
  const operation = node.operation
  switch (operation.kind) {
    case 'matMul':
      return matMul(tf, operation, first, second, transposeFirst)
    case 'add':
      return tf.add(first, second)
    case 'subtract':
      return tf.sub(first, second)
    case 'multiply':
      return tf.mul(first, second)
    case 'divide':
      return tf.div(first, second)
    case 'minimum':
      return tf.minimum(first, second)
    case 'greater':
      return tf.cast(tf.greater(first, second), 'float32')
    case 'max':
      return tf.max(first, -1, true)
    case 'sumBefore':
      return tf.cumsum(first, first.shape.length - 1, true)
    case 'top': {
      const { values, indices } = tf.topk(first, operation.count, true)
      return tf.concat([values, tf.cast(indices, 'float32')], 1)
    }
    case 'exp':
      return tf.exp(first)
    case 'sqrt':
      return tf.sqrt(first)
    case 'floor':
      return tf.floor(first)
    case 'sigmoid':
      return tf.sigmoid(first)
    case 'silu':
      return tf.mul(first, tf.sigmoid(first))
    case 'inverseRms':
      return tf.rsqrt(tf.add(tf.mean(tf.square(first), -1, true), operation.epsilon))
    case 'softmax':
      return tf.softmax(first)
    case 'logSoftmax':
      return logSoftmax(tf, first)
    case 'sum':
      return tf.sum(first, [...operation.axes], true)
    case 'mean':
      return tf.mean(first, [...operation.axes], true)
    case 'reshape':
      return tf.reshape(
        first,
        operation.shape.map((size) => Math.max(-1, size)),
      )
    case 'broadcast':
      return tf.broadcastTo(
        first,
        operation.shape.map((size, axis) => (size < 0 ? (first.shape[axis] as number) : size)),
      )
    case 'transpose':
      return tf.transpose(first, [...operation.permutation])
    case 'slice': {
      const begin = first.shape.map((_, axis) => (axis === operation.axis ? operation.start : 0))
      const size = first.shape.map((length, axis) =>
        axis === operation.axis ? operation.end - operation.start : length,
      )
      return tf.slice(first, begin, size)
    }
    case 'pad':
      return tf.pad(
        first,
        first.shape.map((_, axis): [number, number] =>
          axis === operation.axis ? [operation.before, operation.after] : [0, 0],
        ),
      )
    case 'concat':
      return tf.concat([...inputs], operation.axis)
    case 'rotate':
      return rotate(tf, inputs as readonly [Tensor, Tensor, Tensor, Tensor1D], operation.inverse)
    case 'gatherRows':
      return tf.gather(first, second)
    case 'scatterAddRows':
      return tf.scatterND(tf.reshape(second, [-1, 1]), first, [operation.rows, first.shape[1] ?? 0])
    case 'addRows': {
      const [table, rowValues, indices] = inputs as [Tensor, Tensor, Tensor1D]
      return tf.add(table, tf.scatterND(tf.reshape(indices, [-1, 1]), rowValues, table.shape as [number, number]))
    }
    case 'putRows': {
      const [table, rowValues, indices] = inputs as [Tensor, Tensor, Tensor1D]
      return tf.tensorScatterUpdate(table, tf.reshape(indices, [-1, 1]), rowValues)
    }
    case 'pick':
      return tf.reshape(tf.gatherND(first, rowAndColumn(tf, second as Tensor1D)), [-1, 1])
    case 'unpick':
      return tf.scatterND(rowAndColumn(tf, second as Tensor1D), tf.reshape(first, [-1]), [
        first.shape[0] ?? 0,
        operation.columns,
      ])
  }
}

function matMul(
  tf: Tf,
  { transposeA, transposeB, scale }: Extract<Operation, { kind: 'matMul' }>,
  a: Tensor,
  b: Tensor,
  transposeFirst: boolean,
): Tensor {
  const product = transposeFirst
    ? tf.matMul(transposeA ? swapped(tf, a) : a, transposeB ? swapped(tf, b) : b)
    : tf.matMul(a, b, transposeA, transposeB)
  return scale === 1 ? product : tf.mul(product, scale)
}

function rotate(
  tf: Tf,
  [x, cosine, sine, indices]: readonly [Tensor, Tensor, Tensor, Tensor1D],
  inverse: boolean,
): Tensor {
  const half = cosine.shape[1] as number
  const heads = (x.shape[1] as number) / (2 * half)
  const at = (table: Tensor): Tensor => tf.reshape(tf.gather(table, indices), [-1, 1, half])
  const pairs = tf.reshape(x, [-1, heads, 2 * half])
  const low = tf.slice(pairs, [0, 0, 0], [-1, heads, half])
  const high = tf.slice(pairs, [0, 0, half], [-1, heads, half])
  const [c, s] = [at(cosine), inverse ? tf.neg(at(sine)) : at(sine)]
  const turned = tf.concat([tf.sub(tf.mul(low, c), tf.mul(high, s)), tf.add(tf.mul(high, c), tf.mul(low, s))], 2)
  return tf.reshape(turned, x.shape)
}

function swapped(tf: Tf, x: Tensor): Tensor {
  return tf.transpose(x, x.shape.length === 3 ? [0, 2, 1] : [1, 0])
}

/** x - log Σ e^x with the highest value taken out; tf.logSoftmax is a function of its gradient tape, which is not loaded. */
function logSoftmax(tf: Tf, x: Tensor): Tensor {
  const shifted = tf.sub(x, tf.max(x, -1, true))
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)))
}

/** Indices [N] as pairs (row, index): [N, 2]. */
function rowAndColumn(tf: Tf, indices: Tensor1D): Tensor2D {
  const rows = tf.range(0, indices.shape[0], 1, 'int32')
  return tf.stack([rows, indices], 1) as Tensor2D
}
