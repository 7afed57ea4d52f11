// A text that states one real number that need be no fraction, such as `2\pi` or `\sqrt{2}`, and how far it is from another.
import type { Rational } from '../number/rational.ts'
import { OverLimit } from './bounds/limits.ts'
import { UndefinedValue } from './compare/normal-form.ts'
import { ballField } from './numeric/ball-field.ts'
import { complexField } from './numeric/complex.ts'
import { evaluate } from './numeric/evaluate.ts'
import { Undetermined } from './numeric/real-field.ts'
import { isQuantity } from './quantity/read-quantity.ts'
import { negate } from './read/operators.ts'
import { readAnswer } from './read/read-answer.ts'
import { apply, number, someTree, type MathTree } from './read/tree.ts'

const precisionBits = 256

/**
 * The number that a text states as a tree without variables; null for anything else.
 * @example readReal('x = 2\\pi') !== null // true
 */
export function readReal(text: string): MathTree | null {
  try {
    const { tree } = readAnswer(text)
    const last = tree.kind === 'relation' ? tree.sides.at(-1) : tree
    const value = last !== undefined && isQuantity(last) ? last.of[0] : last
    if (value === undefined || someTree(value, isNoNumber)) return null
    return signOf(value) === undefined ? null : value
  } catch (thrown) {
    if (thrown instanceof OverLimit || thrown instanceof UndefinedValue) return null
    throw thrown
  }
}

/**
 * Whether two numbers differ by less than `absolute`, or by less than the share `relative` of the second: proved by
 * intervals, so that what cannot be told apart from the tolerance itself is not within it.
 */
export function isNear(
  value: MathTree,
  wanted: MathTree,
  tolerance: { absolute: Rational; relative: Rational },
): boolean {
  const distance = apply('abs', apply('add', value, negate(wanted)))
  const allowed = [number(tolerance.absolute), apply('multiply', number(tolerance.relative), apply('abs', wanted))]
  return allowed.some((most) => signOf(apply('add', most, negate(distance))) === 1)
}

function isNoNumber(each: MathTree): boolean {
  return (
    each.kind === 'text' ||
    each.kind === 'list' ||
    each.kind === 'relation' ||
    (each.kind === 'symbol' && each.name !== 'pi' && each.name !== 'e')
  )
}

/** 1, 0 or -1; null where the intervals do not tell; undefined where the tree has no real value. */
function signOf(tree: MathTree): -1 | 0 | 1 | null | undefined {
  const numbers = complexField(ballField(precisionBits))
  try {
    const { real, imaginary } = evaluate(tree, { numbers, values: new Map(), isComplex: false, budget: { steps: 0 } })
    return imaginary === null ? numbers.field.sign(real) : undefined
  } catch (thrown) {
    if (thrown instanceof Undetermined || thrown instanceof OverLimit || thrown instanceof UndefinedValue)
      return undefined
    throw thrown
  }
}
