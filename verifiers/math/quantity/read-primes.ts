// `5'3"`: feet and inches, minutes and seconds, or minutes and seconds of arc. Which of them, the other side says.
import { add, multiply, rational, whole, type Rational } from '../../number/rational.ts'
import { number, type MathTree } from '../read/tree.ts'
import { quantity } from './read-quantity.ts'

const primes =
  /^(\d{1,9})\s?(?:['′’]|\^\s?\{?\s?\\prime\s?\}?)\s?(?:(\d{1,9})\s?(?:["″”]|''|′′|\^\s?\{?\s?\\prime\s?\\prime\s?\}?))?$/

const seconds = /^(\d{1,9})(?:\.(\d{1,9})|\/(\d{1,9}))?\s?(?:["″”]|''|\^\s?\{?\s?\\prime\s?\\prime\s?\}?)$/

/** Every quantity that it can be; empty for any other text. */
export function readPrimes(text: string): readonly MathTree[] {
  const second = seconds.exec(text.trim())
  if (second !== null) {
    const [, digits = '', fraction = '', divisor = '1'] = second
    const size = rational(BigInt(digits + fraction), 10n ** BigInt(fraction.length) * BigInt(divisor))
    return size === null ? [] : ['in', 'arcsec', 's'].map((unit) => quantity(number(size), unit))
  }
  const match = primes.exec(text.trim())
  if (match === null) return []
  const [, first = '0', rest = '0'] = match
  const sum = (parts: bigint): MathTree => {
    const share = multiply(whole(BigInt(rest)), rational(1n, parts) as Rational)
    return number(add(whole(BigInt(first)), share))
  }
  return [quantity(sum(12n), 'ft'), quantity(sum(60n), 'min'), quantity(sum(60n), 'arcmin')]
}
