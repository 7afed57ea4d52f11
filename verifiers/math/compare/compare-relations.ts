// Equations, inequalities and chains. An equation is the same up to a factor other than zero; an inequality may also be
// answered by the set that solves it, but a set may not be answered by an inequality: that may only restate the question.
import { divide } from '../../number/rational.ts'
import { negate } from '../read/operators.ts'
import { apply, list, someTree, symbol, treeKey, type MathTree, type RelationTree } from '../read/tree.ts'
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
  const isOutput = (tree: MathTree): boolean =>
    tree.kind === 'apply' && tree.name === 'multiply' && tree.of.length === 2
      ? isOutput(tree.of[0] as MathTree) && ["'x'", treeKey(bracketedX)].includes(treeKey(tree.of[1] as MathTree))
      : tree.kind === 'symbol' && tree.name === 'y'
  const isOfX = (tree: MathTree): boolean =>
    (tree.kind === 'apply' && /^[fgh]$/.test(tree.name) && treeKey(tree.of[0] as MathTree) === "'x'") ||
    (tree.kind === 'symbol' && /^variable [a-z]\.inverse\.of\.x$/.test(tree.name))
  if ((isOutput(name) && isOfX(other)) || (isOutput(other) && isOfX(name)) || (isOutput(name) && isOutput(other)))
    return true
  const [one, another] = [derivedFrom(name), derivedFrom(other)]
  if (one === null || another === null || one.order !== another.order) return false
  return one.of === another.of || one.of === 'y' || another.of === 'y'
}

/** Of which function of x a name is the derivative, and how many times: `f'(x)`, `y''`, `\frac{d}{dx} f(x)`. */
function derivedFrom(name: MathTree): { readonly of: string; readonly order: number } | null {
  const of = (written: string, argument?: MathTree): { of: string; order: number } | null => {
    const [, letter, primes] = /^([a-z])('+)$/.exec(written) ?? []
    const isOfX = argument === undefined || treeKey(argument) === "'x'" || treeKey(argument) === treeKey(bracketedX)
    return letter === undefined || primes === undefined || !isOfX ? null : { of: letter, order: primes.length }
  }
  if (name.kind === 'symbol') return of(name.name)
  if (name.kind !== 'apply') return null
  const [first, second] = name.of as [MathTree, MathTree?]
  if (name.name === 'multiply' && first.kind === 'symbol' && name.of.length === 2) return of(first.name, second)
  if (name.name !== 'derivative') return name.of.length === 1 ? of(name.name, first) : null
  if (second === undefined || treeKey(second) !== "'x'") return null
  const body = first.kind === 'list' && first.items.length === 1 ? (first.items[0] as MathTree) : first
  if (body.kind === 'symbol') return of(`${body.name}'`)
  return body.kind === 'apply' && body.of.length === 1 ? of(`${body.name}'`, body.of[0]) : null
}

const bracketedX = list('()', [symbol('x')])

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
