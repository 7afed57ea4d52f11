// A demonstration where moves slip: the luck is known to whoever demonstrates, so a way to the goal can be shown that
// keeps to the best policy and leaves it only where it would fail.
import { beside, cellOf, directions, turned, type Direction } from './grid-moves.ts'

/** More than any way has moves. */
const deviation = 1000

/**
 * Moves from S to G in a map of rows under these slips, a move each, that never enter H; of those the ones with as few
 * as can be that are not the best of their cell, and of those the shortest.
 * @param best the best move on each cell, by rows
 */
export function luckyWay(
  map: readonly string[],
  { slips, best }: { readonly slips: readonly number[]; readonly best: readonly Direction[] },
): Direction[] {
  const size = { rows: map.length, columns: map[0]?.length ?? 0 }
  const ground = map.join('')
  const start = cellOf(map, 'S')
  /** The cost from each cell with the moves from a turn on, and the move that has it. */
  let costs = new Float64Array(ground.length).fill(Infinity)
  const chosen: Direction[][] = []
  const moved = (place: number, direction: Direction, slip: number): number => {
    const cell = { row: Math.floor(place / size.columns), column: place % size.columns }
    const next = beside(cell, turned(direction, slip), size)
    return next.row * size.columns + next.column
  }
  for (let turn = slips.length - 1; turn >= 0; turn--) {
    const slip = slips[turn] as number
    const earlier = new Float64Array(ground.length).fill(Infinity)
    const choices: Direction[] = Array.from(ground, () => 'left')
    for (let place = 0; place < ground.length; place++) {
      if ('HG'.includes(ground.charAt(place))) continue
      for (const direction of directions) {
        const next = moved(place, direction, slip)
        if (ground.charAt(next) === 'H') continue
        const after = ground.charAt(next) === 'G' ? 0 : (costs[next] as number)
        const cost = after + 1 + (best[place] === direction ? 0 : deviation)
        if (cost >= (earlier[place] as number)) continue
        earlier[place] = cost
        choices[place] = direction
      }
    }
    costs = earlier
    chosen[turn] = choices
  }
  const way: Direction[] = []
  for (let place = start.row * size.columns + start.column; ground.charAt(place) !== 'G';) {
    const turn = way.length
    const direction = chosen[turn]?.[place]
    // No way within the slips that are given.
    if (direction === undefined) return way
    way.push(direction)
    place = moved(place, direction, slips[turn] as number)
  }
  return way
}
