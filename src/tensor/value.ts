// Values of a step program, their shapes, and which shapes an operation takes. Tensors have rank 0 to 4; a negative first
// dimension is known only when the program runs.
import { RlvrError } from '../core/errors.ts'

export type ElementType = 'float32' | 'int32'
export type Shape = readonly number[]

/** As a first dimension: known only when the program runs. */
export const anyRows = -1

/** As a first dimension: a second number of rows, as of those that are picked out of all. */
export const pickedRows = -2

export interface Value {
  readonly id: number
  readonly shape: Shape
  readonly type: ElementType
}

/** How many numbers a shape holds; negative where its rows are unknown. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** The size of one axis. */
export function dimension(value: Value, axis: number): number {
  const size = value.shape[axis]
  if (size === undefined) throw fault(`[${value.shape}] has no axis ${axis}`)
  return size
}

export function fault(message: string): RlvrError {
  return new RlvrError('RLVR_TENSOR', `Step program: ${message}.`)
}

export function matrixShape(value: Value, transposed: boolean): [number, number] {
  const rank = value.shape.length
  const rows = dimension(value, rank - 2)
  const columns = dimension(value, rank - 1)
  return transposed ? [columns, rows] : [rows, columns]
}

export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, index) => {
    const sizeA = a[a.length - rank + index] ?? 1
    const sizeB = b[b.length - rank + index] ?? 1
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) throw fault(`[${a}] and [${b}] do not broadcast`)
    return sizeA === 1 ? sizeB : sizeA
  })
}

export function reducedShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
}

export function replaced(shape: Shape, axis: number, size: number): Shape {
  return shape.map((old, index) => (index === axis ? size : old))
}

export function requireIndices(operation: string, indices: Value): void {
  if (indices.type !== 'int32' || indices.shape.length !== 1)
    throw fault(`${operation} needs int32 indices of rank 1; got ${indices.type} [${indices.shape}]`)
}

export function requireAxes(operation: string, x: Value, axes: readonly number[]): void {
  const fit = axes.every((axis, index) => x.shape[axis] !== undefined && axes.indexOf(axis) === index)
  if (axes.length === 0 || !fit) throw fault(`${operation} over the axes [${axes}] does not fit [${x.shape}]`)
}

/** Rank 2 and, where `indices` are given, one row for each. */
export function requireMatrix(operation: string, x: Value, indices?: Value): void {
  if (x.shape.length !== 2 || (indices !== undefined && x.shape[0] !== indices.shape[0]))
    throw fault(
      `${operation} needs a matrix${indices === undefined ? '' : ` of a row for each of the indices [${indices.shape}]`}; got [${x.shape}]`,
    )
}
