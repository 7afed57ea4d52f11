// Minesweeper without guessing: which of the covered cells are mines, on a board that leaves one possibility.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readItems } from '../read-answer.ts'
import { drawField, firstMismatch, minesOf, type Field, type FieldSettings } from './field.ts'

const levels: readonly FieldSettings[] = [
  { size: 3, mines: 2, safe: 3 },
  { size: 4, mines: 3, safe: 4 },
  { size: 5, mines: 5, safe: 5 },
  { size: 6, mines: 7, safe: 7 },
  { size: 8, mines: 11, safe: 11 },
]

const minesweeper: EnvironmentFactory<Field> = defineEnv({
  id: 'minesweeper',
  description: 'Find the mines among the covered cells of a board.',
  card: {
    source: 'Generated: covered cells are added to a random field as long as one possibility is left.',
    verifier: 'Every number is that of the mines around it, and there are as many mines as told.',
    limits: 'A level says how many safe cells are covered at most. Covered cells have letters for names.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: 3 by 3, 2 mines, up to 3 safe cells covered; 2: 4 by 4, 3 and 4; 3: 5 by 5, 5 and 5; 4: 6 by 6, 7 and 7; 5: 8 by 8, 11 and 11',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = drawField(rng, levelOf(levels, level))
    if (prompt === 'compact') return { prompt: `${answer.rows},${answer.mines}:`, answer }
    return {
      prompt: `On this board of minesweeper a number tells how many of the up to eight cells around it are mines; letters are covered cells.\n${answer.rows.replaceAll('/', '\n')}\nThere ${answer.mines === 1 ? 'is 1 mine' : `are ${answer.mines} mines`}. Write the letters of the mines in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<Field>(prompt, {
      name: 'mines',
      isSound: ({ rows, mines }) => /^[0-8a-z/]+$/.test(rows) && Number.isSafeInteger(mines),
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options: { prompt } }) => {
    const mines = minesOf(answer)[0] ?? ''
    return shownAnswer(prompt, prompt === 'compact' ? mines : mines.split('').join(', '))
  },
})

function faultOf(text: string, answer: Field): string | null {
  const letters = readItems(text).join('').toLowerCase().split('')
  if (letters.length === 0 || new Set(letters).size < letters.length)
    return 'The answer is no list of different letters.'
  const strange = letters.find((letter) => !/[a-z]/.test(letter) || !answer.rows.includes(letter))
  if (strange !== undefined) return `There is no covered cell ${strange}.`
  if (letters.length !== answer.mines) return `The answer has ${letters.length} mines; there are ${answer.mines}.`
  return firstMismatch(answer.rows, new Set(letters))
}

export default minesweeper
export { recipe } from './recipe.ts'
