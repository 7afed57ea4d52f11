// Rush hour: vehicles in a jam of 6 by 6 cells, each moving along its own line; car A has to get out on the right.
// After reasoning-gym's `rush_hour` (rules: ThinkFun's game). Any moves that get it to the exit count.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { drawJam, isFree, moved, readMoves, type Jam, type JamSettings } from './jam.ts'

const levels: readonly JamSettings[] = [
  { vehicles: 5, moves: 20 },
  { vehicles: 7, moves: 30 },
  { vehicles: 8, moves: 50 },
  { vehicles: 10, moves: 100 },
  { vehicles: 12, moves: 200 },
]

const rushHour: EnvironmentFactory<Jam> = defineEnv({
  id: 'rush-hour',
  description: 'Move vehicles in a jam until car A can leave.',
  card: {
    source: 'Generated: random moves backwards from a board on which car A stands at the exit.',
    verifier: 'Every move is along the vehicle over free cells, and car A ends at the exit.',
    limits: 'The number of moves does not count, up to 500. More vehicles are not always harder.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 5 vehicles; 2: 7; 3: 8; 4: 10; 5: up to 12, each with more random moves'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = drawJam(rng, levelOf(levels, level))
    if (prompt === 'compact') return { prompt: `${answer.rows}:`, answer }
    return {
      prompt: `Vehicles stand on a board of 6 by 6 cells; equal letters are one vehicle, a dot is a free cell.\n${answer.rows.replaceAll('/', '\n')}\nA vehicle moves forwards and backwards along its own length over free cells only. Move vehicles until car A covers the last two cells of its row, at the right edge. Write each move as the letter, + for right or down or - for left or up, and the number of cells, like B-2, with spaces between the moves, in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<Jam>(prompt, {
      name: 'rush-hour',
      isSound: ({ rows }) => /^[A-Z.]{6}(?:\/[A-Z.]{6}){5}$/.test(rows) && rows.includes('AA'),
      hasLines: true,
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer: { solution } }, { options }) => shownAnswer(options.prompt, solution),
})

function faultOf(text: string, { rows }: Jam): string | null {
  const moves = readMoves(text)
  if (moves === null) return 'The answer is no list of at most 500 moves like B-2.'
  const end = moved(rows, moves)
  if (typeof end === 'number') return `Move ${end + 1} is not along the vehicle over free cells.`
  return isFree(end) ? null : 'Car A does not end at the exit.'
}

export default rushHour
export const noRecipe = 'No small transformer has been taught to clear jams; train a checkpoint.'
