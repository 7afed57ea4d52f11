// Forms whose meaning is not that of their parts: mixed numbers, d/dx, combinations written C_n^k.
import { add, compare, one, type Rational } from '../../number/rational.ts'
import type { Token } from './tokenise.ts'
import { apply, number, symbol, type MathTree, type NumberTree } from './tree.ts'
import { Unreadable } from './unreadable.ts'

/** `2\frac{1}{2}`: a whole number before a fraction below one is their sum; null for anything else. */
export function mixedNumber(whole: MathTree, fraction: MathTree): NumberTree | null {
  if (!isWhole(whole) || fraction.kind !== 'apply' || fraction.name !== 'divide') return null
  const [top, bottom] = fraction.of as [MathTree, MathTree]
  if (!isWhole(top) || !isWhole(bottom) || bottom.value.numerator <= 0n || top.value.numerator <= 0n) return null
  const part: Rational = { numerator: top.value.numerator, denominator: bottom.value.numerator }
  if (compare(part, one) >= 0) return null
  return { kind: 'number', value: add(whole.value, part), decimals: null }
}

function isWhole(tree: MathTree): tree is NumberTree {
  return tree.kind === 'number' && tree.decimals === null && tree.base === undefined && tree.value.denominator === 1n
}

/** The x of `\frac{d}{dx}`; null for any other fraction. */
export function derivativeVariable(fraction: MathTree): MathTree | null {
  if (fraction.kind !== 'apply') return null
  const [top, bottom] = fraction.of
  if (top?.kind !== 'symbol' || top.name !== 'd' || bottom?.kind !== 'apply' || bottom.name !== 'multiply') return null
  const [first, second] = bottom.of
  const isDifferential = bottom.of.length === 2 && first?.kind === 'symbol' && first.name === 'd'
  return isDifferential && second?.kind === 'symbol' ? second : null
}

/** `C_n^k`: k out of n, where the index is a letter that counts or a number above one; null for a power of a name. */
export function combination(base: MathTree, exponent: MathTree): MathTree | null {
  const index = base.kind === 'symbol' ? /^C_([kmn]|\d{1,4})$/.exec(base.name)?.[1] : undefined
  if (index === undefined || index === '0' || index === '1') return null
  const upper = /^\d/.test(index) ? number({ numerator: BigInt(index), denominator: 1n }) : symbol(index)
  return apply('binomial', upper, exponent)
}

/** The first digit of a whole number and the token of the others: the arguments of `\frac12`. */
export function splitDigits(token: Token, text: string): readonly [MathTree, Token | null] {
  const written = text.slice(token.at, token.end)
  if (!/^\d{2,}$/.test(written)) return [token.number as MathTree, null]
  const digits = (from: number): NumberTree => {
    const value = { numerator: BigInt(from === 0 ? written.charAt(0) : written.slice(1)), denominator: 1n }
    return { kind: 'number', value, decimals: null }
  }
  return [digits(0), { ...token, number: digits(1), at: token.at + 1 }]
}

/**
 * A name with its index; of a power, its base's.
 * @throws Unreadable for what has no name
 */
export function indexed(operand: MathTree, index: string): MathTree {
  if (operand.kind === 'symbol' && !operand.name.includes('_')) return symbol(`${operand.name}_${index}`)
  if (operand.kind === 'apply' && operand.name === 'power') {
    const [base, exponent] = operand.of as [MathTree, MathTree]
    return apply('power', indexed(base, index), exponent)
  }
  if (operand.kind === 'text') return { kind: 'text', text: `${operand.text}_${index}` }
  throw new Unreadable('only a name has a subscript')
}
