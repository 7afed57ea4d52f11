// Small programs of one operation each, for comparing its gradient rule with finite differences and its lowerings
// with each other.
import * as fc from 'fast-check'
import type { Program, Shape, Value } from '../../src/tensor/program.ts'

/** How the inputs of an operation are made: any number, or one that is safe to divide by and take the root of. */
export type Numbers = 'any' | 'positive' | 'indices' | NumbersToCompare

/** Whole numbers of which many are equal, and indices of which none are. */
export type NumbersToCompare = 'few' | 'places'

export interface OperandCase {
  readonly shape: Shape
  readonly numbers: Numbers
  /** Indices lie below this. */
  readonly below?: number
}

export interface OperationCase {
  readonly operands: readonly OperandCase[]
  readonly apply: (program: Program, operands: readonly Value[]) => Value
}

const size = fc.integer({ min: 1, max: 4 })
const shapeOf = (minRank: number, maxRank = 4): fc.Arbitrary<number[]> =>
  fc.array(size, { minLength: minRank, maxLength: maxRank })

/** Two shapes that broadcast: some dimensions of each are 1, some leading ones missing. */
const broadcasting: fc.Arbitrary<readonly [Shape, Shape]> = shapeOf(1, 4).chain((shape) => {
  const narrowed = fc
    .tuple(fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }), fc.nat(shape.length - 1))
    .map(([ones, missing]) => shape.map((each, axis) => (ones[axis] === true ? 1 : each)).slice(missing))
  return fc.oneof(
    narrowed.map((other): [Shape, Shape] => [shape, other]),
    narrowed.map((other): [Shape, Shape] => [other, shape]),
  )
})

const operand = (shape: Shape, numbers: Numbers = 'any'): OperandCase => ({ shape, numbers })

const pairwise = (kind: 'add' | 'subtract' | 'multiply' | 'divide' | 'minimum'): fc.Arbitrary<OperationCase> =>
  broadcasting.map(([a, b]) => ({
    operands: [operand(a), operand(b, kind === 'divide' ? 'positive' : 'any')],
    apply: (program, [x, y]) => program[kind](x as Value, y as Value),
  }))

const single = (
  kind: 'exp' | 'sqrt' | 'floor' | 'sigmoid' | 'silu' | 'softmax' | 'logSoftmax',
  numbers: Numbers = 'any',
): fc.Arbitrary<OperationCase> =>
  shapeOf(1).map((shape) => ({
    operands: [operand(shape, numbers)],
    apply: (program, [x]) => program[kind](x as Value),
  }))

const reduction = (kind: 'sum' | 'mean'): fc.Arbitrary<OperationCase> =>
  shapeOf(1)
    .chain((shape) => fc.tuple(fc.constant(shape), fc.subarray([...shape.keys()], { minLength: 1 })))
    .map(([shape, axes]) => ({ operands: [operand(shape)], apply: (program, [x]) => program[kind](x as Value, axes) }))

const inverseRms = fc.tuple(shapeOf(1), fc.constantFrom(1e-6, 0.5)).map(([shape, epsilon]): OperationCase => ({
  operands: [operand(shape, 'positive')],
  apply: (program, [x]) => program.inverseRms(x as Value, epsilon),
}))

const matMul: fc.Arbitrary<OperationCase> = fc
  .record({
    rows: size,
    inner: size,
    columns: size,
    batch: fc.option(size, { nil: undefined }),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
    scale: fc.constantFrom(1, 0.25, -2),
  })
  .map(({ rows, inner, columns, batch, ...options }) => {
    const lead = batch === undefined ? [] : [batch]
    return {
      operands: [
        operand([...lead, ...(options.transposeA ? [inner, rows] : [rows, inner])]),
        operand([...lead, ...(options.transposeB ? [columns, inner] : [inner, columns])]),
      ],
      apply: (program, [a, b]) => program.matMul(a as Value, b as Value, options),
    }
  })

const onAxis = <T>(
  rest: (shape: number[], axis: number) => fc.Arbitrary<T>,
): fc.Arbitrary<{ shape: number[]; axis: number; extra: T }> =>
  shapeOf(1).chain((shape) =>
    fc.nat(shape.length - 1).chain((axis) => rest(shape, axis).map((extra) => ({ shape, axis, extra }))),
  )

const slice = onAxis((shape, axis) => fc.tuple(fc.nat((shape[axis] ?? 1) - 1), fc.nat((shape[axis] ?? 1) - 1))).map(
  ({ shape, axis, extra }): OperationCase => {
    const [start, last] = [Math.min(...extra), Math.max(...extra)]
    return { operands: [operand(shape)], apply: (program, [x]) => program.slice(x as Value, axis, start, last + 1) }
  },
)

const pad = onAxis(() => fc.tuple(fc.nat(3), fc.nat(3))).map(
  ({ shape, axis, extra: [before, after] }): OperationCase => ({
    operands: [operand(shape)],
    apply: (program, [x]) => program.pad(x as Value, axis, before, after),
  }),
)

