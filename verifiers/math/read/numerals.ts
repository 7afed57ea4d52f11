// Written numbers to exact rationals: decimals, groups of thousands, exponents, repeating tails, other bases.
import { multiply, rational, whole, type Rational } from '../../number/rational.ts'
import { mostDigits, OverLimit } from '../bounds/limits.ts'
import type { NumberTree } from './tree.ts'

const thousands = /\d{1,3}(?:(?:,|\{,\}|,?\\[,!]\s?|,?\\ |[\s~])\d{3})+(?![\d])(?:\.\d+)?/y
/** Inside brackets, or where a list is expected, a bare comma or a space parts items. */
const guardedThousands = /\d{1,3}(?:(?:\{,\}|,?\\[,!]\s?)\d{3})+(?![\d])(?:\.\d+)?/y
const plain = /(?:\d+(?:\.\d+|\.(?![.\d]))?|\.\d+)(?:[eE][+-]?\d+)?/y
const repeating = /\\(?:overline|bar|dot)\s?\{(\d+)\}/y
const baseSuffix = /_(?:\{\s?\(?\s?(\d{1,2})\s?\)?\s?\}|(\d))(?!\d)/y
const largestBase = 36

export interface Numeral {
  readonly tree: NumberTree
  readonly end: number
}

/**
 * The number that begins at `at`; null where none does.
 * @throws OverLimit for more than 4,096 digits or an exponent beyond that
 * @example numeralAt('1{,}000', 0, true).tree.value // 1000
 */
export function numeralAt(text: string, at: number, areCommasThousands: boolean): Numeral | null {
  const grouped = matchAt(areCommasThousands ? thousands : guardedThousands, text, at)
  if (grouped !== null) {
    return { tree: decimalOf(grouped[0].replace(/[^\d.]/g, ''), ''), end: at + grouped[0].length }
  }
  const digits = matchAt(plain, text, at)
  if (digits === null) return null
  let end = at + digits[0].length
  const tail = digits[0].includes('.') ? matchAt(repeating, text, end) : null
  if (tail !== null) end += tail[0].length
  const suffix = /^\d+$/.test(digits[0]) ? matchAt(baseSuffix, text, end) : null
  if (suffix !== null) {
    const based = inBase(digits[0], Number(suffix[1] ?? suffix[2]))
    if (based !== null) return { tree: based, end: end + suffix[0].length }
  }
  return { tree: decimalOf(digits[0], tail?.[1] ?? ''), end }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/**
 * The exact value of decimal digits with an optional exponent and repeating tail.
 * @example decimalOf('0.1', '6').value // 1/6
 */
function decimalOf(written: string, repeated: string): NumberTree {
  if (written.length < 15 && /^\d+$/.test(written))
    return { kind: 'number', value: whole(BigInt(written)), decimals: null }
  const [mantissa = '', exponentText] = written.toLowerCase().split('e')
  const [integer = '', fraction] = mantissa.split('.')
  const exponent = Number(exponentText ?? '0')
  if (mantissa.length + repeated.length > mostDigits || Math.abs(exponent) > mostDigits) {
    throw new OverLimit(`a number of more than ${mostDigits} digits`)
  }
  const places = fraction?.length ?? 0
  if (repeated === '') {
    const value = multiply(whole(BigInt(integer + (fraction ?? ''))), powerOfTen(exponent - places))
    const isMeasured = fraction !== undefined || exponentText !== undefined
    const significant = (integer + (fraction ?? '')).replace(/^0+/, '').length
    const decimals = fraction === undefined && exponent >= 0 ? null : Math.max(0, places - exponent)
    return { kind: 'number', value, decimals, ...(isMeasured && { significant }) }
  }
  // 0.1(6) = (16 - 1) / 90: the digits with one period, less those without, over as many nines.
  const nines = 10n ** BigInt(repeated.length) - 1n
  const digits = BigInt(integer + (fraction ?? '') + repeated) - BigInt(integer + (fraction ?? ''))
  return { kind: 'number', value: multiply(rational(digits, nines) as Rational, powerOfTen(-places)), decimals: null }
}

/** `52_8` is 42, and remembers its base; null where a digit is not one of that base. */
function inBase(digits: string, base: number): NumberTree | null {
  if (base < 2 || base > largestBase || digits.length > mostDigits) return null
  let value = 0n
  for (const digit of digits) {
    if (Number(digit) >= base) return null
    value = value * BigInt(base) + BigInt(digit)
  }
  return base === 10
    ? { kind: 'number', value: whole(value), decimals: null }
    : { kind: 'number', value: whole(value), decimals: null, base }
}

function powerOfTen(power: number): Rational {
  return power >= 0 ? whole(10n ** BigInt(power)) : (rational(1n, 10n ** BigInt(-power)) as Rational)
}
