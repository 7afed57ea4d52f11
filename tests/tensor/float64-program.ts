// Runs a step program in plain JavaScript numbers (float64): the independent reference of the lowerings. Every
// operation is written from its definition, element by element, and knows nothing of how the others do it.
import type { Node, Program, Shape, Value } from '../../src/tensor/program.ts'

export interface Float64Tensor {
  readonly shape: Shape
  readonly data: Float64Array
}

export type Float64Tensors = { readonly [name: string]: Float64Tensor }

export function tensor(shape: Shape, values: ArrayLike<number>): Float64Tensor {
  if (values.length !== sizeOf(shape)) throw new Error(`[${shape}] has ${sizeOf(shape)} numbers, not ${values.length}`)
  return { shape, data: Float64Array.from(values) }
}

/** The outputs of a program by name. */
export function runFloat64(program: Program, inputs: Float64Tensors): Record<string, Float64Tensor> {
  const values = new Map<number, Float64Tensor>()
  for (const [name, value] of program.inputs) values.set(value.id, inputs[name] as Float64Tensor)
  for (const { value, data } of program.constants) values.set(value.id, tensor(value.shape, data))
  for (const node of program.nodes)
    values.set(
      node.output.id,
      evaluate(node, (value: Value) => values.get(value.id) as Float64Tensor),
    )
  return Object.fromEntries([...program.outputs].map(([name, { id }]) => [name, values.get(id) as Float64Tensor]))
}

const pairwise: { readonly [kind: string]: (a: number, b: number) => number } = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  minimum: Math.min,
  greater: (a, b) => Number(a > b),
}

const single: { readonly [kind: string]: (x: number) => number } = {
  exp: Math.exp,
  sqrt: Math.sqrt,
  floor: Math.floor,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  silu: (x) => x / (1 + Math.exp(-x)),
}

function evaluate(node: Node, valueOf: (value: Value) => Float64Tensor): Float64Tensor {
  const { operation } = node
  const inputs = node.inputs.map(valueOf)
  const [x, y] = inputs as [Float64Tensor, Float64Tensor]
  switch (operation.kind) {
    case 'matMul':
      return matMul(x, y, operation)
    case 'softmax':
      return alongLast(x, (row) => {
        const weights = row.map((each) => Math.exp(each - Math.max(...row)))
        return weights.map((weight) => weight / total(weights))
      })
    case 'logSoftmax':
      return alongLast(x, (row) => {
        const highest = Math.max(...row)
        const logSum = highest + Math.log(total(row.map((each) => Math.exp(each - highest))))
        return row.map((each) => each - logSum)
      })
    case 'inverseRms':
      return {
        shape: changed(x.shape, x.shape.length - 1, 1),
        data: Float64Array.from(
          rowsOf(x),
          (row) => 1 / Math.sqrt(total(row.map((each) => each * each)) / row.length + operation.epsilon),
        ),
      }
    case 'max':
      return {
        shape: changed(x.shape, x.shape.length - 1, 1),
        data: Float64Array.from(rowsOf(x), (row) => Math.max(...row)),
      }
    case 'sumBefore':
      return alongLast(x, (row) => row.map((_, index) => total(row.slice(0, index))))
    case 'top': {
      const rows = rowsOf(x).map((row) => {
        const columns = [...row.keys()].sort((a, b) => row[b]! - row[a]! || a - b).slice(0, operation.count)
        return [...columns.map((column) => row[column]!), ...columns]
      })
      return { shape: changed(x.shape, 1, 2 * operation.count), data: Float64Array.from(rows.flat()) }
    }
    case 'sum':
    case 'mean': {
      const shape = x.shape.map((size, axis) => (operation.axes.includes(axis) ? 1 : size))
      const data = new Float64Array(sizeOf(shape))
      eachPlace(x.shape, (place, at) => (data[offsetIn(shape, place)]! += x.data[at]!))
      const count = operation.kind === 'mean' ? x.data.length / data.length : 1
      return { shape, data: data.map((each) => each / count) }
    }
    case 'reshape':
      return { shape: resolved(operation.shape, x.data.length), data: x.data }
    case 'broadcast':
      return build(
        operation.shape.map((size, axis) => (size < 0 ? x.shape[axis]! : size)),
        (place) => at(x, place),
      )
    case 'transpose':
      return build(
        operation.permutation.map((axis) => x.shape[axis]!),
        (place) =>
          at(
            x,
            x.shape.map((_, axis) => place[operation.permutation.indexOf(axis)]!),
          ),
      )
    case 'slice':
      return build(changed(x.shape, operation.axis, operation.end - operation.start), (place) =>
        at(x, changed(place, operation.axis, place[operation.axis]! + operation.start)),
      )
    case 'pad': {
      const { axis, before, after } = operation
      return build(changed(x.shape, axis, before + x.shape[axis]! + after), (place) => {
        const index = place[axis]! - before
        return index < 0 || index >= x.shape[axis]! ? 0 : at(x, changed(place, axis, index))
      })
    }
    case 'concat': {
      const { axis } = operation
      const length = total(inputs.map((part) => part.shape[axis]!))
      return build(changed(x.shape, axis, length), (place) => {
        let index = place[axis]!
        for (const part of inputs) {
          if (index < part.shape[axis]!) return at(part, changed(place, axis, index))
          index -= part.shape[axis]!
        }
        throw new Error('outside of every part')
      })
    }
    case 'rotate': {
      const [, cosine, sine, places] = inputs as [Float64Tensor, Float64Tensor, Float64Tensor, Float64Tensor]
      const half = cosine.shape[1]!
      return build(x.shape, ([row, column]) => {
        const [pair, isHigh] = [column! % half, column! % (2 * half) >= half]
        const other = at(x, [row!, column! + (isHigh ? -half : half)])
        const turn = at(sine, [places.data[row!]!, pair]) * (isHigh === operation.inverse ? -1 : 1)
        return at(x, [row!, column!]) * at(cosine, [places.data[row!]!, pair]) + other * turn
      })
    }
    case 'gatherRows':
      return build([y.data.length, x.shape[1]!], ([row, column]) => at(x, [y.data[row!]!, column!]))
    case 'scatterAddRows': {
      const data = new Float64Array(operation.rows * x.shape[1]!)
      eachPlace(x.shape, ([row, column], index) => (data[y.data[row!]! * x.shape[1]! + column!]! += x.data[index]!))
      return { shape: [operation.rows, x.shape[1]!], data }
    }
    case 'addRows': {
      const data = x.data.slice()
      const indices = inputs[2]!.data
      eachPlace(y.shape, ([row, column], index) => (data[indices[row!]! * x.shape[1]! + column!]! += y.data[index]!))
      return { shape: x.shape, data }
    }
    case 'putRows': {
      const data = x.data.slice()
      const indices = inputs[2]!.data
      eachPlace(y.shape, ([row, column], index) => (data[indices[row!]! * x.shape[1]! + column!] = y.data[index]!))
      return { shape: x.shape, data }
    }
    case 'pick':
      return build([x.shape[0]!, 1], ([row]) => at(x, [row!, y.data[row!]!]))
    case 'unpick':
      return build([x.shape[0]!, operation.columns], ([row, column]) => (y.data[row!] === column ? x.data[row!]! : 0))
    default: {
      const one = single[operation.kind]
      if (one !== undefined) return { shape: x.shape, data: x.data.map(one) }
      const two = pairwise[operation.kind]!
      const rank = Math.max(x.shape.length, y.shape.length)
      const sizeAt = (each: Float64Tensor, axis: number): number => each.shape[axis - rank + each.shape.length] ?? 1
      const shape = Array.from({ length: rank }, (_, axis) => Math.max(sizeAt(x, axis), sizeAt(y, axis)))
      return build(shape, (place) => two(at(x, place), at(y, place)))
    }
  }
}

