// Frozen lake: cross the ice from S to G without falling into a hole, a move a turn. Rules, maps, slipping, reward and
// limits of Gymnasium's FrozenLake-v1 (gymnasium/envs/toy_text/frozen_lake.py). How the ice slips is the task's: a
// seed in its secret half, so that all attempts at a task meet the same luck.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { scored } from '../../src/core/verdict.ts'
import { cellOf, readDirection, turned, type Cell } from '../grid-moves.ts'
import { hiddenTasks, luckOf } from '../hidden-tasks.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { luckyWay } from '../lucky-way.ts'
import { promptOption, type PromptStyle } from '../prompt-option.ts'
import { readAction } from '../read-action.ts'
import { bestMoves, drawLake, groundAt, lake4, lake8, limitOf, movedOn, slipsOf, type Lake } from './lake.ts'

interface Level {
  /** Null for a lake drawn for each task, of eight rows. */
  readonly lake: Lake | null
  readonly isSlippery: boolean
}

const levels: readonly Level[] = [
  { lake: lake4, isSlippery: false },
  { lake: null, isSlippery: false },
  { lake: lake4, isSlippery: true },
  { lake: lake8, isSlippery: true },
  { lake: null, isSlippery: true },
]

interface Crossing {
  readonly lake: Lake
  /** Of the slips; null where the ice is not slippery. */
  readonly luck: number | null
  /** Tells tasks of one lake apart. */
  readonly number: number
}

interface State {
  readonly slips: readonly number[]
  readonly isCompact: boolean
  cell: Cell
  moves: number
}

interface Choice {
  level: number
  prompt: PromptStyle
}

const frozenLake: EnvironmentFactory<Crossing, Choice> = defineEnv({
  id: 'frozen-lake',
  description: 'Cross a frozen lake to the goal without falling into a hole, a move a turn.',
  card: {
    source: 'Generated; the maps of levels 1, 3 and 4 are those of Gymnasium (MIT).',
    verifier: 'The goal was reached within 100 moves (4 by 4) or 200 moves (8 by 8).',
    limits:
      'Level 1 is one lake without chance: both splits hold the same problem. On slippery ice the best policy does not always reach the goal; demonstrations know the luck and always do.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: the 4 by 4 lake; 2: lakes of 8 by 8 drawn at random; 3: the 4 by 4 lake, slippery; 4: the 8 by 8 lake, slippery; 5: random lakes, slippery',
    ),
    prompt: promptOption,
  }),
  tasks: hiddenTasks<Crossing, Choice>(({ rng, options: { level, prompt } }) => {
    const { lake: given, isSlippery } = levelOf(levels, level)
    const lake = given ?? drawLake(rng, 8)
    return {
      prompt: promptOf(lake, isSlippery, prompt),
      answer: { lake, luck: isSlippery ? luckOf(rng) : null, number: isSlippery || given === null ? 0 : luckOf(rng) },
    }
  }),
  state: ({ task: { answer }, options }): State => ({
    slips: slipsOf({ lake: answer.lake, seed: answer.luck }),
    isCompact: options.prompt === 'compact',
    cell: cellOf(answer.lake, 'S'),
    moves: 0,
  }),
  maxTurns: 200,
  observe: ({ task: { answer }, state, reply }) => {
    const { lake } = answer
    const direction = readDirection(readAction(reply))
    const slip = state.slips[state.moves++] ?? 0
    if (direction !== null) state.cell = movedOn(lake, state.cell, turned(direction, slip))
    const isOver = 'HG'.includes(groundAt(lake, state.cell)) || state.moves === limitOf(lake)
    return isOver ? null : observation(state, { isMove: direction !== null, limit: limitOf(lake) })
  },
  rewards: {
    reached: ({ state, task: { answer } }) => {
      const ground = groundAt(answer.lake, state.cell)
      const end = ground === 'G' ? 'at the goal' : ground === 'H' ? 'in a hole' : 'on the ice'
      return scored(ground === 'G', `The walk ended ${end} after ${state.moves} moves.`)
    },
  },
  outcome: 'reached',
  demonstrate: ({ answer: { lake, luck } }, { options: { prompt } }) =>
    luckyWay(lake, {
      slips: slipsOf({ lake, seed: luck }),
      best: bestMoves(lake, luck === null ? [0] : [-1, 0, 1]).moves,
    }).map((move) => (prompt === 'compact' ? move.charAt(0) : `<answer>${move}</answer>`)),
})

function promptOf(lake: Lake, isSlippery: boolean, prompt: PromptStyle): string {
  if (prompt === 'compact') return `${lake.join('/')} 0,0:`
  const ice = isSlippery
    ? 'The ice is slippery: one move in three goes where you want, one in three to the left of that and one in three to its right. '
    : ''
  return `You cross a frozen lake from S to G. F is ice, H is a hole, in which the walk ends.\n${lake.join('\n')}\nRows and columns are counted from 0, from the top left. In each reply make one move: left, down, right or up, in <answer></answer>. ${ice}A move over the edge leaves you where you are. You have ${limitOf(lake)} moves. You are at row 0, column 0.`
}

function observation(
  { cell: { row, column }, moves, isCompact }: State,
  { isMove, limit }: { isMove: boolean; limit: number },
): string {
  if (isCompact) return `${row},${column}:`
  const fault = isMove ? '' : 'That was no move: write left, down, right or up in <answer></answer>. '
  return `${fault}You are at row ${row}, column ${column}. Moves left: ${limit - moves}.`
}

export default frozenLake
export const noRecipe = 'A recipe for episodes of many turns has not been run; train a checkpoint.'
