// Connect four against a scripted opponent of three levels, or against a policy that was handed in: self-play, where that
// is the one which learns. Columns are numbered from 0, as in TextArena (LeonGuertler/TextArena textarena/envs/
// ConnectFour), and a second reply in a row that is no move loses. What the script draws is the task's.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Policy } from '../../src/core/policy.ts'
import { scored } from '../../src/core/verdict.ts'
import { hiddenTasks, luckOf } from '../hidden-tasks.ts'
import { levelOption } from '../level-option.ts'
import { OpposingPolicy } from '../opposing-policy.ts'
import { promptOption, type PromptStyle } from '../prompt-option.ts'
import { readAction } from '../read-action.ts'
import { otherOf, type Board, type Mark } from './board.ts'
import { openingOf, opponentColumn, winningLine, type Match } from './play.ts'

const levels: readonly string[] = ['chance', 'wins or blocks at once', 'looks ahead']

interface State {
  readonly board: Board
  /** Null against the script. */
  readonly opposing: OpposingPolicy | null
  readonly prompt: PromptStyle
  result: Mark | 'draw' | null
  /** Replies in a row that were no move. */
  faults: number
  /** Why a match ended that was not played to its end. */
  forfeit: string | null
}

interface Choice {
  level: number
  columns: number
  rows: number
  opponent: 'script' | 'policy'
  prompt: PromptStyle
}

const connectFour: EnvironmentFactory<Match, Choice> = defineEnv({
  id: 'connect-four',
  description: 'Win at connect four against a scripted opponent or another policy.',
  card: {
    source: 'Generated: who begins, and what the opponent draws.',
    verifier:
      'The match was won. A draw earns half; a match that was lost, or forfeited by replies that are no move, nothing.',
    limits:
      'The scripts can be beaten: the third looks a few moves ahead and sees no plan beyond. Against another policy no demonstration is known, and what it meets is as strong as that policy.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      'the scripted opponent: 1: takes any open column, every other time the one just played; 2: wins or blocks where it can at once; 3: looks ahead, four moves on the usual board',
    ),
    columns: Type.Integer({ minimum: 4, maximum: 9, default: 7, description: 'columns of the board' }),
    rows: Type.Integer({ minimum: 4, maximum: 9, default: 6, description: 'rows of the board' }),
    opponent: Type.Enum(['script', 'policy'], {
      default: 'script',
      description: 'script: the opponent of the level; policy: the policy that is handed in as `opponent`',
    }),
    prompt: promptOption,
  }),
  needs: ({ opponent }) => (opponent === 'policy' ? ['opponent'] : []),
  tasks: hiddenTasks<Match, Choice>(({ rng, options: { level, columns, rows, prompt } }) => {
    const match = { mark: rng.int(0, 1) === 0 ? 'X' : 'O', columns, rows, level, luck: luckOf(rng) } as const
    const { board, column } = openingOf(match)
    return { prompt: `${rulesOf(match, prompt)}${turnOf(board, { mark: match.mark, prompt, column })}`, answer: match }
  }),
  state: ({ task: { answer }, options, resources }): State => ({
    board: openingOf(answer).board,
    opposing:
      options.opponent === 'script' ? null : new OpposingPolicy(resources.opponent as Policy, { luck: answer.luck }),
    prompt: options.prompt,
    result: null,
    faults: 0,
    forfeit: null,
  }),
  // As many as the largest board has cells, a fault before each.
  maxTurns: 81,
  observe: async ({ task: { answer }, state, reply }) => {
    const { board, prompt } = state
    const { mark } = answer
    const column = columnIn(reply, board)
    if (column === null) {
      state.faults++
      if (state.faults === 1) return faultOf(board, { mark, prompt })
      state.forfeit = 'lost by two replies in a row that were no move'
      return null
    }
    state.faults = 0
    if (isOver(state, column, mark)) return null
    const answered = await answerOf(state, answer, column)
    if (answered === null) {
      state.result = mark
      state.forfeit = 'won, for the opponent made no move twice'
      return null
    }
    return isOver(state, answered, otherOf(mark)) ? null : turnOf(board, { mark, prompt, column: answered })
  },
  rewards: {
    won: ({ state: { result, forfeit, board }, task: { answer } }) => {
      const end =
        result === answer.mark ? 'won' : result === 'draw' ? 'a draw' : result === null ? 'not played out' : 'lost'
      const score = result === answer.mark ? 1 : result === 'draw' ? 0.5 : 0
      return scored(score, `The match was ${forfeit ?? end}: ${board.lines().join('/')}.`)
    },
  },
  outcome: 'won',
  demonstrate: ({ answer }, { options: { opponent, prompt } }) =>
    opponent === 'policy'
      ? null
      : (winningLine(answer)?.map((column) => (prompt === 'compact' ? `${column}` : `<answer>${column}</answer>`)) ??
        null),
})

/** Drops a disc, and says whether that ended the match. */
function isOver(state: State, column: number, mark: Mark): boolean {
  const { board } = state
  board.drop(column, mark)
  state.result = board.wins(column) ? mark : board.isFull ? 'draw' : null
  return state.result !== null
}

/** The opponent's column; null where a policy names none. */
async function answerOf({ board, opposing, prompt }: State, match: Match, column: number): Promise<number | null> {
  const mark = otherOf(match.mark)
  if (opposing === null) return opponentColumn(board, { ...match, mark, last: column })
  const turn = turnOf(board, { mark, prompt, column })
  return await opposing.move({
    shown: opposing.isNew ? `${rulesOf({ ...match, mark }, prompt)}${turn}` : turn,
    position: board.lines().join('/'),
    fault: faultOf(board, { mark, prompt }),
    read: (reply) => columnIn(reply, board),
  })
}

function rulesOf({ mark, columns, rows }: Pick<Match, 'mark' | 'columns' | 'rows'>, prompt: PromptStyle): string {
  return prompt === 'compact'
    ? ''
    : `You play connect four as ${mark} on a board of ${columns} columns and ${rows} rows. Columns are numbered from 0 to ${columns - 1}; a disc falls to the lowest free cell of its column, and four of one mark in a row, a column or a diagonal win. In each reply name one column that is not full, in <answer></answer>. `
}

interface Turn {
  readonly mark: Mark
  readonly prompt: PromptStyle
  /** The column of the move before; null where there was none. */
  readonly column: number | null
}

function turnOf(board: Board, { mark, prompt, column }: Turn): string {
  const lines = board.lines()
  if (prompt === 'compact') return `${mark} ${lines.join('/')}:`
  const before = column === null ? '' : `${otherOf(mark)} takes ${column}. `
  return `${before}The board, with dots for free cells:\n${lines.join('\n')}\nYou are ${mark}. Open columns: ${board.open().join(', ')}.`
}

function faultOf(board: Board, { mark, prompt }: Omit<Turn, 'column'>): string {
  const turn = turnOf(board, { mark, prompt, column: null })
  return prompt === 'compact' ? turn : `That was no move. ${turn}`
}

function columnIn(reply: string, board: Board): number | null {
  const action = readAction(reply) ?? ''
  return /^\d$/.test(action) && board.takes(Number(action)) ? Number(action) : null
}

export default connectFour
export const noRecipe = 'A recipe for episodes of many turns has not been run; train a checkpoint.'
