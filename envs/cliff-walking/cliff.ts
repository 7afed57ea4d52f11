// The cliff: start and goal at the ends of the lowest row, all between them is the cliff. Costs, the fall and slipping
// are those of Gymnasium (gymnasium/envs/toy_text/cliffwalking.py; Sutton and Barto, Reinforcement Learning, example 6.6).
import { Rng } from '../../src/core/random.ts'
import { beside, directions, turned, type Cell, type Direction } from '../grid-moves.ts'

export interface Size {
  readonly rows: number
  readonly columns: number
}

/** Moves of an episode. */
export const limit = 100

export const standard: Size = { rows: 4, columns: 12 }

/** Rows of S start, F free, H the cliff, G goal. */
export function mapOf({ rows, columns }: Size): readonly string[] {
  return [...Array.from({ length: rows - 1 }, () => 'F'.repeat(columns)), `S${'H'.repeat(columns - 2)}G`]
}

export function startOf({ rows }: Size): Cell {
  return { row: rows - 1, column: 0 }
}

export function isGoal({ row, column }: Cell, { rows, columns }: Size): boolean {
  return row === rows - 1 && column === columns - 1
}

/** Where a move leads and what it earns: -1, or -100 for a fall, which leads back to the start. */
export function walked(size: Size, cell: Cell, direction: Direction): { cell: Cell; reward: number } {
  const next = beside(cell, direction, size)
  const isFall = next.row === size.rows - 1 && next.column > 0 && next.column < size.columns - 1
  return isFall ? { cell: startOf(size), reward: -100 } : { cell: next, reward: -1 }
}

/** How each move slips, in quarters: -1, 0 and 1 alike where the ground is slippery, else 0. */
export function slipsOf(seed: number | null): readonly number[] {
  const rng = seed === null ? null : Rng.fromSeed(seed)
  return Array.from({ length: limit }, () => rng?.int(-1, 1) ?? 0)
}

/** The best move on each cell, by rows, and the return that is to be expected from it on: value iteration. */
export function bestMoves(size: Size, slips: readonly number[]): { moves: Direction[]; returns: Float64Array } {
  const places = size.rows * size.columns
  const returns = new Float64Array(places)
  const moves: Direction[] = Array.from({ length: places }, () => 'up')
  for (let change = 1; change > 1e-9;) {
    change = 0
    for (let place = 0; place < places; place++) {
      const cell = { row: Math.floor(place / size.columns), column: place % size.columns }
      if (isGoal(cell, size)) continue
      let best = -Infinity
      for (const direction of directions) {
        let sum = 0
        for (const slip of slips) {
          const { cell: next, reward } = walked(size, cell, turned(direction, slip))
          sum += reward + (returns[next.row * size.columns + next.column] as number)
        }
        if (sum / slips.length <= best + 1e-12) continue
        best = sum / slips.length
        moves[place] = direction
      }
      change = Math.max(change, Math.abs(best - (returns[place] as number)))
      returns[place] = best
    }
  }
  return { moves, returns }
}
