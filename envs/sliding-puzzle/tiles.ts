// Boards of the sliding puzzle: letters with a dot for the gap, rows with `/` between them.
import type { Rng } from '../../src/core/random.ts'

export interface Scramble {
  readonly rows: string
  /** Tiles whose slides lead to the goal. */
  readonly solution: string
}

export interface ScrambleSettings {
  readonly columns: number
  readonly rows: number
  /** Random slides from the goal; where they come back to a board, what lies between does not count. */
  readonly slides: number
}

/** Letters in order, the gap last. */
export function goalOf(rows: string): string {
  const columns = rows.indexOf('/')
  const letters = rows.replaceAll(/[/.]/g, '').split('').sort().join('')
  return split(`${letters}.`, columns)
}

export function scrambled(rng: Rng, { columns, rows, slides }: ScrambleSettings): Scramble {
  for (;;) {
    const cells = Array.from({ length: columns * rows - 1 }, (_, index) => String.fromCharCode(97 + index))
    cells.push('.')
    let gap = cells.length - 1
    let before = -1
    // Boards on the way, so that loops can be cut out of the solution.
    const boards = [cells.join('')]
    let way = ''
    for (let slide = 0; slide < slides; slide++) {
      const from = rng.pick(beside(gap, columns, cells.length).filter((place) => place !== before))
      const tile = cells[from] as string
      cells[gap] = tile
      cells[from] = '.'
      before = gap
      gap = from
      const board = cells.join('')
      const known = boards.indexOf(board)
      if (known >= 0) {
        boards.length = known + 1
        way = way.slice(0, known)
      } else {
        boards.push(board)
        way += tile
      }
    }
    if (way !== '') return { rows: split(cells.join(''), columns), solution: way.split('').toReversed().join('') }
  }
}

/** The board after the slides, or the index of the first tile that is not beside the gap. */
export function slid(rows: string, tiles: string): string | number {
  const columns = rows.indexOf('/')
  const cells = rows.replaceAll('/', '').split('')
  let gap = cells.indexOf('.')
  for (const [index, tile] of tiles.split('').entries()) {
    const from = cells.indexOf(tile)
    if (from < 0 || !beside(gap, columns, cells.length).includes(from)) return index
    cells[gap] = tile
    cells[from] = '.'
    gap = from
  }
  return split(cells.join(''), columns)
}

function beside(place: number, columns: number, cells: number): number[] {
  const near: number[] = []
  if (place >= columns) near.push(place - columns)
  if (place + columns < cells) near.push(place + columns)
  if (place % columns > 0) near.push(place - 1)
  if (place % columns < columns - 1) near.push(place + 1)
  return near
}

function split(cells: string, columns: number): string {
  let text = ''
  for (let place = 0; place < cells.length; place += columns)
    text += (place > 0 ? '/' : '') + cells.slice(place, place + columns)
  return text
}
