// The board of tic-tac-toe, its perfect play, and scripted opponents. A board is nine characters, `.`, `X` or `O`, by rows.
import { Rng } from '../../src/core/random.ts'

export type Mark = 'X' | 'O'

export const emptyBoard = '.........'

const lines: readonly (readonly number[])[] = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
]

/** Who has three in a line, `draw` on a full board, null while the game goes on. */
export function resultOf(board: string): Mark | 'draw' | null {
  for (const [a = 0, b = 0, c = 0] of lines)
    if (board[a] !== '.' && board[a] === board[b] && board[a] === board[c]) return board[a] as Mark
  return board.includes('.') ? null : 'draw'
}

export function placed(board: string, cell: number, mark: Mark): string {
  return board.slice(0, cell) + mark + board.slice(cell + 1)
}

export function freeCells(board: string): number[] {
  return board.split('').flatMap((each, cell) => (each === '.' ? [cell] : []))
}

export function otherOf(mark: Mark): Mark {
  return mark === 'X' ? 'O' : 'X'
}

const values = new Map<string, number>()

/** 1 where `mark`, whose turn it is, wins by perfect play, 0 for a draw, -1 where it loses. */
export function valueFor(mark: Mark, board: string): number {
  const known = values.get(mark + board)
  if (known !== undefined) return known
  const result = resultOf(board)
  const value =
    result !== null
      ? result === 'draw'
        ? 0
        : result === mark
          ? 1
          : -1
      : Math.max(...freeCells(board).map((cell) => 0 - valueFor(otherOf(mark), placed(board, cell, mark))))
  values.set(mark + board, value)
  return value
}

/**
 * The cell that the opponent of a level takes: 1 takes any, 2 wins or blocks where it can at once and else takes any, 3
 * plays perfectly. What it draws depends on the luck and the board alone.
 */
export function opponentCell(
  board: string,
  { mark, level, luck }: { mark: Mark; level: number; luck: number },
): number {
  const free = freeCells(board)
  const wins = (who: Mark): number[] => free.filter((cell) => resultOf(placed(board, cell, who)) === who)
  const urgent = level === 2 ? [wins(mark), wins(otherOf(mark))].find((cells) => cells.length > 0) : undefined
  const scoreOf = (cell: number): number => 0 - valueFor(otherOf(mark), placed(board, cell, mark))
  const highest = level === 3 ? Math.max(...free.map(scoreOf)) : 0
  const open = level === 3 ? free.filter((cell) => scoreOf(cell) === highest) : (urgent ?? free)
  return Rng.fromSeed(luck).fork(board).pick(open)
}

export interface Game {
  readonly mark: Mark
  readonly level: number
  readonly luck: number
}

/** The board when the player has the first turn: X begins. */
export function openingOf({ mark, level, luck }: Game): string {
  return mark === 'X' ? emptyBoard : placed(emptyBoard, opponentCell(emptyBoard, { mark: 'X', level, luck }), 'X')
}

/** Whether an end counts as solved: a win, and against the perfect opponent, who cannot be beaten, a draw. */
export function isSolved(result: Mark | 'draw' | null, { mark, level }: Pick<Game, 'mark' | 'level'>): boolean {
  return result === mark || (level === 3 && result === 'draw')
}

/** Cells that solve a game, by trying them; null where none do. */
export function solution(game: Game, board: string = openingOf(game)): number[] | null {
  for (const cell of freeCells(board)) {
    const own = placed(board, cell, game.mark)
    if (isSolved(resultOf(own), game)) return [cell]
    if (resultOf(own) !== null) continue
    const mark = otherOf(game.mark)
    const next = placed(own, opponentCell(own, { ...game, mark }), mark)
    if (isSolved(resultOf(next), game)) return [cell]
    if (resultOf(next) !== null) continue
    const rest = solution(game, next)
    if (rest !== null) return [cell, ...rest]
  }
  return null
}
