// Boards of sudoku: digits row by row, a dot for an open cell.
import type { Rng } from '../../src/core/random.ts'

export interface Board {
  readonly size: number
  readonly boxRows: number
  readonly boxColumns: number
  /** The box of each cell. */
  readonly boxOf: readonly number[]
}

export const boards: readonly Board[] = [shape(4, 2, 2), shape(6, 2, 3), shape(9, 3, 3)]

function shape(size: number, boxRows: number, boxColumns: number): Board {
  const boxOf = Array.from({ length: size * size }, (_, place) => {
    const [row, column] = [Math.floor(place / size), place % size]
    return Math.floor(row / boxRows) * (size / boxColumns) + Math.floor(column / boxColumns)
  })
  return { size, boxRows, boxColumns, boxOf }
}

export function board(size: number): Board {
  return boards.find((each) => each.size === size) as Board
}

/** Digits that stand in each row, column and box, as bits. */
interface Taken {
  readonly rows: Int32Array
  readonly columns: Int32Array
  readonly boxes: Int32Array
}

/**
 * Solutions of a board, at most `most`; with `rng` the digits are tried in random order. The cell with the fewest
 * choices is filled first.
 */
export function solutions(shape: Board, given: string, most: number, rng?: Rng): string[] {
  const { size, boxOf } = shape
  const cells = Array.from(given, (digit) => (digit === '.' ? 0 : Number(digit)))
  const taken: Taken = { rows: new Int32Array(size), columns: new Int32Array(size), boxes: new Int32Array(size) }
  const open: number[] = []
  const put = (place: number, bit: number): void => {
    taken.rows[Math.floor(place / size)]! ^= bit
    taken.columns[place % size]! ^= bit
    taken.boxes[boxOf[place] as number]! ^= bit
  }
  for (const [place, digit] of cells.entries()) {
    if (digit === 0) open.push(place)
    else put(place, 1 << digit)
  }
  const all = 2 ** (size + 1) - 2
  const order = Array.from({ length: size }, (_, index) => index + 1)
  const found: string[] = []
  const fill = (left: number): void => {
    if (left === 0) {
      found.push(cells.join(''))
      return
    }
    let [best, bestChoices, fewest] = [0, 0, size + 1]
    for (let index = 0; index < left && fewest > 1; index++) {
      const place = open[index] as number
      const used =
        taken.rows[Math.floor(place / size)]! | taken.columns[place % size]! | taken.boxes[boxOf[place] as number]!
      const choices = all & ~used
      const count = bitCount(choices)
      if (count < fewest) [best, bestChoices, fewest] = [index, choices, count]
    }
    if (fewest === 0) return
    const place = open[best] as number
    open[best] = open[left - 1] as number
    open[left - 1] = place
    for (const digit of rng === undefined ? order : rng.shuffle(order)) {
      const bit = 1 << digit
      if ((bestChoices & bit) === 0) continue
      cells[place] = digit
      put(place, bit)
      fill(left - 1)
      put(place, bit)
      if (found.length >= most) break
    }
    cells[place] = 0
    open[left - 1] = open[best] as number
    open[best] = place
  }
  fill(open.length)
  return found
}

function bitCount(bits: number): number {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count++
  return count
}

/** A board with one solution and at most `open` open cells: fewer where no further digit can be taken. */
export function drawBoard(rng: Rng, shape: Board, open: number): string {
  const [full = ''] = solutions(shape, '.'.repeat(shape.size ** 2), 1, rng)
  const cells = full.split('')
  let left = open
  for (const place of rng.shuffle(cells.map((_, index) => index))) {
    if (left === 0) break
    const digit = cells[place] as string
    cells[place] = '.'
    if (solutions(shape, cells.join(''), 2).length === 1) left--
    else cells[place] = digit
  }
  return cells.join('')
}

/** What a full board breaks, in words; null where it breaks nothing. */
export function firstRepeat({ size, boxOf }: Board, cells: string): string | null {
  const seen = new Set<string>()
  for (const [place, digit] of cells.split('').entries()) {
    const [row, column] = [Math.floor(place / size), place % size]
    for (const unit of [`row ${row + 1}`, `column ${column + 1}`, `box ${(boxOf[place] as number) + 1}`]) {
      const key = `${unit} has ${digit} twice.`
      if (seen.has(key)) return `The ${key}`
      seen.add(key)
    }
  }
  return null
}
