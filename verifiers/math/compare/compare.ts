// Whether two answers say the same, by tiers: the first that is certain decides.
import { divide } from '../../number/rational.ts'
import type { Answer } from '../read/read-answer.ts'
import { apply, number, type MathTree } from '../read/tree.ts'
import { noSolution } from '../read/said-in-words.ts'
import { unitOf } from '../read/units.ts'
import { agreeingConditions } from './compare-qualified.ts'
import { compareLists } from './compare-lists.ts'
import { compareAsSets, compareRelations } from './compare-relations.ts'
import { equalNames, equalTexts, nameOf } from './compare-text.ts'
import { compareValues } from './compare-values.ts'
import { different, same, type ComparePolicy, type Comparison } from './comparison.ts'
import { foldMatrices } from './matrices.ts'
import { expandPlusMinus } from './plus-minus.ts'
import type { Budget } from './polynomial.ts'
import { withoutBuilder } from './set-builder.ts'

/**
 * @throws OverLimit and UndefinedValue, as `normalForm` does
 * @example compareAnswers(readAnswer('\\frac12'), readAnswer('0.5'), {}) // { equal: true, tier: 'rational' }
 */
export function compareAnswers(gold: Answer, candidate: Answer, policy: ComparePolicy): Comparison {
  const heeded = candidate.isBuilder === true ? { ...policy, allowSetRelation: true } : policy
  const compared = compareWhole(gold, candidate, heeded)
  if (compared.equal || (gold.qualified === undefined && candidate.qualified === undefined)) return compared
  const cores = compareWhole(gold.qualified?.core ?? gold, candidate.qualified?.core ?? candidate, policy)
  if (!cores.equal) return cores
  return agreeingConditions(gold, candidate) ? cores : different('structure', 'their conditions differ')
}

function compareWhole(gold: Answer, candidate: Answer, policy: ComparePolicy): Comparison {
  const isNumber = gold.tree.kind === 'number' && candidate.tree.kind === 'number'
  if (isNumber && gold.unit === candidate.unit && gold.decimalComma === null) {
    return compareValues(gold.tree, candidate.tree, policy, { steps: 0 }) ?? different('none')
  }
  const [goldName, candidateName] = [nameOf(gold.text), nameOf(candidate.text)]
  if (goldName !== null && candidateName !== null) {
    return equalNames(goldName, candidateName) ? same('text') : different('text')
  }
  if (isSetBySign(gold.tree, candidate.tree)) return same('structure', 'both name one set')
  const isText = gold.tree.kind === 'text' || candidate.tree.kind === 'text'
  const converted = inUnitOf(gold, candidate)
  if (converted === null) return different('text', 'their units differ')
  const compared = isText ? null : compareTrees(gold.tree, converted, policy)
  if (compared?.equal === true) return compared
  if (gold.decimalComma !== null && !isText && isScalar(candidate.tree)) {
    const withComma = compareTrees(gold.decimalComma, candidate.tree, policy)
    if (withComma.equal) return { ...withComma, why: 'the comma of the gold is a decimal one' }
  }
  if (compared !== null && gold.tree.kind !== 'symbol') return compared
  return equalTexts(gold.text, candidate.text) ? same('text') : (compared ?? different('text'))
}

/** Where the gold is ℝ or ∅ the letters R and φ alone mean them. */
function isSetBySign(gold: MathTree, candidate: MathTree): boolean {
  const isEmpty = (tree: MathTree): boolean => tree.kind === 'symbol' && tree.name === 'emptyset'
  const isNothing = (tree: MathTree): boolean => tree.kind === 'text' && tree.text === noSolution
  if ((isEmpty(gold) && isNothing(candidate)) || (isNothing(gold) && isEmpty(candidate))) return true
  if (gold.kind !== 'symbol' || candidate.kind !== 'symbol') return false
  if (gold.name === 'emptyset') return candidate.name === 'phi' || candidate.name === 'varphi'
  return /^[RZNQ]$/.test(candidate.name) && gold.name === `mathbb ${candidate.name}`
}

/** The candidate's value in the gold's unit; null where the units are of different things. */
function inUnitOf(gold: Answer, candidate: Answer): MathTree | null {
  if (gold.unit === null || candidate.unit === null || gold.unit === candidate.unit) return candidate.tree
  const [wanted, given] = [unitOf(gold.unit), unitOf(candidate.unit)]
  if (wanted.dimension !== given.dimension) return null
  const factor = divide(given.scale, wanted.scale)
  if (factor === null || factor.numerator === factor.denominator) return candidate.tree
  return apply('multiply', number(factor), candidate.tree)
}

function isScalar(tree: MathTree): boolean {
  return tree.kind === 'number'
}

/** Trees of any kind, with ± written out and matrices worked out. */
export function compareTrees(gold: MathTree, candidate: MathTree, policy: ComparePolicy): Comparison {
  const budget: Budget = { steps: 0 }
  const compare = (one: MathTree, other: MathTree): Comparison => {
    if (isComposite(one) || isComposite(other)) return composite(one, other)
    return compareValues(one, other, policy, budget) ?? different('none', 'nothing compares them')
  }
  const composite = (one: MathTree, other: MathTree): Comparison =>
    one.kind === 'relation' || other.kind === 'relation'
      ? compareRelations(one, other, policy, compare)
      : holdsRelations(one) || holdsRelations(other)
        ? compareRelationLists(one, other)
        : compareLists(one, other, policy, compare)
  const compareRelationLists = (one: MathTree, other: MathTree): Comparison => {
    const asLists = compareLists(one, other, policy, compare)
    return asLists.equal ? asLists : (compareAsSets(one, other, policy) ?? asLists)
  }
  return compare(prepared(gold), prepared(candidate))
}

function prepared(tree: MathTree): MathTree {
  return foldMatrices(expandPlusMinus(withoutBuilder(tree)))
}

function isComposite(tree: MathTree): boolean {
  if (tree.kind === 'list' || tree.kind === 'relation') return true
  return tree.kind === 'apply' && ['union', 'intersection', 'difference'].includes(tree.name)
}

function holdsRelations(tree: MathTree): boolean {
  return tree.kind === 'list' && tree.items.some((item) => item.kind === 'relation')
}
