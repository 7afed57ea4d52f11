// The policy for decimals, in one place. Exact equality was tried before; here a decimal stands for what it rounds.
// 1. A gold with a point and three or more significant digits accepts an answer that is more precise and rounds to it;
//    six or more where the answer is irrational, for 6.28 is not what anyone means by 2π.
// 2. A decimal answer of six or more significant digits is right where the exact gold rounds to it.
// 3. With `decimals`, the difference is at most half a unit of the last of that many places.
import { absolute, compare, rational, subtract, type Rational } from '../../number/rational.ts'
import { ballField } from '../numeric/ball-field.ts'
import { complexField } from '../numeric/complex.ts'
import { evaluate } from '../numeric/evaluate.ts'
import { Undetermined } from '../numeric/real-field.ts'
import { apply, number, type MathTree } from '../read/tree.ts'
import { negate } from '../read/operators.ts'

export interface Side {
  readonly tree: MathTree
  /** The exact value where it is rational. */
  readonly value: Rational | null
}

const fewestOfGold = 3
const fewestOfAnswer = 6
const mostOfDouble = 16
const precisionBits = 160

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
    // More digits than a double has are its last bit, printed.
    const excess = Math.max(0, answerDigits.significant - mostOfDouble)
    return isWithinHalf(gold, answer, answerDigits.places - excess)
  }
  return false
}

/** Places after the point and significant digits of a number written with a point; null for anything else. */
function decimalsOf(side: Side): { places: number; significant: number } | null {
  const percent = side.tree.kind === 'apply' && side.tree.name === 'percent'
  const tree = percent ? (side.tree.of[0] as MathTree) : side.tree
  if (tree.kind !== 'number' || tree.decimals === null) return null
  return { places: tree.decimals + (percent ? 2 : 0), significant: tree.significant ?? 0 }
}

function isWhole(side: Side): boolean {
  return side.value !== null && side.value.denominator === 1n
}

/** Whether the sides differ by at most half a unit of the last of `places`: exactly, or by intervals. */
function isWithinHalf(gold: Side, answer: Side, places: number): boolean {
  const half = rational(1n, 2n * 10n ** BigInt(places)) as Rational
  if (gold.value !== null && answer.value !== null) {
    return compare(absolute(subtract(gold.value, answer.value)), half) <= 0
  }
  const numbers = complexField(ballField(precisionBits + 4 * places))
  const point = { numbers, values: new Map(), isComplex: false, budget: { steps: 0 } }
  try {
    const distance = apply('abs', apply('add', gold.tree, negate(answer.tree)))
    const rest = evaluate(apply('add', number(half), negate(distance)), point)
    return rest.imaginary === null && numbers.field.sign(rest.real) === 1
  } catch (thrown) {
    if (thrown instanceof Undetermined) return false
    throw thrown
  }
}
