// A step program: a straight-line list of tensor operations, written once and lowered to ONNX or TensorFlow.js.
// Tensors have rank 0 to 4. A negative first dimension means "as many rows as the run is given": `anyRows`, and every
// other negative number for a count of its own.
// Operations that broadcast follow NumPy's rule, except `matMul`, whose batch dimensions must be equal.
import {
  broadcastShape,
  dimension,
  elementCount,
  fault,
  matrixShape,
  reducedShape,
  replaced,
  requireAxes,
  requireIndices,
  requireMatrix,
  type ElementType,
  type Shape,
  type Value,
} from './value.ts'

export { anyRows, dimension, elementCount, pickedRows } from './value.ts'
export type { ElementType, Shape, Value } from './value.ts'

export type Operation =
  /** op(A)·op(B)·scale over the last two dimensions; op transposes where asked. Ranks are equal, 2 or 3. */
  | { readonly kind: 'matMul'; readonly transposeA: boolean; readonly transposeB: boolean; readonly scale: number }
  | { readonly kind: 'add' | 'subtract' | 'multiply' | 'divide' | 'minimum' }
  /** 1 where a > b, else 0. */
  | { readonly kind: 'greater' }
  | { readonly kind: 'exp' | 'sqrt' | 'floor' | 'sigmoid' | 'silu' }
  /** 1 / √(mean(x²) + ε) over the last dimension, which stays as 1. */
  | { readonly kind: 'inverseRms'; readonly epsilon: number }
  /** Over the last dimension. */
  | { readonly kind: 'softmax' | 'logSoftmax' }
  /** Over the last dimension, which stays as 1. */
  | { readonly kind: 'max' }
  /** The sum of what comes before each along the last dimension: 0 for the first. */
  | { readonly kind: 'sumBefore' }
  /** The highest of [N, V] in falling order, the first of equals before the others, and behind them their columns: [N, 2·count]. */
  | { readonly kind: 'top'; readonly count: number }
  /** Over `axes`, which stay as dimensions of 1. */
  | { readonly kind: 'sum' | 'mean'; readonly axes: readonly number[] }
  | { readonly kind: 'reshape' | 'broadcast'; readonly shape: Shape }
  | { readonly kind: 'transpose'; readonly permutation: readonly number[] }
  | { readonly kind: 'slice'; readonly axis: number; readonly start: number; readonly end: number }
  /** Zeros before and after along one axis. */
  | { readonly kind: 'pad'; readonly axis: number; readonly before: number; readonly after: number }
  | { readonly kind: 'concat'; readonly axis: number }
  /**
   * Turns pairs (i, i + K/2) of the K numbers of each head, in rows [N, H·K], by the angles whose cosines and sines are
   * in the rows of two tables [P, K/2] at indices [N]; `inverse` turns back.
   */
  | { readonly kind: 'rotate'; readonly inverse: boolean }
  /** Rows of a table [V, d] at indices [N]: [N, d]. */
  | { readonly kind: 'gatherRows' }
  /** Rows [N, d] added up at indices [N] of a table of zeros [rows, d]. */
  | { readonly kind: 'scatterAddRows'; readonly rows: number }
  /** A table [R, d] with rows [N, d] added to it at indices [N]: [R, d]. */
  | { readonly kind: 'addRows' }
  /** A table [R, d] with rows [N, d] in place of those at indices [N], which differ: [R, d]. */
  | { readonly kind: 'putRows' }
  /** The element of each row of [N, V] at indices [N]: [N, 1]. */
  | { readonly kind: 'pick' }
  /** Values [N, 1] put at indices [N] into rows of zeros: [N, columns]. */
  | { readonly kind: 'unpick'; readonly columns: number }

export type OperationKind = Operation['kind']

export interface Node {
  readonly operation: Operation
  readonly inputs: readonly Value[]
  readonly output: Value
}

export interface Constant {
  readonly value: Value
  readonly data: Float32Array
  /** What a back end may keep a matrix in that is the second operand of a product; its results differ then. */
  readonly storage: ConstantStorage
}

export type ConstantStorage = 'float32' | 'int8' | 'int4'

