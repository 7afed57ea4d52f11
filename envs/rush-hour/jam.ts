// Boards of rush hour, and moves on them.
import type { Rng } from '../../src/core/random.ts'

export interface Jam {
  /** Six rows with `/` between them: a letter for each cell of a vehicle, a dot for a free one. */
  readonly rows: string
  /** Moves that bring car A to the exit. */
  readonly solution: string
}

export interface JamSettings {
  readonly vehicles: number
  /** Random moves from the board on which car A stands at the exit. */
  readonly moves: number
}

export interface Move {
  readonly vehicle: string
  /** Cells to the right or down; negative to the left or up. */
  readonly by: number
}

interface Vehicle {
  /** The first cell of 36. */
  place: number
  readonly length: number
  /** 1 along a row, 6 along a column. */
  readonly step: 1 | 6
}

const size = 6
const exitRow = 2
const most = 500

/** A board on which car A is neither at the exit nor free to drive there. */
export function drawJam(rng: Rng, settings: JamSettings): Jam {
  for (;;) {
    const vehicles = placed(rng, settings.vehicles)
    const jam = scrambled(rng, vehicles, settings.moves)
    if (jam !== null) return jam
  }
}

/** Car A at the exit, the others at random; fewer than asked for where no room is left. No other stands along its row. */
function placed(rng: Rng, count: number): Vehicle[] {
  const vehicles: Vehicle[] = [{ place: exitRow * size + size - 2, length: 2, step: 1 }]
  const taken = new Set(cellsOf(vehicles[0] as Vehicle))
  for (let attempt = 0; attempt < 60 && vehicles.length < count; attempt++) {
    const step = rng.int(0, 9) < 6 ? 6 : 1
    const length = rng.int(0, 9) < 7 ? 2 : 3
    const line = rng.int(0, size - 1)
    const start = rng.int(0, size - length)
    if (step === 1 && line === exitRow) continue
    const vehicle: Vehicle = { place: step === 1 ? line * size + start : start * size + line, length, step }
    const cells = cellsOf(vehicle)
    if (cells.some((cell) => taken.has(cell))) continue
    for (const cell of cells) taken.add(cell)
    vehicles.push(vehicle)
  }
  return vehicles
}

function cellsOf({ place, length, step }: Vehicle): number[] {
  return Array.from({ length }, (_, index) => place + index * step)
}

/** Random moves, as their way back; null where car A is free at the end of them. */
function scrambled(rng: Rng, vehicles: readonly Vehicle[], count: number): Jam | null {
  const cells: string[] = Array.from({ length: size * size }, () => '.')
  for (const [index, vehicle] of vehicles.entries()) for (const cell of cellsOf(vehicle)) cells[cell] = letterOf(index)
  const back: Move[] = []
  for (let move = 0; move < count; move++) {
    const index = rng.int(0, vehicles.length - 1)
    const vehicle = vehicles[index] as Vehicle
    const sign = rng.int(0, 1) === 0 ? -1 : 1
    const room = roomFor(cells, vehicle, sign)
    if (room === 0) continue
    const by = sign * rng.int(1, room)
    shift(cells, vehicle, by, letterOf(index))
    vehicle.place += by * vehicle.step
    back.unshift({ vehicle: letterOf(index), by: -by })
  }
  const [car] = vehicles as [Vehicle]
  if (car.place + roomFor(cells, car, 1) === exitRow * size + size - 2) return null
  const rows = rowsOf(cells)
  return renamed({ rows, solution: withoutLoops(rows, back).map(written).join(' ') })
}

/** The moves without those between two visits of one board. */
function withoutLoops(rows: string, moves: readonly Move[]): readonly Move[] {
  const [boards, way]: [string[], Move[]] = [[rows], []]
  for (const move of moves) {
    const board = moved(boards.at(-1) ?? rows, [move]) as string
    const known = boards.indexOf(board)
    if (known < 0) {
      boards.push(board)
      way.push(move)
    } else {
      boards.length = known + 1
      way.length = known
    }
  }
  return way
}

function rowsOf(cells: readonly string[]): string {
  return Array.from({ length: size }, (_, row) => cells.slice(row * size, (row + 1) * size).join('')).join('/')
}

/** Letters in the order in which the board is read, so that it has one form; car A keeps its own. */
function renamed({ rows, solution }: Jam): Jam {
  const names = new Map([['A', 'A']])
  for (const letter of rows.match(/[A-Z]/g) ?? []) if (!names.has(letter)) names.set(letter, letterOf(names.size))
  const replace = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => names.get(letter) ?? letter)
  return { rows: replace(rows), solution: replace(solution) }
}

function letterOf(index: number): string {
  return String.fromCharCode(65 + index)
}

/** Free cells before (-1) or behind (1) a vehicle, up to the edge. */
function roomFor(cells: readonly string[], { place, length, step }: Vehicle, sign: 1 | -1): number {
  let room = 0
  let cell = sign === 1 ? place + (length - 1) * step : place
  for (;;) {
    const next = cell + sign * step
    const isInside =
      step === 6 ? next >= 0 && next < 36 : Math.floor(next / size) === Math.floor(cell / size) && next >= 0
    if (!isInside || cells[next] !== '.') return room
    cell = next
    room++
  }
}

function shift(cells: string[], vehicle: Vehicle, by: number, letter: string): void {
  for (const cell of cellsOf(vehicle)) cells[cell] = '.'
  for (const cell of cellsOf(vehicle)) cells[cell + by * vehicle.step] = letter
}

function written({ vehicle, by }: Move): string {
  return `${vehicle}${by > 0 ? '+' : ''}${by}`
}

/** Moves parted by spaces or commas; null for anything else, or more than 500. */
export function readMoves(text: string): Move[] | null {
  const items = text
    .toUpperCase()
    .replaceAll('−', '-')
    .split(/[\s,;[\]"'.]+/)
    .filter((item) => item !== '')
  if (items.length === 0 || items.length > most) return null
  const moves = items.map((item) => /^([A-Z])([+-][1-4])$/.exec(item))
  if (!moves.every((match) => match !== null)) return null
  return moves.map(([, vehicle = '', by = '']) => ({ vehicle, by: Number(by) }))
}

/** The rows after the moves, or the index of the first that cannot be made. */
export function moved(rows: string, moves: readonly Move[]): string | number {
  const cells = rows.replaceAll('/', '').split('')
  for (const [index, { vehicle: letter, by }] of moves.entries()) {
    const place = cells.indexOf(letter)
    if (place < 0) return index
    const vehicle: Vehicle = {
      place,
      length: cells.filter((cell) => cell === letter).length,
      step: cells[place + 1] === letter && place % size < size - 1 ? 1 : 6,
    }
    if (Math.abs(by) > roomFor(cells, vehicle, by > 0 ? 1 : -1)) return index
    shift(cells, vehicle, by, letter)
  }
  return rowsOf(cells)
}

/** Whether car A stands at the exit. */
export function isFree(rows: string): boolean {
  return rows.split('/')[exitRow]?.endsWith('AA') ?? false
}
