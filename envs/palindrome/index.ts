// Letters to put into an order that reads the same from both ends. After reasoning-gym's `palindrome_generation`. Any
// palindrome of exactly these letters counts.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { bare } from '../read-answer.ts'

/** Letters of the palindrome. */
const levels: readonly number[] = [4, 6, 9, 14, 24]

const palindrome: EnvironmentFactory<string> = defineEnv({
  id: 'palindrome',
  description: 'Put given letters into an order that is a palindrome.',
  card: {
    source: 'Generated: random letters in pairs, with one in the middle where their number is odd; shown sorted.',
    verifier: 'The reply has exactly these letters and reads the same from both ends; any such order is right.',
    limits: 'The palindromes are no words.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 4 letters; 2: 6; 3: 9; 4: 14; 5: 24'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = drawLetters(rng, levelOf(levels, level))
    return {
      prompt:
        prompt === 'compact'
          ? `${answer}:`
          : `Make a palindrome of these letters, each used exactly once: ${answer.split('').join(', ')}. Write it without spaces in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<string>(prompt, {
      name: 'palindrome',
      isSound: (answer) => /^[a-z]+$/.test(answer),
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { rng, options }) => shownAnswer(options.prompt, palindromeOf(answer, rng)),
})

/** Sorted, at least two different ones: sorted letters are then no palindrome. */
function drawLetters(rng: Rng, count: number): string {
  for (;;) {
    const half = Array.from({ length: count >> 1 }, () => String.fromCharCode(rng.int(97, 122)))
    const middle = count % 2 === 1 ? [String.fromCharCode(rng.int(97, 122))] : []
    if (new Set(half).size > 1) return [...half, ...half, ...middle].sort().join('')
  }
}

function palindromeOf(letters: string, rng: Rng): string {
  const half: string[] = []
  let middle = ''
  for (let place = 0; place < letters.length; place++) {
    if (letters.charAt(place) === letters.charAt(place + 1)) half.push(letters.charAt(place++))
    else middle = letters.charAt(place)
  }
  const left = rng.shuffle(half)
  return [...left, middle, ...left.toReversed()].join('')
}

function faultOf(text: string, answer: string): string | null {
  const given = bare(text).toLowerCase()
  if (given.split('').sort().join('') !== answer) return 'The answer has other letters than the given ones.'
  return given === given.split('').toReversed().join('') ? null : 'The answer is no palindrome.'
}

export default palindrome
export { recipe } from './recipe.ts'
