// `x = 5`, `f(x) = x²`, `|AB| = 1`: a name and what it is said to be.
import { apply, list, number, relation, treeKey, type MathTree, type RelationTree } from '../read/tree.ts'
import { isMatrix } from './matrices.ts'
import type { Comparison } from './comparison.ts'
import { hasUnknown, orderOf } from './real-sets.ts'

export interface Assignment {
  /** Null for a plain value. */
  readonly name: MathTree | null
  readonly value: MathTree
}

type Compare = (gold: MathTree, candidate: MathTree) => Comparison

/**
 * What a relation assigns; a plain value assigns itself to no name. A chain counts as its value where all its sides
 * after the name agree; what follows ≈ is an approximation and is left out. Null for any other relation.
 */
export function assignmentOf(tree: MathTree, compare: Compare): Assignment | null {
  if (tree.kind !== 'relation') return { name: null, value: tree }
  const exact = withoutApproximations(tree)
  if (exact.kind !== 'relation') return { name: null, value: exact }
  if (exact.operators.join() === '∈') {
    const [name, value] = exact.sides as [MathTree, MathTree]
    return isName(name) ? { name, value } : null
  }
  if (exact.operators.some((operator) => operator !== '=')) return null
  const sides = [...exact.sides]
  const [first, second] = sides as [MathTree, MathTree]
  // `2 = x` assigns as well.
  if (sides.length === 2 && isName(second) && !isName(first)) return { name: second, value: first }
  const name = isName(first) ? first : null
  const last = sides.at(-1) as MathTree
  // Of `AB = BC = 5` every name has the value; `A^{-1} = …` names a matrix.
  const chain = name === null ? sides : sides.slice(1).filter((side) => side === last || !isName(side))
  if (name === null && sides.length === 2 && isMatrix(last) && isNameOfMatrix(first))
    return { name: first, value: last }
  // `\lim … = 5` and `\int … = 5` name what is asked for, unless they are known to have another value.
  if (name === null && isQuestion(first) && sides.length === 2) {
    return isOther(compare(first, last)) ? null : { name: first, value: last }
  }
  return chain.every((side) => side === last || compare(side, last).equal) ? { name, value: last } : null
}

/** `A^{-1}`, `A^T`, `2A - B`: capital letters and numbers. */
function isNameOfMatrix(tree: MathTree): boolean {
  if (tree.kind === 'symbol') return /^[A-Z]$/.test(tree.name)
  return tree.kind === 'number' || (tree.kind === 'apply' && tree.of.every(isNameOfMatrix))
}

/** A limit, an integral, a derivative, a sum or a product: what a calculation begins with. */
function isQuestion(tree: MathTree): boolean {
  return tree.kind === 'apply' && ['lim', 'integral', 'derivative', 'sum', 'prod'].includes(tree.name)
}

const isOther = ({ equal, tier }: Comparison): boolean => !equal && tier !== 'none' && tier !== 'structure'

function withoutApproximations(tree: RelationTree): MathTree {
  const at = tree.operators.indexOf('≈')
  if (at < 0) return tree
  // `x ≈ 11` has no other value, and `7 ≈ 9` says two things.
  if (at === 0) {
    const [first, second] = tree.sides as [MathTree, MathTree]
    return isName(first) ? relation(['='], [first, second]) : isFar(first, second) ? tree : first
  }
  return relation(tree.operators.slice(0, at), tree.sides.slice(0, at + 1))
}

/** Whether a value and what is said to be about it differ by more than a tenth. */
function isFar(value: MathTree, about: MathTree): boolean {
  if (hasUnknown(value) || hasUnknown(about)) return false
  const least = orderOf(about, apply('multiply', number({ numerator: 9n, denominator: 10n }), value))
  const most = orderOf(about, apply('multiply', number({ numerator: 11n, denominator: 10n }), value))
  return least !== null && most !== null && Math.sign(least) * Math.sign(most) > 0
}

