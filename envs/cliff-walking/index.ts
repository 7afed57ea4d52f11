// Cliff walking: from one end of a cliff to the other, a move a turn. Rules and rewards of Gymnasium's CliffWalking
// (gymnasium/envs/toy_text/cliffwalking.py): each move costs 1, a fall costs 100 and leads back to the start. The
// reward of an episode is its return and nothing else; the best one of the standard board is -13.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { scored } from '../../src/core/verdict.ts'
import { readDirection, turned, type Cell } from '../grid-moves.ts'
import { hiddenTasks, luckOf } from '../hidden-tasks.ts'
import { levelOption } from '../level-option.ts'
import { luckyWay } from '../lucky-way.ts'
import { promptOption, type PromptStyle } from '../prompt-option.ts'
import { readAction } from '../read-action.ts'
import { bestMoves, isGoal, limit, mapOf, slipsOf, standard, startOf, walked, type Size } from './cliff.ts'

const levels: readonly string[] = ['the standard board', 'boards of other sizes', 'boards of other sizes, slippery']

interface Walk {
  readonly size: Size
  /** Of the slips; null where the ground is not slippery. */
  readonly luck: number | null
  /** Tells tasks of one board apart. */
  readonly number: number
}

interface State {
  readonly slips: readonly number[]
  readonly isCompact: boolean
  cell: Cell
  moves: number
  falls: number
}

interface Choice {
  level: number
  prompt: PromptStyle
}

const cliffWalking: EnvironmentFactory<Walk, Choice> = defineEnv({
  id: 'cliff-walking',
  description: 'Walk along a cliff to the goal by the best return, a move a turn.',
  card: {
    source: 'Generated; the board of level 1 is that of Sutton and Barto, example 6.6.',
    verifier: 'The goal was reached within 100 moves. The reward is the return: -1 a move, -100 a fall.',
    limits: 'Level 1 is one board without chance, and level 2 has 40: both splits hold the same problems.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: the board of 4 by 12; 2: boards of 3 to 6 rows and 5 to 14 columns; 3: the same, slippery',
    ),
    prompt: promptOption,
  }),
  tasks: hiddenTasks<Walk, Choice>(({ rng, options: { level, prompt } }) => {
    const size = level === 1 ? standard : { rows: rng.int(3, 6), columns: rng.int(5, 14) }
    const isSlippery = level === 3
    return {
      prompt: promptOf(size, isSlippery, prompt),
      answer: { size, luck: isSlippery ? luckOf(rng) : null, number: isSlippery ? 0 : luckOf(rng) },
    }
  }),
  state: ({ task: { answer }, options }): State => ({
    slips: slipsOf(answer.luck),
    isCompact: options.prompt === 'compact',
    cell: startOf(answer.size),
    moves: 0,
    falls: 0,
  }),
  maxTurns: limit,
  observe: ({ task: { answer }, state, reply }) => {
    const direction = readDirection(readAction(reply))
    const slip = state.slips[state.moves++] ?? 0
    // What is no move costs what a move costs that leads nowhere.
    const { cell, reward } =
      direction === null ? { cell: state.cell, reward: -1 } : walked(answer.size, state.cell, turned(direction, slip))
    state.cell = cell
    if (reward < -1) state.falls++
    const isOver = isGoal(cell, answer.size) || state.moves === limit
    return { content: isOver ? null : observation(state, { isMove: direction !== null, isFall: reward < -1 }), reward }
  },
  rewards: {
    reached: {
      weight: 0,
      verify: ({ state, task: { answer } }) => {
        const isThere = isGoal(state.cell, answer.size)
        const end = isThere ? 'at the goal' : 'short of it'
        return scored(isThere, `The walk ended ${end} after ${state.moves} moves and ${state.falls} falls.`)
      },
    },
  },
  outcome: 'reached',
  demonstrate: ({ answer: { size, luck } }, { options: { prompt } }) =>
    luckyWay(mapOf(size), { slips: slipsOf(luck), best: bestMoves(size, luck === null ? [0] : [-1, 0, 1]).moves }).map(
      (move) => (prompt === 'compact' ? move.charAt(0) : `<answer>${move}</answer>`),
    ),
})

function promptOf(size: Size, isSlippery: boolean, prompt: PromptStyle): string {
  const { row, column } = startOf(size)
  if (prompt === 'compact') return `${size.rows}x${size.columns} ${row},${column}:`
  const ground = isSlippery
    ? 'The ground is slippery: one move in three goes where you want, one in three to the left of that and one in three to its right. '
    : ''
  return `You walk on a board of ${size.rows} rows and ${size.columns} columns, counted from 0, from the top left. You start at row ${row}, column 0, and the goal is at row ${row}, column ${size.columns - 1}; the cells between them in row ${row} are a cliff. Each move costs 1. A move into the cliff costs 100 and takes you back to the start. In each reply make one move: left, down, right or up, in <answer></answer>. ${ground}A move over the edge leaves you where you are. Reach the goal at the lowest cost; after ${limit} moves the walk ends. You are at row ${row}, column ${column}.`
}

function observation(
  { cell: { row, column }, moves, isCompact }: State,
  { isMove, isFall }: { isMove: boolean; isFall: boolean },
): string {
  if (isCompact) return `${row},${column}:`
  const fault = isMove ? '' : 'That was no move: write left, down, right or up in <answer></answer>. '
  const fall = isFall ? 'You fell off the cliff. ' : ''
  return `${fault}${fall}You are at row ${row}, column ${column}. Moves left: ${limit - moves}.`
}

export default cliffWalking
export const noRecipe = 'A recipe for episodes of many turns has not been run; train a checkpoint.'
