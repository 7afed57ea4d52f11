// Residue classes: `x ≡ 3 (mod 7)`, `3 (mod 7)`, and 7k + 3, which runs through the class.
import { divide, equal, subtract, type Rational } from '../../number/rational.ts'
import { relation, type MathTree } from '../read/tree.ts'
import { different, same, type Comparison } from './comparison.ts'
import { isName } from './names.ts'
import { normalForm, valueOf } from './normal-form.ts'
import { constantOf } from './polynomial.ts'
import { treeKey } from '../read/tree.ts'

type Compare = (gold: MathTree, candidate: MathTree) => Comparison

interface Residue {
  readonly name: MathTree | null
  readonly value: MathTree
  readonly modulus: MathTree
}

/** Two answers of which one at least says its modulus; null where none does. */
export function compareCongruences(gold: MathTree, candidate: MathTree, compare: Compare): Comparison | null {
  const [asked, given] = [residueOf(gold), residueOf(candidate)]
  const isSaid = (tree: MathTree): boolean => tree.kind === 'apply' && tree.name === 'modulo'
  if (!isSaid(gold) && !isSaid(candidate)) return null
  if (asked !== null && given !== null) return sameResidue(asked, given)
  const [residue, other] = asked !== null ? [asked, candidate] : [given, gold]
  if (residue === null) return different('structure', 'what is congruent is not told')
  const line = classOf(other)
  if (line !== null) return sameResidue(residue, line)
  // Without its modulus a named residue says too little; a bare one may be the number that was asked for.
  if (asked !== null) {
    return asked.name === null ? compare(asked.value, candidate) : different('structure', 'the modulus is asked for')
  }
  const { name, value } = residue
  return compare(gold, name === null ? value : relation(['='], [name, value]))
}

function residueOf(tree: MathTree): Residue | null {
  if (tree.kind !== 'apply' || (tree.name !== 'modulo' && tree.name !== 'mod')) return null
  const [inner, modulus] = tree.of as [MathTree, MathTree]
  if (inner.kind !== 'relation') return { name: null, value: inner, modulus }
  const [name, value] = inner.sides as [MathTree, MathTree]
  const isOne = inner.operators.length === 1 && ['≡', '='].includes(inner.operators[0] as string)
  return isOne ? { name, value, modulus } : null
}

/** `7k + 3` and `x = 7k + 3`: a line through the whole numbers. */
function classOf(tree: MathTree): Residue | null {
  const isNamed = tree.kind === 'relation' && tree.operators.join() === '=' && isName(tree.sides[0] as MathTree)
  const value = isNamed ? tree.sides[1] : tree
  const form = value && normalForm(value, { steps: 0 })
  if (!form || constantOf(form.bottom) === null || form.top.size > 2) return null
  const scale = constantOf(form.bottom) as Rational
  let slope: Rational | null = null
  let start: Rational = { numerator: 0n, denominator: 1n }
  for (const { monomial, coefficient } of form.top.values()) {
    const share = divide(coefficient, scale) as Rational
    if (monomial.length === 0) start = share
    else if (monomial.length === 1 && monomial[0]?.[1] === 1 && /^[a-z]$/i.test(monomial[0][0])) slope = share
    else return null
  }
  if (slope === null || slope.denominator !== 1n || start.denominator !== 1n) return null
  const size = slope.numerator < 0n ? -slope.numerator : slope.numerator
  if (size < 2n) return null
  const number = (of: bigint): MathTree => ({
    kind: 'number',
    value: { numerator: of, denominator: 1n },
    decimals: null,
  })
  return { name: isNamed ? (tree.sides[0] as MathTree) : null, value: number(start.numerator), modulus: number(size) }
}

function sameResidue(one: Residue, other: Residue): Comparison {
  if (one.name !== null && other.name !== null && treeKey(one.name) !== treeKey(other.name)) {
    return different('structure', 'they are about other letters')
  }
  const [left, right] = [numbersOf(one), numbersOf(other)]
  if (left === null || right === null || !equal(left.modulus, right.modulus)) {
    return different('structure', 'their moduli differ')
  }
  const steps = divide(subtract(left.value, right.value), left.modulus)
  return steps?.denominator === 1n ? same('rational', 'they are one residue class') : different('rational')
}

function numbersOf({ value, modulus }: Residue): { value: Rational; modulus: Rational } | null {
  const [first, second] = [normalForm(value, { steps: 0 }), normalForm(modulus, { steps: 0 })]
  const [left, right] = [first && valueOf(first), second && valueOf(second)]
  return left === null || right === null ? null : { value: left, modulus: right }
}
