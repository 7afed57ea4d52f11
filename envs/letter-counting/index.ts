// How often a letter occurs in a text. After reasoning-gym's `letter_counting`; the count is drawn first, so that every
// count is as frequent as any other.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { sameWhole } from '../same-answer.ts'

interface TextSettings {
  readonly length: number
  /** The highest count; the lowest is 0. */
  readonly most: number
}

const levels: readonly TextSettings[] = [
  { length: 8, most: 5 },
  { length: 14, most: 9 },
  { length: 30, most: 14 },
  { length: 70, most: 24 },
  { length: 160, most: 40 },
]

const alphabet = 'abcdefghijklmnopqrstuvwxyz'

const letterCounting: EnvironmentFactory<number> = defineEnv({
  id: 'letter-counting',
  description: 'Count how often a letter occurs in a text.',
  card: {
    source: 'Generated: random letters in groups; the count is drawn before the text, each equally often.',
    verifier: 'The whole number in digits.',
    limits: 'The texts are no language. Tokenizers of words hide letters, which is what is tried here.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 8 letters; 2: 14; 3: 30; 4: 70; 5: 160'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const { length, most } = levelOf(levels, level)
    const letter = alphabet.charAt(rng.int(0, 25))
    const answer = rng.int(0, most)
    const text = drawText(rng, letter, { length, count: answer })
    if (prompt === 'compact') return { prompt: `${text},${letter}:`, answer }
    const groups = text.match(/.{1,6}/g)?.join(' ') ?? ''
    return {
      prompt: `How many times does the letter "${letter}" occur in "${groups}"? Write the number in digits in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({ correct: sameWhole(prompt) }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, String(answer)),
})

/** `length` letters, of which `count` are `letter`. */
function drawText(rng: Rng, letter: string, { length, count }: { length: number; count: number }): string {
  let [text, left] = ['', count]
  for (let place = 0; place < length; place++) {
    if (rng.int(1, length - place) <= left) {
      text += letter
      left--
      continue
    }
    // One of the 25 others: the last letter stands in for the counted one.
    const other = alphabet.charAt(rng.int(0, 24))
    text += other === letter ? 'z' : other
  }
  return text
}

export default letterCounting
export const noRecipe =
  'A small transformer did not learn it: 0.17 of the first level before and after 150 steps, which is chance.'
