// Whether two answers say the same, by tiers: the first that is certain decides.
import type { Answer } from '../read/read-answer.ts'
import { holdsQuantity } from '../quantity/read-quantity.ts'
import { noSolution } from '../read/said-in-words.ts'
import type { MathTree } from '../read/tree.ts'
import { workedOut } from '../calculus/worked-out.ts'
import { aligned } from './align.ts'
import { agreeingConditions } from './compare-qualified.ts'
import { compareLists } from './compare-lists.ts'
import { compareQuantities } from './compare-quantities.ts'
import { compareAsSets, compareRelations } from './compare-relations.ts'
import { equalNames, equalTexts, letterOf, nameOf } from './compare-text.ts'
import { compareValues } from './compare-values.ts'
import { equalFormulas } from './chemistry.ts'
import { compareCongruences } from './congruences.ts'
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
  if (gold.option !== undefined || candidate.option !== undefined) return compareOptions(gold, candidate, policy)
  const heeded = candidate.isBuilder === true ? { ...policy, allowSetRelation: true } : policy
  const compared = compareWhole(gold, candidate, heeded)
  // What only its core could be read of is compared without its conditions.
  const isCoreAlone = [gold, candidate].some(
    ({ tree, qualified }) => qualified !== undefined && tree === qualified.core.tree,
  )
  if (gold.qualified === undefined && candidate.qualified === undefined) return compared
  if (compared.equal && !isCoreAlone) return compared
  const cores = compareWhole(gold.qualified?.core ?? gold, candidate.qualified?.core ?? candidate, policy)
  if (!cores.equal) return cores
  return agreeingConditions(gold, candidate) ? cores : different('structure', 'their conditions differ')
}

/** The letter of an option and its value each state the option; both together must be right. */
function compareOptions(gold: Answer, candidate: Answer, policy: ComparePolicy): Comparison {
  const [asked, given] = [gold.option, candidate.option]
  if (asked === undefined) {
    // The gold that is a letter asks for the letter.
    if (letterOf(gold.text) !== undefined) return compareWhole(gold, candidate, policy)
    return compareAnswers(gold, given?.value ?? candidate, policy)
  }
  const letter = given?.letter ?? letterOf(candidate.text)
  if (letter !== undefined && letter !== asked.letter) return different('text', 'it is another option')
  if (given === undefined && letter !== undefined) return same('text', 'it is the letter of the option')
  return compareAnswers(asked.value, given?.value ?? candidate, policy)
}

function compareWhole(gold: Answer, candidate: Answer, policy: ComparePolicy): Comparison {
  const isNumber = gold.tree.kind === 'number' && candidate.tree.kind === 'number'
  if (isNumber && gold.decimalComma === null) {
    return compareValues(gold.tree, candidate.tree, policy, { steps: 0 }) ?? different('none')
  }
  const [goldName, candidateName] = [nameOf(gold.text), nameOf(candidate.text)]
  if (goldName !== null && candidateName !== null) {
    return equalNames(goldName, candidateName) ? same('text') : different('text')
  }
  if (isSetBySign(gold.tree, candidate.tree)) return same('structure', 'both name one set')
  const isText = gold.tree.kind === 'text' || candidate.tree.kind === 'text'
  const compared = isText ? null : compareTrees(gold.tree, candidate.tree, policy)
  if (compared?.equal === true) return compared
  const inUnits = compareInUnits(gold, candidate, policy)
  if (inUnits !== null) return inUnits
  if (gold.decimalComma !== null && !isText && isOneValue(candidate.tree)) {
    const withComma = compareTrees(gold.decimalComma, candidate.tree, policy)
    if (withComma.equal) return { ...withComma, why: 'the comma of the gold is a decimal one' }
  }
  // `1,22` for 1.22: a list of two cannot be meant where the gold is one number.
  if (candidate.decimalComma !== null && gold.tree.kind !== 'text' && !isComposite(gold.tree)) {
    const withComma = compareTrees(gold.tree, candidate.decimalComma, policy)
    if (withComma.equal) return { ...withComma, why: 'the comma is a decimal one' }
  }
  if (equalFormulas(gold.text, candidate.text)) return same('text', 'they are one formula')
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

/** `9.8 m` is metres where the other side names them without doubt; null where neither may be read so. */
function compareInUnits(gold: Answer, candidate: Answer, policy: ComparePolicy): Comparison | null {
  const pairs: readonly (readonly [MathTree, MathTree])[] = [
    ...(holdsQuantity(gold.tree) ? candidate.quantities.map((each) => [gold.tree, each] as const) : []),
    ...(holdsQuantity(candidate.tree) ? gold.quantities.map((each) => [each, candidate.tree] as const) : []),
  ]
  for (const [one, other] of pairs) {
    const compared = compareTrees(one, other, policy)
    if (compared.equal) return compared
  }
  return null
}

/** A value, or a name and its value: nothing that a list with a comma could be. */
function isOneValue(tree: MathTree): boolean {
  return tree.kind === 'relation' ? tree.operators.join() === '=' : !isComposite(tree)
}

/** Trees of any kind, with ± written out and matrices worked out. */
export function compareTrees(gold: MathTree, candidate: MathTree, policy: ComparePolicy): Comparison {
  const budget: Budget = { steps: 0 }
  const compare = (one: MathTree, other: MathTree): Comparison => {
    const inUnits = isMeasured(one) || isMeasured(other) ? compareQuantities(one, other, compare) : null
    if (inUnits !== null) return inUnits
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
    if (saysOtherJoint(one, other))
      return compareAsSets(one, other, policy) ?? different('structure', '"and" is not "or"')
    const asLists = compareLists(one, other, policy, compare)
    return asLists.equal ? asLists : (compareAsSets(one, other, policy) ?? asLists)
  }
  const [one, other] = aligned(prepared(gold), prepared(candidate))
  return compareCongruences(one, other, compare) ?? compare(one, other)
}

/** `x > 1 and x < 3` beside `x > 1 or x < 3`; of equations "and" lists the solutions as "or" does. */
function saysOtherJoint(one: MathTree, other: MathTree): boolean {
  if (one.kind !== 'list' || other.kind !== 'list') return false
  const isOther = [one.brackets, other.brackets].sort().join() === 'and,or'
  const isInequality = (item: MathTree): boolean =>
    item.kind === 'relation' && item.operators.some((operator) => /[<>]|!=/.test(operator))
  return isOther && one.items.some(isInequality)
}

function prepared(tree: MathTree): MathTree {
  return workedOut(foldMatrices(expandPlusMinus(withoutBuilder(tree))))
}

function isMeasured(tree: MathTree): boolean {
  return tree.kind === 'apply' && (tree.name === 'quantity' || tree.name === 'clock')
}

function isComposite(tree: MathTree): boolean {
  if (tree.kind === 'list' || tree.kind === 'relation') return true
  return tree.kind === 'apply' && ['union', 'intersection', 'difference'].includes(tree.name)
}

function holdsRelations(tree: MathTree): boolean {
  return tree.kind === 'list' && tree.items.some((item) => item.kind === 'relation')
}
