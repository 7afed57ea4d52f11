// Grids with walls, and how far each cell is from the goal.
import type { Rng } from '../../src/core/random.ts'
import { beside, cellOf, directions, type Cell, type Direction } from '../grid-moves.ts'

/** Rows of `.` free, `#` wall, `S` start, `G` goal. */
export type Maze = readonly string[]

/** Where a move leads: walls and the edge hold. */
export function movedIn(maze: Maze, cell: Cell, direction: Direction): Cell {
  const next = beside(cell, direction, { rows: maze.length, columns: maze.length })
  return maze[next.row]?.charAt(next.column) === '#' ? cell : next
}

/** Moves from each cell to the goal, by rows; -1 where no way leads. */
export function distancesIn(maze: Maze): Int32Array {
  const width = maze.length
  const goal = cellOf(maze, 'G')
  const distances = new Int32Array(width * width).fill(-1)
  const queue = [goal]
  distances[goal.row * width + goal.column] = 0
  for (const cell of queue)
    for (const direction of directions) {
      const next = movedIn(maze, cell, direction)
      const at = next.row * width + next.column
      if (distances[at] !== -1) continue
      distances[at] = (distances[cell.row * width + cell.column] as number) + 1
      queue.push(next)
    }
  return distances
}

/** A grid with a wall on one cell in five, whose goal is at least `width - 1` moves away. */
export function drawMaze(rng: Rng, width: number): Maze {
  for (;;) {
    const cells = Array.from({ length: width * width }, (): string => (rng.int(1, 5) === 1 ? '#' : '.'))
    const [start, goal] = [rng.int(0, width * width - 1), rng.int(0, width * width - 1)]
    if (start === goal) continue
    cells[start] = 'S'
    cells[goal] = 'G'
    const maze = Array.from({ length: width }, (_, row) => cells.slice(row * width, (row + 1) * width).join(''))
    if ((distancesIn(maze)[start] as number) >= width - 1) return maze
  }
}

/** A shortest way from the start. */
export function shortestWay(maze: Maze): Direction[] {
  const distances = distancesIn(maze)
  const at = ({ row, column }: Cell): number => distances[row * maze.length + column] as number
  const way: Direction[] = []
  for (let cell = cellOf(maze, 'S'); at(cell) > 0;) {
    const here = at(cell)
    const direction = directions.find((each) => at(movedIn(maze, cell, each)) === here - 1) as Direction
    way.push(direction)
    cell = movedIn(maze, cell, direction)
  }
  return way
}
