// Small programs of the operations that only decoding uses, which have no gradient; see `operation-cases.ts`.
import * as fc from 'fast-check'
import type { Value } from '../../src/tensor/program.ts'
import type { OperationCase } from './operation-cases.ts'

const size = fc.integer({ min: 1, max: 5 })

/** Rows of a few columns. */
const single = (kind: 'max' | 'sumBefore', numbers: 'any' | 'few'): fc.Arbitrary<OperationCase> =>
  fc.array(size, { minLength: 1, maxLength: 3 }).map((shape) => ({
    operands: [{ shape, numbers }],
    apply: (program, [x]) => program[kind](x as Value),
  }))

/** Rows, columns and one number more, at most as high as a column. */
const matrices = fc
  .tuple(size, size)
  .chain(([rows, columns]) => fc.tuple(fc.constant([rows, columns] as const), fc.integer({ min: 1, max: columns })))

export const decodingCases: { readonly [name: string]: fc.Arbitrary<OperationCase> } = {
  greater: matrices.chain(([shape]) =>
    fc.constantFrom([...shape], [shape[1]], [shape[0], 1]).map((other): OperationCase => ({
      operands: [
        { shape, numbers: 'few' },
        { shape: other, numbers: 'few' },
      ],
      apply: (program, [a, b]) => program.greater(a as Value, b as Value),
    })),
  ),
  max: single('max', 'any'),
  sumBefore: single('sumBefore', 'any'),
  'top of many equal': matrices.map(([shape, count]) => ({
    operands: [{ shape, numbers: 'few' }],
    apply: (program, [x]) => program.top(x as Value, count),
  })),
  top: matrices.map(([shape, count]) => ({
    operands: [{ shape, numbers: 'any' }],
    apply: (program, [x]) => program.top(x as Value, count),
  })),
  putRows: matrices.chain(([[width, rows], count]) =>
    fc.constant({
      operands: [
        { shape: [rows, width], numbers: 'any' },
        { shape: [count, width], numbers: 'any' },
        { shape: [count], numbers: 'places', below: rows },
      ],
      apply: (program, [table, put, at]) => program.putRows(table as Value, put as Value, at as Value),
    } satisfies OperationCase),
  ),
}
