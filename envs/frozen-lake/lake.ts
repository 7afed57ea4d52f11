// Frozen lakes: maps, moves that slip, the policy with the highest chance, and the way that follows it as far as this
// luck lets it. Maps, slipping and limits are those of Gymnasium (gymnasium/envs/toy_text/frozen_lake.py, FrozenLake-v1).
import { Rng } from '../../src/core/random.ts'
import { beside, cellOf, directions, turned, type Cell, type Direction } from '../grid-moves.ts'

/** Rows of S start, F frozen, H hole, G goal. */
export type Lake = readonly string[]

export const lake4: Lake = ['SFFF', 'FHFH', 'FFFH', 'HFFG']

export const lake8: Lake = [
  'SFFFFFFF',
  'FFFFFFFF',
  'FFFHFFFF',
  'FFFFFHFF',
  'FFFHFFFF',
  'FHHFFFHF',
  'FHFFHFHF',
  'FFFHFFFG',
]

/** Moves of an episode: 100 on a lake of four rows, 200 on one of eight. */
export function limitOf(lake: Lake): number {
  return 25 * lake.length
}

export function groundAt(lake: Lake, { row, column }: Cell): string {
  return lake[row]?.charAt(column) ?? ''
}

/** How each move slips, in quarters: -1, 0 and 1 alike where the ice is slippery, else 0. */
export function slipsOf({ lake, seed }: { lake: Lake; seed: number | null }): readonly number[] {
  if (seed === null) return Array.from({ length: limitOf(lake) }, () => 0)
  const rng = Rng.fromSeed(seed)
  return Array.from({ length: limitOf(lake) }, () => rng.int(-1, 1))
}

export function movedOn(lake: Lake, cell: Cell, direction: Direction): Cell {
  return beside(cell, direction, { rows: lake.length, columns: lake.length })
}

/** Each cell frozen with probability 0.8, and a way from start to goal: `generate_random_map`. */
export function drawLake(rng: Rng, width: number): Lake {
  for (;;) {
    const cells = Array.from({ length: width * width }, (): string => (rng.int(1, 5) === 1 ? 'H' : 'F'))
    cells[0] = 'S'
    cells[width * width - 1] = 'G'
    const lake = Array.from({ length: width }, (_, row) => cells.slice(row * width, (row + 1) * width).join(''))
    if (hasWay(lake)) return lake
  }
}

function hasWay(lake: Lake): boolean {
  const queue = [cellOf(lake, 'S')]
  const seen = new Set([0])
  for (const cell of queue)
    for (const direction of directions) {
      const next = movedOn(lake, cell, direction)
      const at = next.row * lake.length + next.column
      if (seen.has(at) || groundAt(lake, next) === 'H') continue
      if (groundAt(lake, next) === 'G') return true
      seen.add(at)
      queue.push(next)
    }
  return false
}

/** The best move on each cell, by rows, and the chance to reach the goal by such moves however long it takes. */
export interface BestMoves {
  readonly moves: readonly Direction[]
  readonly chances: Float64Array
}

/** Value iteration without discount; `slips` are the ways a move may turn, each as likely. */
export function bestMoves(lake: Lake, slips: readonly number[]): BestMoves {
  const cells = lake.flatMap((line, row) => Array.from(line, (_, column) => ({ row, column })))
  const at = ({ row, column }: Cell): number => row * lake.length + column
  const chances = Float64Array.from(cells, (cell) => Number(groundAt(lake, cell) === 'G'))
  const moves: Direction[] = cells.map(() => 'left')
  const chanceOf = (cell: Cell, direction: Direction): number =>
    slips.reduce((sum, slip) => sum + (chances[at(movedOn(lake, cell, turned(direction, slip)))] as number), 0) /
    slips.length
  for (let change = 1; change > 1e-12;) {
    change = 0
    for (const cell of cells) {
      if ('HG'.includes(groundAt(lake, cell))) continue
      for (const direction of directions) {
        const chance = chanceOf(cell, direction)
        if (chance <= (chances[at(cell)] as number)) continue
        change = Math.max(change, chance - (chances[at(cell)] as number))
        chances[at(cell)] = chance
        moves[at(cell)] = direction
      }
    }
  }
  return { moves, chances }
}
