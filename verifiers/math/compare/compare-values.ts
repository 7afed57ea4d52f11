// Two expressions, by tiers: the first that is certain decides.
import { equal, multiply, whole, type Rational } from '../../number/rational.ts'
import { OverLimit } from '../bounds/limits.ts'
import { childrenOf, treeKey, type MathTree } from '../read/tree.ts'
import { compareDecimals } from './compare-decimals.ts'
import { different, same, type ComparePolicy, type Comparison } from './comparison.ts'
import { compareByValues } from './identity.ts'
import { equalForms, normalForm, valueOf, type NormalForm } from './normal-form.ts'
import type { Budget } from './polynomial.ts'

/**
 * @throws UndefinedValue for a value that does not exist; OverLimit where no tier could decide within its bounds
 */
export function compareValues(
  gold: MathTree,
  candidate: MathTree,
  policy: ComparePolicy,
  budget: Budget,
): Comparison | null {
  if (gold.kind === 'number' && candidate.kind === 'number') {
    return compareRationals({ tree: gold, value: gold.value }, { tree: candidate, value: candidate.value }, policy)
  }
  const angle = withoutDegrees(gold, candidate)
  if (angle !== null) return compareValues(angle.gold, angle.candidate, policy, budget)
  let forms: readonly [NormalForm, NormalForm] | null = null
  let limit: OverLimit | null = null
  try {
    const goldForm = formOf(gold, budget)
    const candidateForm = goldForm && normalForm(candidate, budget)
    if (goldForm === null || candidateForm === null) return null
    const [goldValue, candidateValue] = [valueOf(goldForm), valueOf(candidateForm)]
    if (goldValue !== null && candidateValue !== null) {
      return compareRationals({ tree: gold, value: goldValue }, { tree: candidate, value: candidateValue }, policy)
    }
    if (equalForms(goldForm, candidateForm, budget)) return same('normal-form', 'both have one normal form')
    forms = [goldForm, candidateForm]
  } catch (thrown) {
    if (!(thrown instanceof OverLimit)) throw thrown
    limit = thrown
    if (treeKey(gold) === treeKey(candidate)) return same('structure', 'both are written alike')
  }
  const sides = forms?.map((form) => valueOf(form)) ?? [null, null]
  const isNear = compareDecimals(
    { tree: gold, value: sides[0] ?? null },
    { tree: candidate, value: sides[1] ?? null },
    policy,
  )
  if (isNear) return same('decimal', 'one rounds to the other')
  // Polynomials over letters and square roots are equal where their forms are, and nowhere else.
  if (forms?.every(isAlgebraic)) return different('normal-form')
  const compared = compareByValues(gold, candidate)
  if (compared !== null) return compared
  if (limit !== null) throw limit
  return different('none', 'nothing could show them equal')
}

/** Forms of golds, which every reply of a group is compared with. */
const goldForms = new WeakMap<MathTree, NormalForm>()

function formOf(gold: MathTree, budget: Budget): NormalForm | null {
  const known = goldForms.get(gold)
  if (known !== undefined) return known
  const form = normalForm(gold, budget)
  if (form !== null) goldForms.set(gold, form)
  return form
}

/**
 * Makes sure that every value in a gold exists.
 * @throws UndefinedValue for one that does not
 */
export function checkDefined(tree: MathTree): void {
  if (tree.kind !== 'apply') return childrenOf(tree).forEach(checkDefined)
  try {
    formOf(tree, { steps: 0 })
  } catch (thrown) {
    if (!(thrown instanceof OverLimit)) throw thrown
  }
}

interface RationalSide {
  readonly tree: MathTree
  readonly value: Rational
}

function compareRationals(gold: RationalSide, candidate: RationalSide, policy: ComparePolicy): Comparison {
  if (equal(gold.value, candidate.value)) {
    // A gold in another base asks for that base.
    const asksBase = gold.tree.kind === 'number' && gold.tree.base !== undefined
    const hasBase = candidate.tree.kind === 'number' && candidate.tree.base === (gold.tree as { base?: number }).base
    if (asksBase && !hasBase) return different('structure', 'it is not written in the base of the gold')
    return same('rational')
  }
  const [isGoldPercent, isCandidatePercent] = [isPercent(gold.tree), isPercent(candidate.tree)]
  if (isGoldPercent !== isCandidatePercent) {
    // A sign of percent on one side only may be the unit: 50 and 50 % where the question asked for a percentage.
    const [bare, percent] = isGoldPercent ? [candidate.value, gold.value] : [gold.value, candidate.value]
    const isAtLeastOne = bare.numerator >= bare.denominator || -bare.numerator >= bare.denominator
    if (isAtLeastOne && equal(bare, multiply(percent, whole(100n))))
      return same('decimal', 'the percent sign is a unit')
  }
  return compareDecimals(gold, candidate, policy) ? same('decimal', 'one rounds to the other') : different('rational')
}

function isPercent(tree: MathTree): boolean {
  return tree.kind === 'apply' && tree.name === 'percent'
}

/** 90° and 90 are the same answer, the sign being a unit; null where both or neither are degrees. */
function withoutDegrees(gold: MathTree, candidate: MathTree): { gold: MathTree; candidate: MathTree } | null {
  const isDegrees = (tree: MathTree): tree is MathTree & { kind: 'apply' } =>
    tree.kind === 'apply' && tree.name === 'degrees'
  if (!isDegrees(gold) && !isDegrees(candidate)) return null
  const bare = (tree: MathTree): boolean => !/'pi'|percent|degrees|sin|cos|tan|sec|csc|cot/.test(treeKey(tree))
  if (isDegrees(gold) && isDegrees(candidate)) {
    return { gold: gold.of[0] as MathTree, candidate: candidate.of[0] as MathTree }
  }
  if (isDegrees(gold) && bare(candidate)) return { gold: gold.of[0] as MathTree, candidate }
  if (isDegrees(candidate) && bare(gold)) return { gold, candidate: candidate.of[0] as MathTree }
  return null
}

/** Whether only letters, square roots of primes and i stand in the form: no function, no π, no e. */
function isAlgebraic({ top, bottom }: NormalForm): boolean {
  for (const part of [top, bottom]) {
    for (const { monomial } of part.values()) {
      if (monomial.some(([name]) => name === 'pi' || name === 'e' || name.includes('('))) return false
    }
  }
  return true
}