/** What it gives is of the type of its first operand; whole numbers are added and moved about, to say where rows are. */
const keepsType: ReadonlySet<OperationKind> = new Set(['add', 'reshape', 'slice', 'concat', 'gatherRows'])

/** A program under construction and, when done, as the lowerings read it. */
export class Program {
  readonly inputs: Map<string, Value> = new Map()
  readonly outputs: Map<string, Value> = new Map()
  readonly constants: Constant[] = []
  readonly nodes: Node[] = []
  #nextId = 0
  readonly #scalars = new Map<number, Value>()

  input(name: string, shape: Shape, type: ElementType = 'float32'): Value {
    if (this.inputs.has(name)) throw fault(`there is an input \`${name}\` already`)
    const value = this.#value(shape, type)
    this.inputs.set(name, value)
    return value
  }

  constant(data: Float32Array, shape: Shape, storage: ConstantStorage = 'float32'): Value {
    if (data.length !== elementCount(shape))
      throw fault(`a constant of shape [${shape}] needs ${elementCount(shape)} numbers; got ${data.length}`)
    const value = this.#value(shape, 'float32')
    this.constants.push({ value, data, storage })
    return value
  }

  /** A constant of shape [1], shared between uses. */
  scalar(number: number): Value {
    const known = this.#scalars.get(number)
    if (known !== undefined) return known
    const value = this.constant(Float32Array.of(number), [1])
    this.#scalars.set(number, value)
    return value
  }

  output(name: string, value: Value): void {
    if (this.outputs.has(name)) throw fault(`there is an output \`${name}\` already`)
    this.outputs.set(name, value)
  }

  matMul(a: Value, b: Value, options: { transposeA?: boolean; transposeB?: boolean; scale?: number } = {}): Value {
    const { transposeA = false, transposeB = false, scale = 1 } = options
    const rank = a.shape.length
    if (rank !== b.shape.length || (rank !== 2 && rank !== 3))
      throw fault(`matMul needs two tensors of rank 2 or 3; got [${a.shape}] and [${b.shape}]`)
    const [rowsA, columnsA] = matrixShape(a, transposeA)
    const [rowsB, columnsB] = matrixShape(b, transposeB)
    if (columnsA !== rowsB || a.shape[0] === undefined || (rank === 3 && a.shape[0] !== b.shape[0])) {
      throw fault(`matMul cannot multiply [${a.shape}]${transposeA ? 'ᵀ' : ''} by [${b.shape}]${transposeB ? 'ᵀ' : ''}`)
    }
    const shape = rank === 3 ? [a.shape[0], rowsA, columnsB] : [rowsA, columnsB]
    return this.#node({ kind: 'matMul', transposeA, transposeB, scale }, [a, b], shape)
  }

  add(a: Value, b: Value): Value {
    return this.#node({ kind: 'add' }, [a, b], broadcastShape(a.shape, b.shape))
  }

  subtract(a: Value, b: Value): Value {
    return this.#node({ kind: 'subtract' }, [a, b], broadcastShape(a.shape, b.shape))
  }

  multiply(a: Value, b: Value): Value {
    return this.#node({ kind: 'multiply' }, [a, b], broadcastShape(a.shape, b.shape))
  }

  divide(a: Value, b: Value): Value {
    return this.#node({ kind: 'divide' }, [a, b], broadcastShape(a.shape, b.shape))
  }

  minimum(a: Value, b: Value): Value {
    return this.#node({ kind: 'minimum' }, [a, b], broadcastShape(a.shape, b.shape))
  }

  greater(a: Value, b: Value): Value {
    return this.#node({ kind: 'greater' }, [a, b], broadcastShape(a.shape, b.shape))
  }

  exp(x: Value): Value {
    return this.#node({ kind: 'exp' }, [x], x.shape)
  }

  sqrt(x: Value): Value {
    return this.#node({ kind: 'sqrt' }, [x], x.shape)
  }

  floor(x: Value): Value {
    return this.#node({ kind: 'floor' }, [x], x.shape)
  }

