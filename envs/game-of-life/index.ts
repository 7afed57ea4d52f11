// Conway's game of life on a board whose surroundings are dead (Gardner 1970, Scientific American 223). After
// reasoning-gym's `game_of_life`, whose board is a torus.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readCells } from '../read-answer.ts'

const levels: readonly { readonly size: number; readonly steps: number }[] = [
  { size: 3, steps: 1 },
  { size: 4, steps: 1 },
  { size: 5, steps: 2 },
  { size: 7, steps: 3 },
  { size: 10, steps: 5 },
]

const gameOfLife: EnvironmentFactory<string> = defineEnv({
  id: 'game-of-life',
  description: 'Work out a later board of the game of life.',
  card: {
    source: 'Generated: random boards, about 4 cells in 10 alive, of which something lives at the end.',
    verifier: 'All cells of the last board, row by row.',
    limits: 'Cells outside of the board are dead. No credit for some of the cells.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 3 by 3, 1 step; 2: 4 by 4, 1; 3: 5 by 5, 2; 4: 7 by 7, 3; 5: 10 by 10, 5'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const { size, steps } = levelOf(levels, level)
    for (;;) {
      const board = Array.from({ length: size * size }, () => (rng.int(0, 9) < 4 ? 1 : 0))
      let last: readonly number[] = board
      for (let step = 0; step < steps; step++) last = nextBoard(last, size)
      const living = last.reduce((sum, cell) => sum + cell, 0)
      // Small boards end in few ways, and those with one cell or two are the most frequent.
      if (living < 2) continue
      const start = boardText(board, size, prompt === 'compact' ? '/' : '\n')
      const answer = boardText(last, size, '\n')
      if (prompt === 'compact') return { prompt: `${start},${steps}:`, answer }
      return {
        prompt: `This is a board of the game of life; 1 is a living cell, 0 a dead one, and all cells outside are dead.\n${start}\nIn each step a living cell with two or three living neighbours of its eight stays alive, a dead cell with exactly three comes alive, and every other cell is dead. Write the board after ${steps} ${steps === 1 ? 'step' : 'steps'}, a line a row, in <answer></answer>.`,
        answer,
      }
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<string>(prompt, {
      name: 'same-cells',
      isSound: (answer) => /^[01\n]+$/.test(answer),
      hasLines: true,
      faultOf: (text, answer) => {
        const wanted = answer.replaceAll('\n', '')
        const given = readCells(text.replaceAll('/', '\n'), '01')
        if (given?.length !== wanted.length) return `The answer is not ${wanted.length} cells 0 or 1.`
        return given === wanted ? null : 'Some cells differ.'
      },
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options: { prompt } }) =>
    shownAnswer(prompt, prompt === 'compact' ? answer.replaceAll('\n', '/') : answer),
})

export function nextBoard(board: readonly number[], size: number): number[] {
  return board.map((cell, place) => {
    const [row, column] = [Math.floor(place / size), place % size]
    let living = -cell
    for (let y = Math.max(0, row - 1); y <= Math.min(size - 1, row + 1); y++)
      for (let x = Math.max(0, column - 1); x <= Math.min(size - 1, column + 1); x++) living += board[y * size + x] ?? 0
    return living === 3 || (living === 2 && cell === 1) ? 1 : 0
  })
}

function boardText(board: readonly number[], size: number, newline: string): string {
  const rows = Array.from({ length: size }, (_, row) => board.slice(row * size, (row + 1) * size).join(''))
  return rows.join(newline)
}

export default gameOfLife
export { recipe } from './recipe.ts'