/** Functions of names that are names: `|AB|`, `\det A`, `\sin A`, `\gcd(a, b)`. */
const namelike = new Set(
  'multiply abs norm det max min gcd lcm deg rank dim arg sin cos tan cot sec csc ln log lg Re Im tr'.split(' '),
)

/**
 * `a + b`, `\frac{a}{b}`, `x^2 + y^2`: what a question asks the value of. At least two letters and no number but an
 * exponent, so that `x + 1 = 5` stays an equation to be solved.
 */
function isExpressionOfNames(tree: MathTree): boolean {
  const letters = new Set<string>()
  const isPlain = (each: MathTree): boolean => {
    if (each.kind === 'symbol') {
      letters.add(each.name)
      return isName(each)
    }
    if (each.kind !== 'apply') return false
    const [first, second] = each.of
    if (each.name === 'power') return isPlain(first as MathTree) && second?.kind === 'number'
    return ['add', 'multiply', 'divide', 'negate'].includes(each.name) && each.of.every(isPlain)
  }
  return isPlain(tree) && letters.size > 1
}

/** Whether a tree names something: letters, calls, ratios and tuples of letters; no number and no sum. */
export function isName(tree: MathTree): boolean {
  switch (tree.kind) {
    case 'symbol':
      return !['pi', 'e', 'i', 'infty', 'emptyset'].includes(tree.name)
    case 'text':
      return true
    case 'apply':
      if (/^[fg]'*$/.test(tree.name)) return true
      return namelike.has(tree.name) ? tree.of.every(isName) : isExpressionOfNames(tree)
    case 'list':
      return (tree.brackets === '()' || tree.brackets === ':') && tree.items.every(isName)
    default:
      return false
  }
}

export interface NamedItems {
  readonly items: MathTree[]
  readonly isOrdered: boolean
  /** The name of each item as a key; null where an item has none. */
  readonly names: readonly (string | null)[]
}

/** Letters of unknowns, whose solutions have no order: x₁, x₂ are the values of x. */
const unknownWithIndex = /^'([xyztrkmw]|lambda|alpha|theta)_[\d,]+'$/

/** The unknown of which all the items are values: `x = 2, x = 3` and `x_1 = 2, x_2 = 3`; null where there are several. */
export function unknownOfAll({ names }: NamedItems): string | null {
  const bases = new Set(
    names.flatMap((name) => (name === null ? [] : [`'${unknownWithIndex.exec(name)?.[1] ?? name.slice(1, -1)}'`])),
  )
  return bases.size === 1 ? ([...bases][0] as string) : null
}

/** The items in the order of their names where each has a letter of its own: `y = 1, x = 2` is (2, 1). */
export function inOrderOfNames({ items, names }: NamedItems): MathTree[] {
  if (!names.every((name) => name !== null && /^'[a-z]'$/i.test(name))) return items
  return items
    .map((item, index) => ({ item, name: names[index] as string }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ item }) => item)
}

/**
 * The items of a list without their names: `a = 4, -8, -10` and `x = 2 or x = 3` name one thing, whose values may stand
 * in any order; where names differ, the order is that of the names. Null where no item has a name.
 */
export function withoutNames(items: readonly MathTree[], compare: Compare): NamedItems | null {
  const assignments = items.map((item) => assignmentOf(item, compare))
  const keys: (string | null)[] = []
  const values: MathTree[] = []
  for (const assignment of assignments) {
    if (assignment === null) return null
    keys.push(assignment.name === null ? null : treeKey(assignment.name))
    values.push(assignment.value)
  }
  const names = new Set(keys.filter((key) => key !== null))
  return names.size === 0 ? null : { items: values, isOrdered: names.size > 1, names: keys }
}

/** `p = 5, q = 2` in a row as `(5, 2)`. */
export function unnamedRow(tree: MathTree, compare: Compare): MathTree {
  if (tree.kind !== 'list' || tree.brackets !== '') return tree
  const unnamed = withoutNames(tree.items, compare)
  return unnamed === null ? tree : list('()', unnamed.items)
}
