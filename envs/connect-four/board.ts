// The board of connect four: discs fall to the lowest free cell of their column, four of one mark in a row, a column or
// a diagonal win. Moves are made and taken back in place, which is what a search needs.

export type Mark = 'X' | 'O'

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** How many of one mark in a line win. */
const winning = 4

const directions: readonly (readonly [number, number])[] = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, -1],
]

export function otherOf(mark: Mark): Mark {
  return mark === 'X' ? 'O' : 'X'
}

export class Board {
  readonly columns: number
  readonly rows: number
  /** By columns from the left, each from the bottom. */
  readonly #cells: (Mark | null)[]
  readonly #heights: number[]
  #discs = 0

  constructor({ columns, rows }: Size) {
    this.columns = columns
    this.rows = rows
    this.#cells = Array.from({ length: columns * rows }, () => null)
    this.#heights = Array.from({ length: columns }, () => 0)
  }

  get isFull(): boolean {
    return this.#discs === this.#cells.length
  }

  get discs(): number {
    return this.#discs
  }

  takes(column: number): boolean {
    const height = this.#heights[column]
    return height !== undefined && height < this.rows
  }

  /** The columns that are not full. */
  open(): number[] {
    return this.#heights.flatMap((height, column) => (height < this.rows ? [column] : []))
  }

  /** Into a column that takes it. */
  drop(column: number, mark: Mark): void {
    const height = this.#heights[column] as number
    this.#cells[column * this.rows + height] = mark
    this.#heights[column] = height + 1
    this.#discs++
  }

  /** Takes the topmost disc of a column back. */
  lift(column: number): void {
    const height = (this.#heights[column] as number) - 1
    this.#cells[column * this.rows + height] = null
    this.#heights[column] = height
    this.#discs--
  }

  /** Whether the topmost disc of a column stands in a line of four of its mark. */
  wins(column: number): boolean {
    const row = (this.#heights[column] ?? 0) - 1
    const mark = this.#at(column, row)
    if (mark === null) return false
    return directions.some(([across, up]) => {
      const length = 1 + this.#run(mark, column, row, across, up) + this.#run(mark, column, row, -across, -up)
      return length >= winning
    })
  }

  /** Whether a disc of that mark would win at once. */
  wouldWin(column: number, mark: Mark): boolean {
    this.drop(column, mark)
    const isWon = this.wins(column)
    this.lift(column)
    return isWon
  }

  /** Rows from the top, with dots for free cells. */
  lines(): string[] {
    return Array.from({ length: this.rows }, (_, fromTop) =>
      Array.from({ length: this.columns }, (__, column) => this.#at(column, this.rows - 1 - fromTop) ?? '.').join(''),
    )
  }

  #at(column: number, row: number): Mark | null {
    if (column < 0 || column >= this.columns || row < 0 || row >= this.rows) return null
    return this.#cells[column * this.rows + row] ?? null
  }

  #run(mark: Mark, column: number, row: number, across: number, up: number): number {
    let length = 0
    while (this.#at(column + across * (length + 1), row + up * (length + 1)) === mark) length++
    return length
  }
}
