// A value put in a letter's place, with functions whose value at it is known worked out; and whether the result exists.
import { mapChildren, number, type MathTree } from '../read/tree.ts'

import { zero } from '../../number/rational.ts'
import { OverLimit } from '../bounds/limits.ts'
import { normalForm, UndefinedValue, valueOf } from '../compare/normal-form.ts'
import { ballField } from '../numeric/ball-field.ts'
import { complexField } from '../numeric/complex.ts'
import { evaluate } from '../numeric/evaluate.ts'
import { Undetermined } from '../numeric/real-field.ts'

const numbers = complexField(ballField(128))
const atZero: ReadonlyMap<string, bigint> = new Map([
  ...['sin', 'tan', 'asin', 'atan', 'sinh', 'tanh'].map((name) => [name, 0n] as const),
  ...['cos', 'cosh', 'exp'].map((name) => [name, 1n] as const),
])

/** The tree with the letter replaced and known values of functions worked out. */
export function substituted(tree: MathTree, name: string, value: MathTree): MathTree {
  if (tree.kind === 'symbol') return tree.name === name ? value : tree
  const inner = mapChildren(tree, (child) => substituted(child, name, value))
  if (inner.kind !== 'apply' || inner.of.length !== 1) return inner
  const argument = rationalOf(inner.of[0] as MathTree)
  if (argument === null) return inner
  const known = argument.numerator === 0n ? atZero.get(inner.name) : undefined
  if (known !== undefined) return number({ numerator: known, denominator: 1n })
  return inner.name === 'ln' && argument.numerator === argument.denominator ? number(zero) : inner
}

function rationalOf(tree: MathTree): { numerator: bigint; denominator: bigint } | null {
  try {
    const form = normalForm(tree, { steps: 0 })
    return form && valueOf(form)
  } catch (thrown) {
    if (thrown instanceof UndefinedValue || thrown instanceof OverLimit) return null
    throw thrown
  }
}

/** Whether a constant is surely a finite real number. */
export function exists(tree: MathTree): boolean {
  try {
    if (normalForm(tree, { steps: 0 }) === null) return false
    evaluate(tree, { numbers, values: new Map(), isComplex: false, budget: { steps: 0 } })
    return true
  } catch (thrown) {
    if (thrown instanceof UndefinedValue || thrown instanceof OverLimit || thrown instanceof Undetermined) return false
    throw thrown
  }
}

/** Whether a constant is exactly zero, by algebra alone. */
export function isExactlyZero(tree: MathTree): boolean {
  const value = rationalOf(tree)
  return value !== null && value.numerator === 0n
}
