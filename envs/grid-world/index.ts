// A grid world: walk from S to G, a move a turn. One environment with two rewards, so that the difference between them
// can be seen: `sparse` pays at the goal alone, `dense` also pays each step by how much nearer it leads. The second is
// a difference of potentials, which changes no best policy and pays nothing for going in circles (Ng, Harada and
// Russell 1999, "Policy invariance under reward transformations").
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { scored } from '../../src/core/verdict.ts'
import { cellOf, readDirection, type Cell } from '../grid-moves.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readAction } from '../read-action.ts'
import { distancesIn, drawMaze, movedIn, shortestWay, type Maze } from './maze.ts'

/** Rows and columns. */
const levels: readonly number[] = [4, 5, 6, 8, 10]

/** What the steps of a `dense` episode add up to at the goal. */
const shaping = 0.5

interface State {
  readonly distances: Int32Array
  readonly isDense: boolean
  readonly isCompact: boolean
  cell: Cell
  movesLeft: number
}

const gridWorld: EnvironmentFactory<{ maze: Maze }> = defineEnv({
  id: 'grid-world',
  description: 'Walk through a grid with walls to the goal, a move a turn, for sparse or dense rewards.',
  card: {
    source: 'Generated: a wall on one cell in five, start and goal at least a side apart.',
    verifier: 'The goal was reached within five moves for each row of the grid.',
    limits: 'The whole grid is shown: nothing has to be found out by walking.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 4 by 4 cells; 2: 5 by 5; 3: 6 by 6; 4: 8 by 8; 5: 10 by 10'),
    reward: Type.Enum(['sparse', 'dense'], {
      default: 'sparse',
      description: `sparse: 1 at the goal; dense: also ${shaping} on the way, each step by how much nearer it leads`,
    }),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const maze = drawMaze(rng, levelOf(levels, level))
    const start = cellOf(maze, 'S')
    return {
      prompt:
        prompt === 'compact'
          ? `${maze.join('/')} ${start.row},${start.column}:`
          : `You walk on a grid from S to G. Walls are #, free cells a dot.\n${maze.join('\n')}\nRows and columns are counted from 0, from the top left. In each reply make one move: left, down, right or up, in <answer></answer>. A move into a wall or over the edge leaves you where you are. You have ${limitOf(maze)} moves. You are at row ${start.row}, column ${start.column}.`,
      answer: { maze },
    }
  },
  state: ({ task: { answer }, options }): State => ({
    distances: distancesIn(answer.maze),
    isDense: options.reward === 'dense',
    isCompact: options.prompt === 'compact',
    cell: cellOf(answer.maze, 'S'),
    movesLeft: limitOf(answer.maze),
  }),
  maxTurns: 50,
  observe: ({ task: { answer }, state, reply }) => {
    const direction = readDirection(readAction(reply))
    const before = distanceAt(state)
    if (direction !== null) state.cell = movedIn(answer.maze, state.cell, direction)
    state.movesLeft--
    const whole = distanceOf(state, cellOf(answer.maze, 'S'))
    const reward = state.isDense ? (shaping * (before - distanceAt(state))) / whole : 0
    const isOver = distanceAt(state) === 0 || state.movesLeft === 0
    return { content: isOver ? null : observation(state, direction !== null), reward }
  },
  rewards: {
    reached: ({ state }) =>
      scored(
        distanceAt(state) === 0,
        `The walk ended ${distanceAt(state)} moves from the goal with ${state.movesLeft} moves left.`,
      ),
  },
  outcome: 'reached',
  demonstrate: ({ answer }, { options: { prompt } }) =>
    shortestWay(answer.maze).map((move) => (prompt === 'compact' ? move.charAt(0) : `<answer>${move}</answer>`)),
})

function limitOf(maze: Maze): number {
  return 5 * maze.length
}

function distanceAt(state: State): number {
  return distanceOf(state, state.cell)
}

function distanceOf({ distances }: State, { row, column }: Cell): number {
  return distances[row * Math.sqrt(distances.length) + column] as number
}

function observation({ cell: { row, column }, movesLeft, isCompact }: State, isMove: boolean): string {
  if (isCompact) return `${row},${column}:`
  const fault = isMove ? '' : 'That was no move: write left, down, right or up in <answer></answer>. '
  return `${fault}You are at row ${row}, column ${column}. Moves left: ${movesLeft}.`
}

export default gridWorld
export const noRecipe = 'A recipe for episodes of many turns has not been run; train a checkpoint.'