  sigmoid(x: Value): Value {
    return this.#node({ kind: 'sigmoid' }, [x], x.shape)
  }

  /** x · σ(x). */
  silu(x: Value): Value {
    return this.#node({ kind: 'silu' }, [x], x.shape)
  }

  inverseRms(x: Value, epsilon: number): Value {
    if (dimension(x, x.shape.length - 1) < 0) throw fault(`inverseRms needs a width; got [${x.shape}]`)
    return this.#node({ kind: 'inverseRms', epsilon }, [x], reducedShape(x.shape, [x.shape.length - 1]))
  }

  softmax(x: Value): Value {
    return this.#node({ kind: 'softmax' }, [x], x.shape)
  }

  logSoftmax(x: Value): Value {
    return this.#node({ kind: 'logSoftmax' }, [x], x.shape)
  }

  max(x: Value): Value {
    return this.#node({ kind: 'max' }, [x], reducedShape(x.shape, [x.shape.length - 1]))
  }

  sumBefore(x: Value): Value {
    return this.#node({ kind: 'sumBefore' }, [x], x.shape)
  }

  top(x: Value, count: number): Value {
    requireMatrix('top', x)
    if (!(count >= 1 && count <= dimension(x, 1))) throw fault(`top cannot find ${count} in rows of [${x.shape}]`)
    return this.#node({ kind: 'top', count }, [x], [dimension(x, 0), 2 * count])
  }

  sum(x: Value, axes: readonly number[]): Value {
    requireAxes('sum', x, axes)
    return this.#node({ kind: 'sum', axes }, [x], reducedShape(x.shape, axes))
  }

  mean(x: Value, axes: readonly number[]): Value {
    requireAxes('mean', x, axes)
    return this.#node({ kind: 'mean', axes }, [x], reducedShape(x.shape, axes))
  }

  reshape(x: Value, shape: Shape): Value {
    const known = (x.shape[0] ?? 1) >= 0 && (shape[0] ?? 1) >= 0
    if (known && elementCount(shape) !== elementCount(x.shape))
      throw fault(`reshape cannot turn [${x.shape}] into [${shape}]`)
    return this.#node({ kind: 'reshape', shape }, [x], shape)
  }

