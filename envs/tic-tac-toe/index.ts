// Tic-tac-toe against a scripted opponent of three levels, or against a policy that was handed in: self-play, where that
// is the one which learns. Cells are numbered and a second move in a row that is none loses, as in TextArena
// (LeonGuertler/TextArena textarena/envs/TicTacToe). What the script draws is the task's.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { defaultSampling, type Policy } from '../../src/core/policy.ts'
import { scored } from '../../src/core/verdict.ts'
import { hiddenTasks, luckOf } from '../hidden-tasks.ts'
import { levelOption } from '../level-option.ts'
import { readAction } from '../read-action.ts'
import {
  freeCells,
  isSolved,
  openingOf,
  opponentCell,
  otherOf,
  placed,
  resultOf,
  solution,
  type Game,
  type Mark,
} from './board.ts'

const levels: readonly string[] = ['any free cell', 'wins or blocks at once', 'perfect']

interface State {
  board: string
  result: Mark | 'draw' | null
  /** Replies in a row that were no move. */
  faults: number
  /** Why a game was lost that was not played to its end. */
  forfeit: string | null
}

interface Choice {
  level: number
  opponent: 'script' | 'policy'
}

type Match = Game & { readonly opponent: Choice['opponent'] }

const ticTacToe: EnvironmentFactory<Match, Choice> = defineEnv({
  id: 'tic-tac-toe',
  description: 'Win at tic-tac-toe against a scripted opponent or another policy.',
  card: {
    source: 'Generated: who begins, and what the opponent draws.',
    verifier:
      'The game was won; against the perfect opponent, who cannot be beaten, it was not lost. A draw that could have been a win earns half.',
    limits:
      'Against another policy the player always begins, no demonstration is known, and what it meets is as strong as that policy.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      'the scripted opponent: 1: takes any free cell; 2: wins or blocks where it can at once; 3: plays perfectly',
    ),
    opponent: Type.Enum(['script', 'policy'], {
      default: 'script',
      description: 'script: the opponent of the level; policy: the policy that is handed in as `opponent`',
    }),
  }),
  needs: ({ opponent }) => (opponent === 'policy' ? ['opponent'] : []),
  tasks: hiddenTasks<Match, Choice>(({ rng, options: { level, opponent } }) => {
    for (;;) {
      const game = { mark: rng.int(0, 1) === 0 || opponent === 'policy' ? 'X' : 'O', level, luck: luckOf(rng) } as const
      if (opponent === 'script' && solution(game) === null) continue
      return { prompt: promptOf(openingOf(game), game.mark), answer: { ...game, opponent } }
    }
  }),
  state: ({ task: { answer } }): State => ({ board: openingOf(answer), result: null, faults: 0, forfeit: null }),
  maxTurns: 10,
  observe: async ({ task: { answer }, state, reply, resources }) => {
    const { mark } = answer
    const cell = cellIn(reply, state.board)
    if (cell === null) {
      state.faults++
      if (state.faults > 1) {
        state.forfeit = 'lost by two replies in a row that were no move'
        return null
      }
      return `That was no move. ${turnOf(state.board, mark)}`
    }
    state.faults = 0
    state.board = placed(state.board, cell, mark)
    state.result = resultOf(state.board)
    if (state.result !== null) return null
    const other = otherOf(mark)
    const answered =
      answer.opponent === 'script'
        ? opponentCell(state.board, { ...answer, mark: other })
        : await policyCell(resources.opponent as Policy, { board: state.board, mark: other, luck: answer.luck })
    if (answered === null) {
      state.result = mark
      state.forfeit = 'won, for the opponent made no move twice'
      return null
    }
    state.board = placed(state.board, answered, other)
    state.result = resultOf(state.board)
    return state.result === null ? `${other} takes ${answered}. ${turnOf(state.board, mark)}` : null
  },
  rewards: {
    won: ({ state, task: { answer } }) => {
      const { result, forfeit } = state
      const end =
        result === answer.mark ? 'won' : result === 'draw' ? 'a draw' : result === null ? 'not played out' : 'lost'
      const score = isSolved(result, answer) ? 1 : result === 'draw' ? 0.5 : 0
      return scored(score, `The game was ${forfeit ?? end}: ${state.board}.`)
    },
  },
  outcome: 'won',
  demonstrate: ({ answer }) =>
    answer.opponent === 'policy' ? null : (solution(answer)?.map((cell) => `<answer>${cell}</answer>`) ?? null),
})

function promptOf(board: string, mark: Mark): string {
  return `You play tic-tac-toe as ${mark}. Cells are numbered from 0 to 8 by rows; three of one mark in a row, a column or a diagonal win. In each reply name one free cell, in <answer></answer>. ${turnOf(board, mark)}`
}

function turnOf(board: string, mark: Mark): string {
  const rows = [0, 3, 6].map((at) => board.slice(at, at + 3)).join('\n')
  return `The board, with dots for free cells:\n${rows}\nYou are ${mark}. Free cells: ${freeCells(board).join(', ')}.`
}

function cellIn(reply: string, board: string): number | null {
  const action = readAction(reply) ?? ''
  return /^[0-8]$/.test(action) && board[Number(action)] === '.' ? Number(action) : null
}

/** The cell that a policy names; it is asked once more where it names none, and null where it does not again. */
async function policyCell(
  policy: Policy,
  { board, mark, luck }: { board: string; mark: Mark; luck: number },
): Promise<number | null> {
  for (let attempt = 0; attempt < 2; attempt++) {
    const messages = [{ role: 'user', content: promptOf(board, mark) } as const]
    const [answered] = await policy.generate([{ messages, seed: `${luck}/${board}/${attempt}` }], defaultSampling)
    const cell = cellIn(answered?.text ?? '', board)
    if (cell !== null) return cell
  }
  return null
}

export default ticTacToe
export const noRecipe = 'A recipe for episodes of many turns has not been run; train a checkpoint.'
