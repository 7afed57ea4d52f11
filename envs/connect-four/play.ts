// A match of connect four: how it opens, what the scripted opponents of three levels do, and a winning line against them.
import { Rng } from '../../src/core/random.ts'
import { Board, otherOf, type Mark, type Size } from './board.ts'
import { bestColumns, depthWithin } from './search.ts'

export interface Match extends Size {
  /** The player's; X begins. */
  readonly mark: Mark
  readonly level: number
  readonly luck: number
}

/** Positions that the opponent of level 3 visits for a move, and that the search for a winning line does. */
const positions = { opponent: 4000, line: 40_000 } as const

/** Lines that are tried before a match counts as one that cannot be won. */
const linesTried = 60

export function emptyBoard(match: Match): Board {
  return new Board(match)
}

/** The board when the player has the first turn. Where O is the player, X begins by chance. */
export function openingOf(match: Match): { board: Board; column: number | null } {
  const board = emptyBoard(match)
  if (match.mark === 'X') return { board, column: null }
  const column = Rng.fromSeed(match.luck)
    .fork('opening')
    .int(0, match.columns - 1)
  board.drop(column, 'X')
  return { board, column }
}

/**
 * The column that the opponent of a level takes: 1 any, every other time that of the last disc, for against a pure chance
 * four discs in one column win seven matches of ten; 2 one that wins or blocks at once, else any; 3 the best by a search
 * ahead. What it draws depends on the luck and the board alone.
 */
export function opponentColumn(
  board: Board,
  { mark, level, luck, last }: Pick<Match, 'level' | 'luck' | 'mark'> & { readonly last: number },
): number {
  const rng = Rng.fromSeed(luck).fork(board.lines().join('/'))
  if (level === 1 && board.takes(last) && rng.int(0, 1) === 0) return last
  return rng.pick(choices(board, mark, level))
}

function choices(board: Board, mark: Mark, level: number): readonly number[] {
  const open = board.open()
  if (level === 1) return open
  if (level === 3) return bestColumns(board, mark, depthWithin(positions.opponent, board.columns))
  for (const who of [mark, otherOf(mark)]) {
    const urgent = open.filter((column) => board.wouldWin(column, who))
    if (urgent.length > 0) return urgent
  }
  return open
}

/** Columns that win a match against its scripted opponent, by a deeper search than its own; null where none were found. */
export function winningLine(match: Match): readonly number[] | null {
  const depth = depthWithin(positions.line, match.columns)
  for (let line = 0; line < linesTried; line++) {
    const columns = playedLine(match, { depth, rng: Rng.fromSeed(match.luck).fork('line').fork(line) })
    if (columns !== null) return columns
  }
  return null
}

function playedLine(match: Match, { depth, rng }: { depth: number; rng: Rng }): readonly number[] | null {
  const { board } = openingOf(match)
  const other = otherOf(match.mark)
  const line: number[] = []
  while (!board.isFull) {
    const column = rng.pick(bestColumns(board, match.mark, depth))
    line.push(column)
    board.drop(column, match.mark)
    if (board.wins(column)) return line
    if (board.isFull) return null
    const answer = opponentColumn(board, { ...match, mark: other, last: column })
    board.drop(answer, other)
    if (board.wins(answer)) return null
  }
  return null
}