  /** Repeats `x` along its dimensions of 1 up to `shape`, of the same rank; never up to a number of rows that is unknown. */
  broadcast(x: Value, shape: Shape): Value {
    const fits =
      x.shape.length === shape.length &&
      x.shape.every((size, axis) => size === shape[axis] || (size === 1 && (shape[axis] as number) > 0))
    if (!fits) throw fault(`broadcast cannot spread [${x.shape}] over [${shape}]`)
    return this.#node({ kind: 'broadcast', shape }, [x], shape)
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    const isPermutation =
      permutation.length === x.shape.length && x.shape.every((_, axis) => permutation.includes(axis))
    if (!isPermutation) throw fault(`transpose of [${x.shape}] needs a permutation of its axes; got [${permutation}]`)
    return this.#node(
      { kind: 'transpose', permutation },
      [x],
      permutation.map((axis) => dimension(x, axis)),
    )
  }

  slice(x: Value, axis: number, start: number, end: number): Value {
    if (!(start >= 0 && start < end && end <= dimension(x, axis)))
      throw fault(`slice ${start}..${end} of axis ${axis} is outside [${x.shape}]`)
    return this.#node({ kind: 'slice', axis, start, end }, [x], replaced(x.shape, axis, end - start))
  }

  pad(x: Value, axis: number, before: number, after: number): Value {
    if (!(before >= 0 && after >= 0 && dimension(x, axis) >= 0))
      throw fault(`pad cannot put ${before} before and ${after} after axis ${axis} of [${x.shape}]`)
    return this.#node(
      { kind: 'pad', axis, before, after },
      [x],
      replaced(x.shape, axis, before + dimension(x, axis) + after),
    )
  }

  concat(parts: readonly Value[], axis: number): Value {
    const first = parts[0]
    if (first === undefined) throw fault('concat needs at least one tensor')
    const fit = parts.every(
      ({ shape }) =>
        shape.length === first.shape.length &&
        shape.every((size, index) => (index === axis ? size >= 0 : size === first.shape[index])),
    )
    if (!fit) throw fault(`concat cannot join ${parts.map(({ shape }) => `[${shape}]`).join(', ')} along axis ${axis}`)
    const length = parts.reduce((total, part) => total + dimension(part, axis), 0)
    return this.#node({ kind: 'concat', axis }, parts, replaced(first.shape, axis, length))
  }

  rotate(x: Value, [cosine, sine]: readonly [Value, Value], indices: Value, inverse = false): Value {
    requireIndices('rotate', indices)
    requireMatrix('rotate', x, indices)
    requireMatrix('rotate', cosine)
    const half = dimension(cosine, 1)
    if (sine.shape.join() !== cosine.shape.join() || dimension(x, 1) % (2 * half) !== 0)
      throw fault(`rotate cannot turn [${x.shape}] by tables [${cosine.shape}] and [${sine.shape}]`)
    return this.#node({ kind: 'rotate', inverse }, [x, cosine, sine, indices], x.shape)
  }

  gatherRows(table: Value, indices: Value): Value {
    requireIndices('gatherRows', indices)
    requireMatrix('gatherRows', table)
    return this.#node({ kind: 'gatherRows' }, [table, indices], [dimension(indices, 0), dimension(table, 1)])
  }

  scatterAddRows(rowValues: Value, indices: Value, rows: number): Value {
    requireIndices('scatterAddRows', indices)
    if (rows < 0) throw fault('scatterAddRows needs a known number of rows; add to a table with addRows')
    requireMatrix('scatterAddRows', rowValues, indices)
    return this.#node({ kind: 'scatterAddRows', rows }, [rowValues, indices], [rows, dimension(rowValues, 1)])
  }

  addRows(table: Value, rowValues: Value, indices: Value): Value {
    requireIndices('addRows', indices)
    requireMatrix('addRows', rowValues, indices)
    requireMatrix('addRows', table)
    if (table.shape[1] !== rowValues.shape[1])
      throw fault(`addRows cannot add rows [${rowValues.shape}] to a table [${table.shape}]`)
    return this.#node({ kind: 'addRows' }, [table, rowValues, indices], table.shape)
  }

  putRows(table: Value, rowValues: Value, indices: Value): Value {
    requireIndices('putRows', indices)
    requireMatrix('putRows', rowValues, indices)
    requireMatrix('putRows', table)
    if (table.shape[1] !== rowValues.shape[1])
      throw fault(`putRows cannot put rows [${rowValues.shape}] into a table [${table.shape}]`)
    return this.#node({ kind: 'putRows' }, [table, rowValues, indices], table.shape)
  }

  pick(x: Value, indices: Value): Value {
    requireIndices('pick', indices)
    requireMatrix('pick', x, indices)
    return this.#node({ kind: 'pick' }, [x, indices], [dimension(x, 0), 1])
  }

  unpick(values: Value, indices: Value, columns: number): Value {
    requireIndices('unpick', indices)
    requireMatrix('unpick', values, indices)
    if (values.shape[1] !== 1) throw fault(`unpick needs one value a row; got [${values.shape}]`)
    return this.#node({ kind: 'unpick', columns }, [values, indices], [dimension(values, 0), columns])
  }

  /** The node of another program again, with this program's values for its inputs. */
  copy({ operation, output }: Node, inputs: readonly Value[], shape: Shape = output.shape): Value {
    return this.#node(operation, inputs, shape)
  }

  #value(shape: Shape, type: ElementType): Value {
    if (shape.length > 4) throw fault(`tensors have rank 4 at most; got [${shape}]`)
    if (shape.slice(1).some((size) => size < 1))
      throw fault(`the shape [${shape}] has an empty or unknown dimension after the first`)
    return { id: this.#nextId++, shape, type }
  }

  #node(operation: Operation, inputs: readonly Value[], shape: Shape): Value {
    const first = inputs[0] as Value
    const output = this.#value(shape, keepsType.has(operation.kind) ? first.type : 'float32')
    this.nodes.push({ operation, inputs, output })
    return output
  }
}
