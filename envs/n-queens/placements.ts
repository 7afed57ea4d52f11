// Placements of n queens, each as the columns (from 1) of its rows.
import type { Rng } from '../../src/core/random.ts'

const known = new Map<number, readonly (readonly number[])[]>()

/** All of them: 92 of 8 queens, 724 of 10, 14,200 of 12 (OEIS A000170). Kept, as they are the same for every task. */
export function allPlacements(size: number): readonly (readonly number[])[] {
  const found = known.get(size)
  if (found !== undefined) return found
  const placements: number[][] = []
  const columns: number[] = []
  const place = (taken: number, rising: number, falling: number): void => {
    if (columns.length === size) {
      placements.push([...columns])
      return
    }
    for (let column = 0; column < size; column++) {
      const bit = 1 << column
      if (((taken | rising | falling) & bit) !== 0) continue
      columns.push(column + 1)
      place(taken | bit, (rising | bit) >> 1, (falling | bit) << 1)
      columns.pop()
    }
  }
  place(0, 0, 0)
  known.set(size, placements)
  return placements
}

/** A completion of what stands, columns tried in random order; null where there is none. */
export function completed(given: readonly (number | null)[], rng: Rng): number[] | null {
  const columns = [...given]
  const order = rng.shuffle(Array.from({ length: given.length }, (_, index) => index + 1))
  const fill = (row: number): boolean => {
    if (row === columns.length) return true
    if (given[row] !== null) return fill(row + 1)
    for (const column of order) {
      if (!isFree(columns, row, column)) continue
      columns[row] = column
      if (fill(row + 1)) return true
    }
    columns[row] = null
    return false
  }
  return fill(0) ? (columns as number[]) : null
}

function isFree(columns: readonly (number | null)[], row: number, column: number): boolean {
  return columns.every(
    (other, index) =>
      other === null || index === row || (other !== column && Math.abs(other - column) !== Math.abs(index - row)),
  )
}

/** The first two rows whose queens attack each other; null where none do. */
export function firstAttack(columns: readonly number[]): readonly [number, number] | null {
  for (const [row, column] of columns.entries())
    for (let other = 0; other < row; other++) {
      const apart = Math.abs((columns[other] ?? 0) - column)
      if (apart === 0 || apart === row - other) return [other, row]
    }
  return null
}