function matMul(
  a: Float64Tensor,
  b: Float64Tensor,
  { transposeA, transposeB, scale }: { transposeA: boolean; transposeB: boolean; scale: number },
): Float64Tensor {
  const entry = (x: Float64Tensor, lead: readonly number[], row: number, column: number, transposed: boolean): number =>
    at(x, transposed ? [...lead, column, row] : [...lead, row, column])
  const lead = a.shape.slice(0, -2)
  const [rows, inner] = (transposeA ? a.shape.slice(-2).toReversed() : a.shape.slice(-2)) as [number, number]
  const columns = b.shape.at(transposeB ? -2 : -1)!
  return build([...lead, rows, columns], (place) => {
    const [row, column] = place.slice(-2) as [number, number]
    let sum = 0
    for (let k = 0; k < inner; k++)
      sum += entry(a, place.slice(0, -2), row, k, transposeA) * entry(b, place.slice(0, -2), k, column, transposeB)
    return sum * scale
  })
}

/** The element at a place; a dimension of 1 is the same everywhere, and leading coordinates that are too many are dropped. */
function at(x: Float64Tensor, place: readonly number[]): number {
  return x.data[offsetIn(x.shape, place.slice(place.length - x.shape.length))]!
}

function offsetIn(shape: Shape, place: readonly number[]): number {
  return shape.reduce((offset, size, axis) => offset * size + (size === 1 ? 0 : place[axis]!), 0)
}

function build(shape: Shape, valueAt: (place: readonly number[]) => number): Float64Tensor {
  const data = new Float64Array(sizeOf(shape))
  eachPlace(shape, (place, index) => (data[index] = valueAt(place)))
  return { shape, data }
}

function eachPlace(shape: Shape, visit: (place: readonly number[], index: number) => void): void {
  const count = sizeOf(shape)
  for (let index = 0; index < count; index++) {
    let rest = index
    const place = shape
      .toReversed()
      .map((size) => {
        const coordinate = rest % size
        rest = Math.floor(rest / size)
        return coordinate
      })
      .toReversed()
    visit(place, index)
  }
}

function alongLast(x: Float64Tensor, change: (row: number[]) => number[]): Float64Tensor {
  return { shape: x.shape, data: Float64Array.from(rowsOf(x).flatMap(change)) }
}

function rowsOf({ shape, data }: Float64Tensor): number[][] {
  const width = shape.at(-1)!
  return Array.from({ length: data.length / width }, (_, row) => [...data.subarray(row * width, (row + 1) * width)])
}

function resolved(shape: Shape, count: number): Shape {
  const known = sizeOf(shape.filter((size) => size >= 0))
  return shape.map((size) => (size < 0 ? count / known : size))
}

function changed(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((old, index) => (index === axis ? size : old))
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1)
}

function total(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0)
}
