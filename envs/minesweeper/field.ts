// Fields of minesweeper: rows of numbers and of letters, which name the covered cells from the top left.
import type { Rng } from '../../src/core/random.ts'

export interface Field {
  /** Rows with `/` between them. */
  readonly rows: string
  readonly mines: number
}

export interface FieldSettings {
  readonly size: number
  readonly mines: number
  /** The most safe cells that are covered too. Mines and these together are 26 at most. */
  readonly safe: number
}

const around = [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x) => [y, x] as const)).filter(([y, x]) => y !== 0 || x !== 0)

function neighbours(place: number, size: number): number[] {
  const [row, column] = [Math.floor(place / size), place % size]
  return around.flatMap(([y, x]) => {
    const isInside = row + y >= 0 && row + y < size && column + x >= 0 && column + x < size
    return isInside ? [(row + y) * size + column + x] : []
  })
}

/** A field with one possibility. */
export function drawField(rng: Rng, { size, mines: count, safe }: FieldSettings): Field {
  for (;;) {
    const order = rng.shuffle(Array.from({ length: size * size }, (_, place) => place))
    const mines = new Set(order.slice(0, count))
    const covered = new Set(mines)
    if (possibilities(mines, covered, size) > 1) continue
    for (const place of order.slice(count)) {
      if (covered.size === count + safe) break
      covered.add(place)
      if (possibilities(mines, covered, size) > 1) covered.delete(place)
    }
    return { rows: rowsOf(mines, covered, size), mines: count }
  }
}

function rowsOf(mines: ReadonlySet<number>, covered: ReadonlySet<number>, size: number): string {
  let [text, letter] = ['', 97]
  for (let place = 0; place < size * size; place++) {
    if (place > 0 && place % size === 0) text += '/'
    text += covered.has(place)
      ? String.fromCharCode(letter++)
      : neighbours(place, size).filter((near) => mines.has(near)).length
  }
  return text
}

/** How many sets of mines the numbers of the open cells allow; 2 stands for more than one. */
function possibilities(mines: ReadonlySet<number>, covered: ReadonlySet<number>, size: number): number {
  const cells = [...covered].sort((a, b) => a - b)
  const left = new Map<number, number>()
  for (const cell of cells)
    for (const near of neighbours(cell, size))
      if (!covered.has(near) && !left.has(near))
        left.set(near, neighbours(near, size).filter((each) => mines.has(each)).length)
  return search(cells, left, { size, mines: mines.size, most: 2 }).length
}

/** The letters of the mines in every possibility, two at most. */
export function minesOf({ rows, mines }: Field): string[] {
  const size = rows.indexOf('/')
  const board = rows.replaceAll('/', '')
  const cells: number[] = []
  const left = new Map<number, number>()
  for (const [place, sign] of board.split('').entries()) {
    if (/[a-z]/.test(sign)) cells.push(place)
    else left.set(place, Number(sign))
  }
  const found = search(cells, left, { size, mines, most: 2 })
  return found.map((chosen) => chosen.map((place) => board.charAt(place)).join(''))
}

/** Sets of mines among `cells` for which every number comes out. `left` says how many mines each still lacks. */
function search(
  cells: readonly number[],
  left: Map<number, number>,
  { size, mines, most }: { size: number; mines: number; most: number },
): number[][] {
  const near = cells.map((cell) => neighbours(cell, size).filter((place) => left.has(place)))
  // Cells of a number that are not yet decided.
  const open = new Map<number, number>()
  for (const each of near) for (const place of each) open.set(place, (open.get(place) ?? 0) + 1)
  for (const [place, lacks] of left) if (lacks > (open.get(place) ?? 0)) return []
  const chosen: number[] = []
  const found: number[][] = []
  const decide = (index: number): void => {
    if (chosen.length > mines || chosen.length + cells.length - index < mines || found.length >= most) return
    if (index === cells.length) {
      found.push([...chosen])
      return
    }
    const touched = near[index] as number[]
    for (const isMine of [1, 0]) {
      let isPossible = true
      for (const place of touched) {
        left.set(place, (left.get(place) as number) - isMine)
        open.set(place, (open.get(place) as number) - 1)
        const lacks = left.get(place) as number
        if (lacks < 0 || lacks > (open.get(place) as number)) isPossible = false
      }
      if (isPossible) {
        if (isMine) chosen.push(cells[index] as number)
        decide(index + 1)
        if (isMine) chosen.pop()
      }
      for (const place of touched) {
        left.set(place, (left.get(place) as number) + isMine)
        open.set(place, (open.get(place) as number) + 1)
      }
    }
  }
  decide(0)
  return found
}

/** The first number that the mines do not bear out, in words; null where all are true. */
export function firstMismatch(rows: string, mines: ReadonlySet<string>): string | null {
  const size = rows.indexOf('/')
  const board = rows.replaceAll('/', '')
  for (const [place, sign] of board.split('').entries()) {
    if (/[a-z]/.test(sign)) continue
    const count = neighbours(place, size).filter((near) => mines.has(board.charAt(near))).length
    if (count !== Number(sign))
      return `The ${sign} of row ${Math.floor(place / size) + 1}, column ${(place % size) + 1} would have ${count} mines around it.`
  }
  return null
}
