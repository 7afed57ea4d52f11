// Answers of several parts: lists, sets, tuples, intervals, matrices, ratios. Parts of a list or a set are matched in
// any order, those of anything with an order one by one.
import { apply, treeKey, type ListTree, type MathTree } from '../read/tree.ts'
import { different, same, type ComparePolicy, type Comparison } from './comparison.ts'
import { unitsTellApart } from './compare-quantities.ts'
import { isMatrix } from './matrices.ts'
import { inOrderOfNames, unknownOfAll, unnamedRow, withoutNames, type NamedItems } from './names.ts'
import { equalSets, realSet } from './real-sets.ts'

type Compare = (gold: MathTree, candidate: MathTree) => Comparison

const mostCompared = 40

const isBare = (tree: ListTree): boolean => ['', 'or', 'and'].includes(tree.brackets)
const isTuple = (tree: MathTree): boolean => tree.kind === 'list' && tree.brackets === '()'
const isInterval = (tree: MathTree): boolean => tree.kind === 'list' && tree.items.length === 2
const isSet = (tree: ListTree): boolean => tree.brackets === '{}'

/** At least one side is a list or made of sets. */
export function compareLists(gold: MathTree, candidate: MathTree, policy: ComparePolicy, compare: Compare): Comparison {
  // "(1, 2) or (3, 4)" for the union of the two.
  if (
    gold.kind === 'apply' &&
    gold.name === 'union' &&
    candidate.kind === 'list' &&
    isBare(candidate) &&
    candidate.items.every(isInterval)
  ) {
    return compareSets(
      gold,
      candidate.items.reduce((left, right) => apply('union', left, right)),
    )
  }
  // "15 39/40 or 639/40" says one thing twice.
  if (gold.kind !== 'list' && candidate.kind === 'list' && candidate.brackets === 'or') {
    const isOne = candidate.items.every((item) => compare(gold, item).equal)
    return isOne ? same('structure', 'each part is equal') : different('structure', 'it names several answers')
  }
  if (holdsMatrix(gold) || holdsMatrix(candidate)) return compareMatrices(gold, candidate, compare)
  if (holdsRatio(gold) || holdsRatio(candidate)) return compareRatios(gold, candidate, compare)
  if (gold.kind !== 'list' || candidate.kind !== 'list') return compareSets(gold, candidate)
  const [goldItems, candidateItems] = [unnamed(gold, compare), unnamed(candidate, compare)]
  const areOneUnknown =
    goldItems !== null &&
    candidateItems !== null &&
    unknownOfAll(goldItems) !== null &&
    unknownOfAll(goldItems) === unknownOfAll(candidateItems) &&
    !(goldItems.isOrdered && candidateItems.isOrdered)
  if (goldItems !== null && candidateItems !== null && !areOneUnknown) {
    const named = matched(gold.items, candidate.items, compare)
    if (named) return same('structure', 'their parts match by name')
    if (goldItems.isOrdered || candidateItems.isOrdered) return different('structure')
    return different('structure', 'their names differ')
  }
  const isNamedInOrder = areOneUnknown
    ? false
    : goldItems?.isOrdered === true || (goldItems === null && candidateItems?.isOrdered === true)
  const [left, right] = [
    (goldItems?.items ?? gold.items).map((item) => unnamedRow(item, compare)),
    (candidateItems === null
      ? candidate.items
      : isTuple(gold)
        ? inOrderOfNames(candidateItems)
        : candidateItems.items
    ).map((item) => unnamedRow(item, compare)),
  ]
  const bracketsFit =
    gold.brackets === candidate.brackets ||
    ((isBare(gold) || isSet(gold)) && (isBare(candidate) || isSet(candidate))) ||
    (isTuple(gold) && isBare(candidate)) ||
    (isNamedInOrder && isBare(gold) && isTuple(candidate))
  if (!bracketsFit) return different('structure', 'their brackets differ')
  const isOrdered = isNamedInOrder || !(isBare(gold) || isSet(gold)) || unitsTellApart(left, right)
  if (isOrdered) {
    if (left.length !== right.length) return different('structure', `${left.length} parts are asked for`)
    const isEqual = left.every((item, index) => compare(item, right[index] as MathTree).equal)
    return isEqual ? same('structure', 'each part is equal') : different('structure')
  }
  // In a set an item counts once, however often it is written.
  const areSets = isSet(gold) && isSet(candidate)
  const one = areSets ? distinct(left, compare) : left
  const other = areSets || right.length > left.length ? distinct(right, compare) : right
  if (one.length !== other.length) return different('structure', `${one.length} parts are asked for`)
  return matched(one, other, compare) ? same('structure', 'each part is found') : different('structure')
}

