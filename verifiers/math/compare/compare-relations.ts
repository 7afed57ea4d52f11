// Equations, inequalities and chains. An equation is the same up to a factor other than zero; an inequality may also be
// answered by the set that solves it, but a set may not be answered by an inequality: that may only restate the question.
import { divide } from '../../number/rational.ts'
import { negate } from '../read/operators.ts'
import { apply, someTree, treeKey, type MathTree, type RelationTree } from '../read/tree.ts'
import { different, same, type ComparePolicy, type Comparison } from './comparison.ts'
import { assignmentOf } from './names.ts'
import { normalForm, type NormalForm } from './normal-form.ts'
import { constantOf, equalPolynomials, scale, type Budget } from './polynomial.ts'
import { equalSets, lettersOf, realSet, valueNames } from './real-sets.ts'

type Compare = (gold: MathTree, candidate: MathTree) => Comparison

/** At least one side is a relation. */
export function compareRelations(
  gold: MathTree,
  candidate: MathTree,
  policy: ComparePolicy,
  compare: Compare,
): Comparison {
  const [goldValue, candidateValue] = [assignmentOf(gold, compare), assignmentOf(candidate, compare)]
  if (goldValue !== null && candidateValue !== null) {
    const [name, other] = [goldValue.name, candidateValue.name]
    if (name === null || other === null || isOneName(name, other)) {
      const isNarrowed = gold.kind !== 'relation' || candidate.kind !== 'relation'
      const compared = compare(goldValue.value, candidateValue.value)
      if (compared.equal || isNarrowed) return compared
    }
  }
  const asSets = compareAsSets(gold, candidate, policy)
  if (asSets !== null) return asSets
  if (gold.kind !== 'relation' || candidate.kind !== 'relation') {
    return different('structure', 'one is a relation and the other a value')
  }
  const [one, other] = [ascending(gold), ascending(candidate)]
  if (one.operators.join() !== other.operators.join()) return different('structure', 'their signs of relation differ')
  if (one.operators.join() === '=') {
    const isSame = sameEquation(one, other, { steps: 0 })
    return isSame ? same('normal-form', 'one equation is a multiple of the other') : different('normal-form')
  }
  const isSymmetric = one.operators.length === 1 && one.operators[0] === '!='
  const alike = (sides: readonly MathTree[]): boolean =>
    one.sides.every((side, index) => compare(side, sides[index] as MathTree).equal)
  const isEqual = alike(other.sides) || (isSymmetric && alike(other.sides.toReversed()))
  return isEqual ? same('structure') : different('structure')
}

/** The same name, or `y` for the value of a function of x. */
function isOneName(name: MathTree, other: MathTree): boolean {
  if (treeKey(name) === treeKey(other)) return true
  const isOutput = (tree: MathTree): boolean => tree.kind === 'symbol' && tree.name === 'y'
  const isOfX = (tree: MathTree): boolean =>
    (tree.kind === 'apply' && /^[fgh]$/.test(tree.name) && treeKey(tree.of[0] as MathTree) === "'x'") ||
    (tree.kind === 'symbol' && /^variable [a-z]\.inverse\.of\.x$/.test(tree.name))
  return (isOutput(name) && isOfX(other)) || (isOutput(other) && isOfX(name))
}

/** Two answers as sets of real numbers; null where they are none, or where their ends cannot be put in order. */
export function compareAsSets(gold: MathTree, candidate: MathTree, policy: ComparePolicy): Comparison | null {
  const isSolved = (tree: MathTree): boolean =>
    tree.kind === 'list' && tree.items.some((item) => item.kind === 'relation')
      ? tree.items.every(isSolved)
      : tree.kind !== 'relation' || tree.operators.join() === '∈'
  const [goldSet, candidateSet] = [realSet(gold), realSet(candidate)]
  if (goldSet === null || candidateSet === null) return null
  // A gold that says `x ∈ S` asks for a set; a bare interval also accepts an inequality that is solved for its letter.
  const isRestated = isSolved(gold) && !isSolved(candidate) && (gold.kind === 'relation' || !isSolvedFor(candidate))
  if (isRestated && policy.allowSetRelation !== true) {
    return different('structure', 'a set is asked for and an inequality given')
  }
  const [name, other] = [unknownOf(gold), unknownOf(candidate)]
  if (name !== null && other !== null && name !== other) return different('structure', 'they are about other letters')
  const isEqual = equalSets(goldSet, candidateSet)
  if (isEqual === null) return null
  return isEqual ? same('structure', 'they are one set') : different('structure', 'they are not one set')
}

/** `x > 2`, `1 < x ≤ 3`, several of them: a letter alone against values without one. */
function isSolvedFor(tree: MathTree): boolean {
  if (tree.kind === 'list') return tree.items.length > 0 && tree.items.every(isSolvedFor)
  if (tree.kind !== 'relation' || tree.operators.length > 2) return false
  if (tree.operators.join() === '∈') return true
  const isLetter = (each: MathTree): boolean => each.kind === 'symbol' && !valueNames.has(each.name)
  const letters = tree.sides.filter(isLetter)
  return letters.length === 1 && tree.sides.every((side) => isLetter(side) || !someTree(side, isLetter))
}

/** The letters that stand in a relation, as one text. */
function unknownOf(tree: MathTree): string | null {
  if (tree.kind === 'list') return tree.items[0] === undefined ? null : unknownOf(tree.items[0])
  if (tree.kind !== 'relation') return null
  return lettersOf(tree)
}

const turned: { readonly [operator: string]: string } = { '>': '<', '>=': '<=' }

function ascending(relation: RelationTree): RelationTree {
  if (!relation.operators.every((operator) => operator in turned)) return relation
  return {
    ...relation,
    operators: relation.operators.map((operator) => turned[operator] as string).toReversed(),
    sides: relation.sides.toReversed(),
  }
}

/** Whether two equations are the same up to a factor other than zero. */
function sameEquation(one: RelationTree, other: RelationTree, budget: Budget): boolean {
  const [left, right] = [difference(one, budget), difference(other, budget)]
  if (left === null || right === null) return false
  if (constantOf(left.bottom) === null || constantOf(right.bottom) === null) {
    // With letters below the line, the same zeros and the same gaps.
    return isMultiple(left.top, right.top) && isMultiple(left.bottom, right.bottom)
  }
  return isMultiple(left.top, right.top)
}

function isMultiple(left: NormalForm['top'], right: NormalForm['top']): boolean {
  for (const [key, { coefficient }] of left) {
    const facing = right.get(key)?.coefficient
    const factor = facing && divide(coefficient, facing)
    return !!factor && equalPolynomials(left, scale(right, factor))
  }
  return right.size === 0
}

function difference({ sides }: RelationTree, budget: Budget): NormalForm | null {
  const [left, right] = sides as [MathTree, MathTree]
  return normalForm(apply('add', left, negate(right)), budget)
}
