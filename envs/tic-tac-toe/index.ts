// Tic-tac-toe against a scripted opponent of three levels, or against a policy that was handed in: self-play, where that
// is the one which learns. Cells are numbered and a second move in a row that is none loses, as in TextArena
// (LeonGuertler/TextArena textarena/envs/TicTacToe). What the script draws is the task's.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Policy } from '../../src/core/policy.ts'
import { scored } from '../../src/core/verdict.ts'
import { hiddenTasks, luckOf } from '../hidden-tasks.ts'
import { levelOption } from '../level-option.ts'
import { OpposingPolicy } from '../opposing-policy.ts'
import { promptOption, type PromptStyle } from '../prompt-option.ts'
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
  /** Null against the script. */
  readonly opposing: OpposingPolicy | null
  readonly prompt: PromptStyle
  result: Mark | 'draw' | null
  /** Replies in a row that were no move. */
  faults: number
  /** Why a game was lost that was not played to its end. */
  forfeit: string | null
}

interface Choice {
  level: number
  opponent: 'script' | 'policy'
  prompt: PromptStyle
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
      'Against another policy no demonstration is known, and what it meets is as strong as that policy; where the player is O, chance has begun for it.',
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
    prompt: promptOption,
  }),
  needs: ({ opponent }) => (opponent === 'policy' ? ['opponent'] : []),
  tasks: hiddenTasks<Match, Choice>(({ rng, options: { level: asked, opponent, prompt } }) => {
    // What begins for a policy is chance, whatever script stands beside.
    const level = opponent === 'policy' ? 1 : asked
    for (;;) {
      const game = { mark: rng.int(0, 1) === 0 ? 'X' : 'O', level, luck: luckOf(rng) } as const
      if (opponent === 'script' && solution(game) === null) continue
      const board = openingOf(game)
      return {
        prompt: `${rulesOf(game.mark, prompt)}${turnOf(board, game.mark, prompt)}`,
        answer: { ...game, opponent },
      }
    }
  }),
  state: ({ task: { answer }, options: { prompt }, resources }): State => ({
    board: openingOf(answer),
    opposing:
      answer.opponent === 'script' ? null : new OpposingPolicy(resources.opponent as Policy, { luck: answer.luck }),
    prompt,
    result: null,
    faults: 0,
    forfeit: null,
  }),
  maxTurns: 10,
  observe: async ({ task: { answer }, state, reply }) => {
    const { mark } = answer
    const cell = cellIn(reply, state.board)
    if (cell === null) {
      state.faults++
      if (state.faults === 1) return faultOf(state.board, mark, state.prompt)
      state.forfeit = 'lost by two replies in a row that were no move'
      return null
    }
    state.faults = 0
    if (isOver(state, cell, mark)) return null
    const other = otherOf(mark)
    const answered = await answerOf(state, answer, cell)
    if (answered === null) {
      state.result = mark
      state.forfeit = 'won, for the opponent made no move twice'
      return null
    }
    return isOver(state, answered, other)
      ? null
      : turnAfter(state.board, { mark, cell: answered, prompt: state.prompt })
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
  demonstrate: ({ answer }, { options: { prompt } }) =>
    answer.opponent === 'policy'
      ? null
      : (solution(answer)?.map((cell) => (prompt === 'compact' ? `${cell}` : `<answer>${cell}</answer>`)) ?? null),
})

/** Places a mark, and says whether that ended the game. */
function isOver(state: State, cell: number, mark: Mark): boolean {
  state.board = placed(state.board, cell, mark)
  state.result = resultOf(state.board)
  return state.result !== null
}

/** The opponent's cell; null where a policy names none. */
async function answerOf({ board, opposing, prompt }: State, match: Match, cell: number): Promise<number | null> {
  const mark = otherOf(match.mark)
  if (opposing === null) return opponentCell(board, { ...match, mark })
  const turn = turnAfter(board, { mark, cell, prompt })
  return await opposing.move({
    shown: opposing.isNew ? `${rulesOf(mark, prompt)}${turn}` : turn,
    position: board,
    fault: faultOf(board, mark, prompt),
    read: (reply) => cellIn(reply, board),
  })
}

function rulesOf(mark: Mark, prompt: PromptStyle): string {
  return prompt === 'compact'
    ? ''
    : `You play tic-tac-toe as ${mark}. Cells are numbered from 0 to 8 by rows; three of one mark in a row, a column or a diagonal win. In each reply name one free cell, in <answer></answer>. `
}

function turnOf(board: string, mark: Mark, prompt: PromptStyle): string {
  if (prompt === 'compact') return `${mark}${board}:`
  const rows = [0, 3, 6].map((at) => board.slice(at, at + 3)).join('\n')
  return `The board, with dots for free cells:\n${rows}\nYou are ${mark}. Free cells: ${freeCells(board).join(', ')}.`
}

/** After the other side has taken a cell. */
function turnAfter(
  board: string,
  { mark, cell, prompt }: { readonly mark: Mark; readonly cell: number; readonly prompt: PromptStyle },
): string {
  const turn = turnOf(board, mark, prompt)
  return prompt === 'compact' ? turn : `${otherOf(mark)} takes ${cell}. ${turn}`
}

function faultOf(board: string, mark: Mark, prompt: PromptStyle): string {
  const turn = turnOf(board, mark, prompt)
  return prompt === 'compact' ? turn : `That was no move. ${turn}`
}

function cellIn(reply: string, board: string): number | null {
  const action = readAction(reply) ?? ''
  return /^[0-8]$/.test(action) && board[Number(action)] === '.' ? Number(action) : null
}

export default ticTacToe
export const noRecipe = 'A recipe for episodes of many turns has not been run; train a checkpoint.'
