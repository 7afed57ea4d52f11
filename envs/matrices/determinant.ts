// Whole matrices: determinant, inverse and product. Exact as long as every number stays below 2^53.
import { fraction, type Fraction } from '../fractions.ts'

export type Rows = readonly (readonly number[])[]

/** By the first row (Laplace); for the few rows that tasks have. */
export function determinantOf(rows: Rows): number {
  const [first, ...others] = rows
  if (first === undefined) return 1
  if (others.length === 1) {
    const [[a = 0, b = 0], [c = 0, d = 0]] = rows as [readonly number[], readonly number[]]
    return a * d - b * c
  }
  let sum = 0
  for (const [column, value] of first.entries())
    if (value !== 0)
      sum += (column % 2 === 0 ? 1 : -1) * value * determinantOf(others.map((row) => without(row, column)))
  return sum
}

/** The adjugate over the determinant, which is not 0. */
export function inverseOf(rows: Rows): Fraction[][] {
  const determinant = determinantOf(rows)
  return rows.map((_, i) =>
    rows.map((_, j) => {
      const minor = rows.filter((_, row) => row !== j).map((row) => without(row, i))
      return fraction((i + j) % 2 === 0 ? determinantOf(minor) : -determinantOf(minor), determinant)
    }),
  )
}

export function productOf(left: Rows, right: Rows): number[][] {
  return left.map((row) =>
    (right[0] as readonly number[]).map((_, column) =>
      row.reduce((sum, value, index) => sum + value * ((right[index] as readonly number[])[column] as number), 0),
    ),
  )
}

function without(row: readonly number[], column: number): number[] {
  return row.filter((_, index) => index !== column)
}
