// Alpha-beta search over connect four (Knuth and Moore 1975), to a depth that a number of positions bounds: what lies
// beyond counts as even.
import { otherOf, type Board, type Mark } from './board.ts'

/** The moves of both sides that can be looked ahead within so many positions, whatever is cut off. */
export function depthWithin(positions: number, columns: number): number {
  return Math.floor(Math.log(positions) / Math.log(columns) + 1e-9)
}

/**
 * What each open column is worth to `mark`, whose turn it is: above 0 where it wins, the more the sooner; below 0 where
 * it loses; 0 for a draw and for what is not decided within `depth` moves, this one counted.
 */
export function columnValues(board: Board, mark: Mark, depth: number): Map<number, number> {
  const values = new Map<number, number>()
  for (const column of board.open()) {
    board.drop(column, mark)
    const value = board.wins(column)
      ? depth
      : 0 - valueFor(board, otherOf(mark), { depth: depth - 1, low: -depth, high: depth })
    board.lift(column)
    values.set(column, value)
  }
  return values
}

/** The open columns of the highest value. */
export function bestColumns(board: Board, mark: Mark, depth: number): number[] {
  const values = columnValues(board, mark, depth)
  const highest = Math.max(...values.values())
  return [...values].flatMap(([column, value]) => (value === highest ? [column] : []))
}

interface Window {
  readonly depth: number
  /** Values that matter lie between; at or beyond `high` the other side does not let it come to this. */
  readonly low: number
  readonly high: number
}

function valueFor(board: Board, mark: Mark, { depth, low, high }: Window): number {
  if (depth <= 0 || board.isFull) return 0
  let best = -depth
  for (const column of outwards(board.columns)) {
    if (!board.takes(column)) continue
    board.drop(column, mark)
    const value = board.wins(column)
      ? depth
      : 0 - valueFor(board, otherOf(mark), { depth: depth - 1, low: -high, high: -Math.max(low, best) })
    board.lift(column)
    best = Math.max(best, value)
    if (best >= high || best === depth) break
  }
  return best
}

const orders = new Map<number, readonly number[]>()

/** The middle first, where most lines cross. */
function outwards(columns: number): readonly number[] {
  const known = orders.get(columns)
  if (known !== undefined) return known
  const middle = (columns - 1) / 2
  const order = Array.from({ length: columns }, (_, column) => column)
  order.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
  orders.set(columns, order)
  return order
}
