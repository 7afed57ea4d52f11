// Whether rows are those expected: as a list where the order is asked for, else as a multiset. Numbers are compared by
// value, within a millionth for what is computed in another order; NULL is equal to NULL alone, and a text to the same text.
import type { Outcome, Row } from './order.ts'

type Cell = Row[number]

const tolerance = 1e-6

export function rowsFault(rows: readonly Row[], expected: readonly Row[], isOrdered: boolean): string | null {
  const width = expected[0]?.length ?? 0
  if (rows.length > 0 && rows[0]?.length !== width) return `it gives ${rows[0]?.length} columns; expected are ${width}`
  if (rows.length !== expected.length) return `it gives ${rows.length} rows; expected are ${expected.length}`
  const [own, other] = isOrdered ? [rows, expected] : [sorted(rows), sorted(expected)]
  const at = own.findIndex((row, index) => !isSameRow(row, other[index] ?? []))
  if (at < 0) return null
  return isOrdered && rowsFault(rows, expected, false) === null
    ? 'its rows are in another order'
    : `it gives other rows, such as ${JSON.stringify(own[at])}`
}

function isSameRow(row: Row, other: Row): boolean {
  return row.length === other.length && row.every((cell, at) => isSame(cell, other[at] ?? null))
}

function isSame(cell: Cell, other: Cell): boolean {
  if (typeof cell === 'number' && typeof other === 'number')
    return Math.abs(cell - other) <= tolerance * Math.max(1, Math.abs(other))
  return cell === other
}

/** NULL first, then numbers, texts, and what no gold gives. */
function kindOf(cell: Cell): number {
  if (cell === null) return 0
  return typeof cell === 'number' ? 1 : typeof cell === 'string' ? 2 : 3
}

function sorted(rows: readonly Row[]): Row[] {
  return rows.toSorted((row, other) => {
    for (const [at, cell] of row.entries()) {
      const beside = other[at] ?? null
      const order = kindOf(cell) - kindOf(beside)
      if (order !== 0) return order
      if (isSame(cell, beside)) continue
      return (cell as number) < (beside as number) ? -1 : 1
    }
    return 0
  })
}

/** What is wrong with an outcome beside the gold's on the same database; null where nothing is. */
export function outcomeFault(outcome: Outcome, gold: Outcome, isOrdered: boolean): string | null {
  if ('fault' in outcome) return outcome.fault
  if ('fault' in gold) return gold.fault
  if (gold.tables === null) {
    if (outcome.given === null) return 'it gives no rows'
    return outcome.given.isCut
      ? 'it gives more than any answer has'
      : rowsFault(outcome.given.rows, gold.given?.rows ?? [], isOrdered)
  }
  for (const [table, rows] of Object.entries(gold.tables)) {
    const fault = rowsFault(outcome.tables?.[table] ?? [], rows, false)
    if (fault !== null) return `of \`${table}\`: ${fault.replace('it gives', 'it leaves')}`
  }
  return null
}
