// Sudoku of 4 by 4 (as reasoning-gym's `mini_sudoku`), 6 by 6 and 9 by 9, each with one solution. A filled board is
// judged by the rules.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readCells } from '../read-answer.ts'
import { board, boards, drawBoard, firstRepeat, solutions, type Board } from './board.ts'

const levels: readonly { readonly size: number; readonly open: number }[] = [
  { size: 4, open: 5 },
  { size: 4, open: 10 },
  { size: 6, open: 18 },
  { size: 9, open: 40 },
  { size: 9, open: 52 },
]

const sudoku: EnvironmentFactory<string> = defineEnv({
  id: 'sudoku',
  description: 'Fill a sudoku.',
  card: {
    source: 'Generated: a random full board from which digits are taken as long as one solution is left.',
    verifier: 'Given digits stand where they stood; no row, column or box has a digit twice.',
    limits: 'A level says how many cells are open at most. At levels 4 and 5 making a board takes about a millisecond.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: 4 by 4, 5 cells open; 2: 4 by 4, up to 10; 3: 6 by 6, up to 18; 4: 9 by 9, 40; 5: 9 by 9, up to 52',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const { size, open } = levelOf(levels, level)
    const shape = board(size)
    const answer = drawBoard(rng, shape, open)
    if (prompt === 'compact') return { prompt: `${answer}:`, answer }
    return {
      prompt: `Fill this sudoku. Each row, each column and each box of ${shape.boxRows} by ${shape.boxColumns} cells holds each digit from 1 to ${size} once; a dot is an open cell.\n${rowsOf(answer, size)}\nWrite the full board, a line of digits a row, in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<string>(prompt, {
      name: 'sudoku',
      isSound: (answer) => shapeOf(answer) !== null && /^[1-9.]+$/.test(answer),
      hasLines: true,
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options: { prompt } }) => {
    const [solution = ''] = solutions(shapeOf(answer) as Board, answer, 1)
    return shownAnswer(prompt, prompt === 'compact' ? solution : rowsOf(solution, Math.sqrt(answer.length)))
  },
})

function shapeOf(answer: string): Board | null {
  return boards.find(({ size }) => size * size === answer.length) ?? null
}

function rowsOf(cells: string, size: number): string {
  return Array.from({ length: size }, (_, row) => cells.slice(row * size, (row + 1) * size)).join('\n')
}

function faultOf(text: string, answer: string): string | null {
  const shape = shapeOf(answer) as Board
  const cells = readCells(text.replaceAll(/[-+]/g, ' '), '123456789'.slice(0, shape.size))
  if (cells?.length !== answer.length) return `The answer is not ${answer.length} digits from 1 to ${shape.size}.`
  for (let place = 0; place < answer.length; place++)
    if (answer[place] !== '.' && answer[place] !== cells[place])
      return `The digit of row ${Math.floor(place / shape.size) + 1}, column ${(place % shape.size) + 1} is given, and another one.`
  return firstRepeat(shape, cells)
}

export default sudoku
export { recipe } from './recipe.ts'
