// The sliding puzzle: tiles to be slid into the gap until they stand in order. Any way there counts.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readItems } from '../read-answer.ts'
import { goalOf, scrambled, slid, type ScrambleSettings, type Scramble } from './tiles.ts'

const levels: readonly ScrambleSettings[] = [
  { columns: 3, rows: 2, slides: 60 },
  { columns: 3, rows: 3, slides: 12 },
  { columns: 3, rows: 3, slides: 24 },
  { columns: 3, rows: 3, slides: 80 },
  { columns: 4, rows: 4, slides: 120 },
]

/** A way may be long, but not without end. */
const mostSlides = 1000

const slidingPuzzle: EnvironmentFactory<Scramble> = defineEnv({
  id: 'sliding-puzzle',
  description: 'Slide lettered tiles until they stand in order.',
  card: {
    source: 'Generated: random slides from the order of the goal, never straight back.',
    verifier: 'Every tile named stands beside the gap when it is its turn, and the last board is the goal.',
    limits: 'The number of slides does not count, up to 1,000. Level 1 has 359 boards.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: 2 by 3, 60 random slides from the goal; 2: 3 by 3, 12; 3: 3 by 3, 24; 4: 3 by 3, 80; 5: 4 by 4, 120',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = scrambled(rng, levelOf(levels, level))
    if (prompt === 'compact') return { prompt: `${answer.rows}:`, answer }
    return {
      prompt: `Tiles with letters lie in a frame with one gap, shown as a dot:\n${answer.rows.replaceAll('/', '\n')}\nA tile beside the gap, above it or below it can be slid into it. Reach this order:\n${goalOf(answer.rows).replaceAll('/', '\n')}\nWrite the letters of the tiles in the order in which they are slid, in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<Scramble>(prompt, {
      name: 'sliding',
      isSound: ({ rows }) => /^[a-z./]+$/.test(rows) && rows.includes('.'),
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer: { solution } }, { options: { prompt } }) =>
    shownAnswer(prompt, prompt === 'compact' ? solution : solution.split('').join(' ')),
})

function faultOf(text: string, { rows }: Scramble): string | null {
  const tiles = readItems(text).join('').toLowerCase()
  if (!/^[a-z]+$/.test(tiles)) return 'The answer is no list of letters.'
  if (tiles.length > mostSlides) return `The answer has ${tiles.length} slides; at most ${mostSlides} are looked at.`
  const end = slid(rows, tiles)
  if (typeof end === 'number') return `Slide ${end + 1}: ${tiles[end]} is not beside the gap.`
  return end === goalOf(rows) ? null : 'The tiles do not end in order.'
}

export default slidingPuzzle
export const noRecipe = 'No small transformer has been taught to slide tiles; train a checkpoint.'
