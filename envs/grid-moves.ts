// Moves on a grid, in the order in which each is the one before turned to the left: left, down, right, up, as
// Gymnasium's frozen lake numbers them (gymnasium/envs/toy_text/frozen_lake.py).

export interface Cell {
  readonly row: number
  readonly column: number
}

export const directions = ['left', 'down', 'right', 'up'] as const

export type Direction = (typeof directions)[number]

const steps: { readonly [direction in Direction]: Cell } = {
  left: { row: 0, column: -1 },
  down: { row: 1, column: 0 },
  right: { row: 0, column: 1 },
  up: { row: -1, column: 0 },
}

const words: ReadonlyMap<string, Direction> = new Map(
  directions.flatMap((direction) => [
    [direction, direction],
    [direction.charAt(0), direction],
  ]),
)

/** The direction that an action names, in full or by its first letter. */
export function readDirection(action: string | null): Direction | null {
  return words.get(action ?? '') ?? null
}

/** The cell beside another; at the edge of a grid of this size the same one. */
export function beside(
  { row, column }: Cell,
  direction: Direction,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Cell {
  const step = steps[direction]
  return {
    row: Math.min(rows - 1, Math.max(0, row + step.row)),
    column: Math.min(columns - 1, Math.max(0, column + step.column)),
  }
}

/** Turned by quarters to the left; negative ones turn to the right. */
export function turned(direction: Direction, quarters: number): Direction {
  return directions[(directions.indexOf(direction) + quarters + 4) % 4] as Direction
}

/** Where a character first stands in a map of rows. */
export function cellOf(map: readonly string[], mark: string): Cell {
  const row = map.findIndex((line) => line.includes(mark))
  return { row, column: map[row]?.indexOf(mark) ?? -1 }
}
