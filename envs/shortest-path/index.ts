// The shortest way through a grid with walls. After reasoning-gym's `shortest_path`; there always is a way, and any
// shortest one counts.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { drawGrid, endOf, readSteps, shortestWay, type Grid, type GridSettings } from './grid.ts'

const levels: readonly GridSettings[] = [
  { size: 4, steps: 4 },
  { size: 5, steps: 5 },
  { size: 7, steps: 8 },
  { size: 10, steps: 12 },
  { size: 15, steps: 20 },
]

const shortestPath: EnvironmentFactory<Grid> = defineEnv({
  id: 'shortest-path',
  description: 'Find a shortest way through a grid with walls.',
  card: {
    source: 'Generated: three cells in ten are walls, and the goal can be reached.',
    verifier: 'The steps stay on open cells, end on the goal and are as few as can be; any such way is right.',
    limits: 'A longer way earns nothing.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: 4 by 4, at least 4 steps; 2: 5 by 5, 5; 3: 7 by 7, 8; 4: 10 by 10, 12; 5: 15 by 15, 20',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = drawGrid(rng, levelOf(levels, level))
    if (prompt === 'compact') return { prompt: `${answer.rows}:`, answer }
    return {
      prompt: `In this grid S is the start, G the goal, # a wall and . an open cell.\n${answer.rows.replaceAll('/', '\n')}\nFind a shortest way from S to G in steps up, down, left and right. Write U, D, L or R for each step, in order, in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<Grid>(prompt, {
      name: 'shortest-way',
      isSound: ({ rows, steps }) => /^[SG#./]+$/.test(rows) && Number.isSafeInteger(steps),
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, shortestWay(answer.rows) ?? ''),
})

function faultOf(text: string, { rows, steps }: Grid): string | null {
  const way = readSteps(text)
  if (way === null) return 'The answer is no list of steps U, D, L, R.'
  const end = endOf(rows, way)
  if (typeof end === 'number') return `Step ${end + 1} leaves the open cells.`
  if (end !== 'G') return 'The way does not end on the goal.'
  return way.length === steps ? null : `The way has ${way.length} steps; ${steps} suffice.`
}

export default shortestPath
export const noRecipe = 'No small transformer has been taught to find ways; train a checkpoint.'
