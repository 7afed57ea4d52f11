// How a guess at a word is marked: G in its place, Y elsewhere, X not there. A letter is marked as often as the word has
// it, first where it is in place, then from the left.
import type { Rng } from '../../src/core/random.ts'
import { secrets } from './secrets.ts'

/** @example marksOf('apple', 'paper') // 'YYGYX' */
export function marksOf(word: string, guess: string): string {
  const left = word.split('').filter((letter, at) => letter !== guess.charAt(at))
  return guess
    .split('')
    .map((letter, at) => {
      if (letter === word.charAt(at)) return 'G'
      const place = left.indexOf(letter)
      if (place < 0) return 'X'
      left.splice(place, 1)
      return 'Y'
    })
    .join('')
}

/** Guesses up to the word: each is drawn from the words that fit all marks so far; the last of `most` is the word. */
export function consistentGuesses(word: string, { most, rng }: { most: number; rng: Rng }): string[] {
  const guesses: string[] = []
  for (let open = secrets; guesses.at(-1) !== word;) {
    const guess = guesses.length === most - 1 ? word : rng.pick(open)
    guesses.push(guess)
    const marks = marksOf(word, guess)
    open = open.filter((each) => marksOf(each, guess) === marks)
  }
  return guesses
}

/** Whether a guess keeps every letter in place and holds every letter that was found: the game's hard mode. */
export function keepsHints(
  guess: string,
  earlier: readonly { readonly guess: string; readonly marks: string }[],
): boolean {
  return earlier.every(({ guess: before, marks }) => {
    const found = before.split('').filter((_, at) => marks.charAt(at) !== 'X')
    const holds = found.every((letter) => guess.split(letter).length >= found.join('').split(letter).length)
    return holds && before.split('').every((letter, at) => marks.charAt(at) !== 'G' || guess.charAt(at) === letter)
  })
}
