// Nonograms: a picture from the lengths of the filled runs of its rows and columns. Any picture with these lengths
// counts. Puzzles of this kind: Non Ishida's window art; the decision problem is NP-complete (Ueda and Nagao 1996).
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readCells } from '../read-answer.ts'
import { runsOf } from './runs.ts'

export interface Nonogram {
  /** Runs of each row from the top, then of each column from the left: `1 1/0/3`. */
  readonly rows: string
  readonly columns: string
  /** One picture that has them: 1 filled, 0 empty, row by row. */
  readonly solution: string
}

/** Rows, and as many columns. */
const levels: readonly number[] = [3, 4, 5, 7, 10]

const nonograms: EnvironmentFactory<Nonogram> = defineEnv({
  id: 'nonograms',
  description: 'Fill cells so that rows and columns have runs of given lengths.',
  card: {
    source: 'Generated from random pictures, about 55 of 100 cells filled.',
    verifier: 'The runs of every row and column are those asked for; any such picture is right.',
    limits: 'Some puzzles have several solutions, and random pictures show nothing.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 3 by 3; 2: 4 by 4; 3: 5 by 5; 4: 7 by 7; 5: 10 by 10'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const size = levelOf(levels, level)
    const cells = Array.from({ length: size * size }, () => (rng.int(0, 99) < 55 ? '1' : '0')).join('')
    const answer = { rows: runsOf(cells, size, 'rows'), columns: runsOf(cells, size, 'columns'), solution: cells }
    if (prompt === 'compact') return { prompt: `${answer.rows},${answer.columns}:`, answer }
    return {
      prompt: `Fill cells of a grid of ${size} by ${size}. The lengths of the runs of filled cells, in order, with at least one empty cell between runs (0: none is filled), are:\nrows from the top: ${answer.rows.replaceAll('/', ' / ')}\ncolumns from the left: ${answer.columns.replaceAll('/', ' / ')}\nWrite the grid, a line a row, 1 for a filled cell and 0 for an empty one, in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<Nonogram>(prompt, {
      name: 'nonogram',
      isSound: ({ rows, columns }) => /^[\d /]+$/.test(rows) && /^[\d /]+$/.test(columns),
      hasLines: true,
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer: { solution } }, { options: { prompt } }) => {
    const size = Math.sqrt(solution.length)
    return shownAnswer(
      prompt,
      prompt === 'compact' ? solution : (solution.match(new RegExp(`.{${size}}`, 'g')) ?? []).join('\n'),
    )
  },
})

function faultOf(text: string, { rows, columns }: Nonogram): string | null {
  const size = rows.split('/').length
  const cells = readCells(text, '01')
  if (cells?.length !== size * size) return `The answer is not ${size * size} cells 0 or 1.`
  for (const [kind, wanted] of [
    ['rows', rows],
    ['columns', columns],
  ] as const) {
    const [given, asked] = [runsOf(cells, size, kind).split('/'), wanted.split('/')]
    const wrong = given.findIndex((runs, index) => runs !== asked[index])
    if (wrong >= 0)
      return `Of the ${kind}, number ${wrong + 1} has the runs ${given[wrong]}; asked for ${asked[wrong]}.`
  }
  return null
}

export default nonograms
export const noRecipe = 'No small transformer has been taught to solve them; train a checkpoint.'