const concat = onAxis(() => fc.array(size, { minLength: 1, maxLength: 3 })).map(
  ({ shape, axis, extra }): OperationCase => ({
    operands: extra.map((length) => operand(shape.with(axis, length))),
    apply: (program, parts) => program.concat(parts, axis),
  }),
)

const transpose = shapeOf(1)
  .chain((shape) => fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })))
  .map(([shape, permutation]): OperationCase => ({
    operands: [operand(shape)],
    apply: (program, [x]) => program.transpose(x as Value, permutation),
  }))

const reshape = shapeOf(2, 3).map((shape): OperationCase => ({
  operands: [operand(shape)],
  apply: (program, [x]) =>
    program.reshape(x as Value, [(shape[0] as number) * (shape[1] as number), ...shape.slice(2)]),
}))

const broadcast = shapeOf(1)
  .chain((shape) => fc.tuple(fc.constant(shape), fc.subarray([...shape.keys()])))
  .map(([shape, ones]): OperationCase => ({
    operands: [operand(shape.map((each, axis) => (ones.includes(axis) ? 1 : each)))],
    apply: (program, [x]) => program.broadcast(x as Value, shape),
  }))

const rowsCase = (kind: 'gatherRows' | 'scatterAddRows' | 'addRows' | 'pick' | 'unpick'): fc.Arbitrary<OperationCase> =>
  fc.record({ count: size, table: size, width: size }).map(({ count, table, width }): OperationCase => {
    const indices = (below: number): OperandCase => ({ shape: [count], numbers: 'indices', below })
    switch (kind) {
      case 'gatherRows':
        return {
          operands: [operand([table, width]), indices(table)],
          apply: (program, [x, at]) => program.gatherRows(x as Value, at as Value),
        }
      case 'scatterAddRows':
        return {
          operands: [operand([count, width]), indices(table)],
          apply: (program, [x, at]) => program.scatterAddRows(x as Value, at as Value, table),
        }
      case 'addRows':
        return {
          operands: [operand([table, width]), operand([count, width]), indices(table)],
          apply: (program, [x, rows, at]) => program.addRows(x as Value, rows as Value, at as Value),
        }
      case 'pick':
        return {
          operands: [operand([count, width]), indices(width)],
          apply: (program, [x, at]) => program.pick(x as Value, at as Value),
        }
      case 'unpick':
        return {
          operands: [operand([count, 1]), indices(width)],
          apply: (program, [x, at]) => program.unpick(x as Value, at as Value, width),
        }
    }
  })

/** Angles are no parameters: the tables are constants. */
const rotate: fc.Arbitrary<OperationCase> = fc
  .record({ rows: size, heads: size, half: fc.constantFrom(1, 2, 4, 8, 12), table: size, inverse: fc.boolean() })
  .map(({ rows, heads, half, table, inverse }) => ({
    operands: [operand([rows, heads * 2 * half]), { shape: [rows], numbers: 'indices', below: table }],
    apply: (program, [x, at]) => {
      const angle = Float32Array.from({ length: table * half }, (_, index) => index + 0.5)
      const constant = (of: (radians: number) => number): Value => program.constant(angle.map(of), [table, half])
      return program.rotate(x as Value, [constant(Math.cos), constant(Math.sin)], at as Value, inverse)
    },
  }))

/** Every operation of the step program. */
export const operationCases: { readonly [name: string]: fc.Arbitrary<OperationCase> } = {
  matMul,
  add: pairwise('add'),
  subtract: pairwise('subtract'),
  multiply: pairwise('multiply'),
  divide: pairwise('divide'),
  minimum: pairwise('minimum'),
  exp: single('exp'),
  sqrt: single('sqrt', 'positive'),
  floor: single('floor'),
  sigmoid: single('sigmoid'),
  silu: single('silu'),
  inverseRms,
  softmax: single('softmax'),
  logSoftmax: single('logSoftmax'),
  sum: reduction('sum'),
  mean: reduction('mean'),
  reshape,
  broadcast,
  transpose,
  slice,
  pad,
  concat,
  rotate,
  gatherRows: rowsCase('gatherRows'),
  scatterAddRows: rowsCase('scatterAddRows'),
  addRows: rowsCase('addRows'),
  pick: rowsCase('pick'),
  unpick: rowsCase('unpick'),
}

/** Numbers for an operand, the same for the same seed. */
export function numbersFor({ shape, numbers, below = 1 }: OperandCase, draw: () => number): number[] {
  const length = shape.reduce((product, each) => product * each, 1)
  if (numbers === 'places') {
    const order = Array.from({ length: below }, () => draw())
    return [...order.keys()].sort((a, b) => (order[a] as number) - (order[b] as number)).slice(0, length)
  }
  if (numbers === 'few') return Array.from({ length }, () => Math.floor(draw() * 3))
  return Array.from({ length }, () =>
    numbers === 'indices' ? Math.floor(draw() * below) : numbers === 'positive' ? 0.5 + draw() : draw() * 4 - 2,
  )
}
