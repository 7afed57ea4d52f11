// The policy for decimals, in one place. Exact equality was tried before; here a decimal stands for what it rounds.
// 1. A gold with a point and three or more significant digits accepts an answer that is more precise and rounds to it;
//    six or more where the answer is irrational, for 6.28 is not what anyone means by 2π.
// 2. A decimal answer of six or more significant digits is right where the exact gold rounds to it.
// 3. With `decimals`, both sides are rounded to that many places.
import { absolute, multiply, subtract, whole, compare, rational, type Rational } from '../number/rational.ts'
import { approximate } from './approximate.ts'
import type { MathTree } from './tree.ts'

export interface Side {
  readonly tree: MathTree
  /** The exact value where it is rational. */
  readonly value: Rational | null
}

const fewestOfGold = 3
const fewestOfAnswer = 6
/** The most digits that a double can confirm, and the share by which its computed value may be off. */
const mostOfDouble = 17
const doubleError = 1e-15

/**
 * @example // gold 1/3, answer 0.333333: near; answer 0.333: not
 */
export function compareDecimals(gold: Side, answer: Side, policy: { readonly decimals?: number }): boolean {
  if (policy.decimals !== undefined) return isWithinHalf(gold, answer, policy.decimals)
  const goldDigits = decimalsOf(gold)
  const answerDigits = decimalsOf(answer)
  if (goldDigits !== null && goldDigits.significant >= (answer.value === null ? fewestOfAnswer : fewestOfGold)) {
    const isMorePrecise = answerDigits === null ? !isWhole(answer) : answerDigits.places > goldDigits.places
    if (isMorePrecise) return isWithinHalf(gold, answer, goldDigits.places)
  }
  if (goldDigits === null && answerDigits !== null && answerDigits.significant >= fewestOfAnswer) {
    return isWithinHalf(gold, answer, answerDigits.places)
  }
  return false
}

/** Places after the point and significant digits of a number written with a point; null for anything else. */
function decimalsOf(side: Side): { places: number; significant: number } | null {
  const tree = side.tree.kind === 'negative' ? side.tree.of : side.tree
  if (tree.kind !== 'number' || tree.decimals === null) return null
  const digits = multiply(absolute(tree.value), whole(10n ** BigInt(tree.decimals))).numerator
  return { places: tree.decimals, significant: digits === 0n ? 0 : String(digits).length }
}

function isWhole(side: Side): boolean {
  return side.value !== null && side.value.denominator === 1n
}

/** Whether the sides differ by at most half a unit of the last of `places`. */
function isWithinHalf(gold: Side, answer: Side, places: number): boolean {
  if (gold.value !== null && answer.value !== null) {
    const half = rational(1n, 2n * 10n ** BigInt(places)) as Rational
    return compare(absolute(subtract(gold.value, answer.value)), half) <= 0
  }
  const [goldNumber, answerNumber] = [approximate(gold.tree), approximate(answer.tree)]
  const unit = 10 ** -places
  const isDecidable = Math.abs(goldNumber) / unit < 10 ** mostOfDouble
  return isDecidable && Math.abs(goldNumber - answerNumber) <= 0.5 * unit + doubleError * Math.abs(goldNumber)
}
