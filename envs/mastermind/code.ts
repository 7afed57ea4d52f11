// Codes of digits and how guesses are answered: black for a digit in its place, white for one elsewhere (Meirowitz 1970).
import type { Rng } from '../../src/core/random.ts'

export interface Shape {
  readonly length: number
  /** The highest digit; the lowest is 1. */
  readonly digits: number
  readonly mayRepeat: boolean
}

export interface Pegs {
  readonly black: number
  readonly white: number
}

/** Digits that both hold count once each; those in place are black, the others white. */
export function pegsOf(code: string, guess: string): Pegs {
  let black = 0
  let both = 0
  for (const [at, digit] of code.split('').entries()) if (digit === guess.charAt(at)) black++
  for (const digit of new Set(code)) both += Math.min(code.split(digit).length, guess.split(digit).length) - 1
  return { black, white: both - black }
}

export function drawCode(rng: Rng, { length, digits, mayRepeat }: Shape): string {
  if (mayRepeat) return Array.from({ length }, () => rng.int(1, digits)).join('')
  const all = Array.from({ length: digits }, (_, index) => index + 1)
  return rng.shuffle(all).slice(0, length).join('')
}

/** The digits of a guess, whatever separates them; null where it is none of this shape. */
export function readGuess(action: string | null, { length, digits }: Shape): string | null {
  const guess = (action ?? '').replaceAll(/[\s,[\]]+/g, '')
  const isGuess = guess.length === length && guess.split('').every((digit) => digit >= '1' && digit <= String(digits))
  return isGuess ? guess : null
}

/** Every code of a shape, in order. */
export function allCodes({ length, digits, mayRepeat }: Shape): string[] {
  let codes = ['']
  for (let place = 0; place < length; place++)
    codes = codes.flatMap((code) =>
      Array.from({ length: digits }, (_, index) => String(index + 1))
        .filter((digit) => mayRepeat || !code.includes(digit))
        .map((digit) => code + digit),
    )
  return codes
}

/** Guesses up to the code: each, the first too, is drawn from the codes that fit all answers so far. */
export function consistentGuesses(code: string, { shape, rng }: { shape: Shape; rng: Rng }): string[] {
  const guesses: string[] = []
  for (let open = allCodes(shape); guesses.at(-1) !== code;) {
    const guess = rng.pick(open)
    const { black, white } = pegsOf(code, guess)
    guesses.push(guess)
    open = open.filter((each) => {
      const pegs = pegsOf(each, guess)
      return pegs.black === black && pegs.white === white
    })
  }
  return guesses
}
