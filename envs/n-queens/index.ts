// Queens on a board that do not attack each other, some of which stand already. After reasoning-gym's `n_queens`. Any
// completion counts.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readItems } from '../read-answer.ts'
import { allPlacements, completed, firstAttack } from './placements.ts'

interface BoardSettings {
  readonly size: number
  /** Queens that do not stand yet. */
  readonly open: number
}

const levels: readonly BoardSettings[] = [
  { size: 8, open: 2 },
  { size: 8, open: 4 },
  { size: 8, open: 6 },
  { size: 10, open: 7 },
  { size: 12, open: 9 },
]

const nQueens: EnvironmentFactory<string> = defineEnv({
  id: 'n-queens',
  description: 'Complete a board of queens so that none attacks another.',
  card: {
    source: 'Generated: a random solution of the whole board from which queens are taken.',
    verifier: 'One queen a row, those that stand where they stood, no two in a column or on a diagonal.',
    limits: 'A board of 8 by 8 has 92 solutions only, so levels 1 to 3 can be learned by heart.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 8 by 8, 2 queens to place; 2: 4; 3: 6; 4: 10 by 10, 7; 5: 12 by 12, 9'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = drawBoard(rng, levelOf(levels, level))
    const rows = answer.split(' ')
    if (prompt === 'compact') return { prompt: `${rows.length < 10 ? rows.join('') : answer}:`, answer }
    const placed = rows.flatMap((column, row) => (column === '.' ? [] : [`row ${row + 1} column ${column}`]))
    return {
      prompt: `Place ${rows.length} queens on a chessboard of ${rows.length} by ${rows.length}, one in each row, so that no two stand in the same column or on the same diagonal. These stand already: ${placed.join('; ')}. Write the columns of the queens from row 1 to row ${rows.length}, with spaces between them, in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<string>(prompt, {
      name: 'queens',
      isSound: (answer) => /^(?:\d+|\.)(?: (?:\d+|\.))+$/.test(answer),
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { rng, options: { prompt } }) => {
    const columns = completed(answer.split(' ').map(columnOf), rng) ?? []
    return shownAnswer(prompt, columns.join(prompt === 'compact' && columns.length < 10 ? '' : ' '))
  },
})

function drawBoard(rng: Rng, { size, open }: BoardSettings): string {
  const columns = rng.pick(allPlacements(size)).map(String)
  let left = open
  for (let row = 0; row < size; row++) {
    if (rng.int(1, size - row) > left) continue
    columns[row] = '.'
    left--
  }
  return columns.join(' ')
}

function columnOf(text: string): number | null {
  return text === '.' ? null : Number(text)
}

function faultOf(text: string, answer: string): string | null {
  const given = answer.split(' ').map(columnOf)
  const trimmed = text.trim()
  const items = given.length < 10 && trimmed.length === given.length ? trimmed.split('') : readItems(text)
  const columns = items.map((item) => (/^\d{1,2}$/.test(item) ? Number(item) : 0))
  if (columns.length !== given.length || columns.some((column) => column < 1 || column > given.length))
    return `The answer is not a column from 1 to ${given.length} for each of the ${given.length} rows.`
  const moved = given.findIndex((column, row) => column !== null && column !== columns[row])
  if (moved >= 0) return `The queen of row ${moved + 1} stands already, elsewhere.`
  const attack = firstAttack(columns)
  return attack === null ? null : `The queens of rows ${attack[0] + 1} and ${attack[1] + 1} attack each other.`
}

export default nQueens
export { recipe } from './recipe.ts'
