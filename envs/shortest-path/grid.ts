// Grids with walls, and ways through them by breadth-first search.
import type { Rng } from '../../src/core/random.ts'

export interface Grid {
  /** Rows with `/` between them: S start, G goal, # wall, . open. */
  readonly rows: string
  /** The fewest steps. */
  readonly steps: number
}

export interface GridSettings {
  readonly size: number
  /** The least number of steps from start to goal. */
  readonly steps: number
}

/** Where a step leads: row and column. */
const moves: { readonly [step: string]: readonly [number, number] } = { U: [-1, 0], D: [1, 0], L: [0, -1], R: [0, 1] }

const stepWords: ReadonlyMap<string, string> = new Map([
  ['up', 'U'],
  ['down', 'D'],
  ['left', 'L'],
  ['right', 'R'],
])

export function drawGrid(rng: Rng, { size, steps: least }: GridSettings): Grid {
  for (;;) {
    const cells: string[] = Array.from({ length: size * size }, () => (rng.int(0, 9) < 3 ? '#' : '.'))
    const start = rng.int(0, size * size - 1)
    cells[start] = 'S'
    const distances = distancesFrom(cells, size, start)
    const goals = [...distances.keys()].filter((place) => (distances[place] ?? -1) >= least)
    if (goals.length === 0) continue
    const goal = rng.pick(goals)
    cells[goal] = 'G'
    const rows = Array.from({ length: size }, (_, row) => cells.slice(row * size, (row + 1) * size).join(''))
    return { rows: rows.join('/'), steps: distances[goal] as number }
  }
}

/** Steps to every cell; -1 where no way leads. */
function distancesFrom(cells: readonly string[], size: number, start: number): Int16Array {
  const distances = new Int16Array(cells.length).fill(-1)
  distances[start] = 0
  const queue = [start]
  for (const place of queue) {
    const column = place % size
    for (const next of [place - size, place + size, column > 0 ? place - 1 : -1, column < size - 1 ? place + 1 : -1]) {
      if (next < 0 || next >= cells.length || cells[next] === '#' || distances[next] !== -1) continue
      distances[next] = (distances[place] as number) + 1
      queue.push(next)
    }
  }
  return distances
}

/** A shortest way from S to G; null where there is none. */
export function shortestWay(rows: string): string | null {
  const size = rows.indexOf('/')
  const cells = rows.replaceAll('/', '').split('')
  const fromGoal = distancesFrom(cells, size, cells.indexOf('G'))
  let place = cells.indexOf('S')
  if (fromGoal[place] === -1) return null
  let way = ''
  while (cells[place] !== 'G') {
    for (const [step, [down, right]] of Object.entries(moves)) {
      const column = (place % size) + right
      const next = place + down * size + right
      if (column < 0 || column >= size || fromGoal[next] !== (fromGoal[place] as number) - 1) continue
      way += step
      place = next
      break
    }
  }
  return way
}

/** The sign of the cell that a way from S ends on, or the index of its first step off the open cells. */
export function endOf(rows: string, way: string): string | number {
  const grid = rows.split('/')
  let row = grid.findIndex((line) => line.includes('S'))
  let column = grid[row]?.indexOf('S') ?? 0
  for (const [index, step] of way.split('').entries()) {
    const [down, right] = moves[step] as readonly [number, number]
    row += down
    column += right
    if ((grid[row]?.[column] ?? '#') === '#') return index
  }
  return grid[row]?.[column] ?? '#'
}

/** Steps as letters or words; null for anything else. */
export function readSteps(text: string): string | null {
  const items = text.toUpperCase().split(/[\s,;[\]"'.]+|->|→/)
  const steps = items.map((item) => stepWords.get(item.toLowerCase()) ?? item).join('')
  return /^[UDLR]+$/.test(steps) ? steps : null
}