function unnamed(tree: ListTree, compare: Compare): NamedItems | null {
  return isBare(tree) || isSet(tree) ? withoutNames(tree.items, compare) : null
}

/** Each item of one side against one of the other, each used once. Equality is transitive, so the first that fits will do. */
function matched(gold: readonly MathTree[], candidate: readonly MathTree[], compare: Compare): boolean {
  if (gold.length !== candidate.length) return false
  const left = [...candidate]
  return gold.every((item, index) => {
    // Most lists are written in the same order.
    const key = treeKey(item)
    let at = left.findIndex((other) => treeKey(other) === key)
    if (at < 0) at = left.findIndex((other) => compare(item, other).equal)
    if (at >= 0) left.splice(at, 1)
    return at >= 0 && left.length === gold.length - index - 1
  })
}

function distinct(items: readonly MathTree[], compare: Compare): MathTree[] {
  // Long lists are told apart by how they are written: to compare each with each would take long.
  if (items.length > mostCompared) return [...new Map(items.map((item) => [treeKey(item), item])).values()]
  const kept: MathTree[] = []
  for (const item of items) if (!kept.some((other) => compare(item, other).equal)) kept.push(item)
  return kept
}

function compareSets(gold: MathTree, candidate: MathTree): Comparison {
  const [left, right] = [realSet(gold), realSet(candidate)]
  const isEqual = left !== null && right !== null ? equalSets(left, right) : null
  if (isEqual !== null) {
    return isEqual ? same('structure', 'they are one set') : different('structure', 'they are not one set')
  }
  if (treeKey(gold) === treeKey(candidate)) return same('structure')
  return different('structure', 'one has several parts')
}

/** Entry by entry; a column or a row is also a vector, which a tuple writes as well. */
function compareMatrices(gold: MathTree, candidate: MathTree, compare: Compare): Comparison {
  const [rows, others] = [rowsOf(gold), rowsOf(candidate)]
  if (rows === null || others === null) return different('structure', 'one is a matrix')
  const isVector = (each: readonly (readonly MathTree[])[]): boolean => each.length === 1 || each[0]?.length === 1
  const bothMatrices = isMatrix(gold) && isMatrix(candidate)
  const isSameShape = rows.length === others.length && rows[0]?.length === others[0]?.length
  if (bothMatrices ? !isSameShape : !isVector(rows) || !isVector(others)) {
    return different('structure', 'their shapes differ')
  }
  const [entries, facing] = [rows.flat(), others.flat()]
  if (entries.length !== facing.length) return different('structure', 'their shapes differ')
  const isEqual = entries.every((entry, index) => compare(entry, facing[index] as MathTree).equal)
  return isEqual ? same('structure', 'each entry is equal') : different('structure')
}

function rowsOf(tree: MathTree): readonly (readonly MathTree[])[] | null {
  if (tree.kind !== 'list') return null
  if (holdsMatrix(tree)) return tree.items.map((row) => (row.kind === 'list' ? row.items : [row]))
  return tree.brackets === '()' ? [tree.items] : null
}

const holdsMatrix = (tree: MathTree): boolean => isMatrix(tree)
const holdsRatio = (tree: MathTree): boolean => isRatio(tree)

function isRatio(tree: MathTree): tree is ListTree {
  return tree.kind === 'list' && tree.brackets === ':'
}

/** 3 : 4 is 6 : 8 and three quarters; a ratio that holds zero, such as a time of day, is only itself. */
function compareRatios(gold: MathTree, candidate: MathTree, compare: Compare): Comparison {
  const one = isRatio(gold) ? gold.items : quotientOf(gold)
  const other = isRatio(candidate) ? candidate.items : quotientOf(candidate)
  if (one.length !== other.length) return different('structure', 'one is a ratio')
  const holdsZero = [...one, ...other].some((item) => item.kind === 'number' && item.value.numerator === 0n)
  const isEqual = holdsZero
    ? one.every((item, index) => compare(item, other[index] as MathTree).equal)
    : one.slice(1).every((item, index) => compare(product(one[0], other[index + 1]), product(item, other[0])).equal)
  return isEqual ? same('structure', 'they are one ratio') : different('structure')
}

function product(left: MathTree | undefined, right: MathTree | undefined): MathTree {
  return apply('multiply', left as MathTree, right as MathTree)
}

function quotientOf(tree: MathTree): readonly MathTree[] {
  if (tree.kind === 'apply' && tree.name === 'divide') return tree.of
  return [tree, { kind: 'number', value: { numerator: 1n, denominator: 1n }, decimals: null }]
}
