// Whether two answers say the same, by tiers: the first that is certain decides.
import { normaliseText } from '../text/normalise-text.ts'
import { compareDecimals } from './compare-decimals.ts'
import { equalForms, normalForm, valueOf, type NormalForm } from './normal-form.ts'
import { constantOf, equalPolynomials, scale, type Budget } from './polynomial.ts'
import { divide, equal, multiply, whole } from '../number/rational.ts'
import type { Answer } from './read.ts'
import type { MathTree } from './tree.ts'

/** What decided: exact rationals, forms of expressions, decimals by policy, parts of a list, text, or nothing could. */
export type Tier = 'rational' | 'normal-form' | 'decimal' | 'structure' | 'text' | 'none'

export interface Comparison {
  readonly equal: boolean
  readonly tier: Tier
}

export interface ComparePolicy {
  /** Compare numbers rounded to this many decimals. */
  readonly decimals?: number
}

/**
 * @throws OverLimit and UndefinedValue, as `normalForm` does
 * @example compareAnswers(readAnswer('\\frac12'), readAnswer('0.5'), {}) // { equal: true, tier: 'rational' }
 */
export function compareAnswers(gold: Answer, candidate: Answer, policy: ComparePolicy): Comparison {
  if (gold.unit !== null && candidate.unit !== null && singular(gold.unit) !== singular(candidate.unit)) {
    return { equal: false, tier: 'text' }
  }
  const budget: Budget = { steps: 0 }
  const isText = gold.tree.kind === 'text' || candidate.tree.kind === 'text'
  const compared = isText ? null : compareTrees(gold.tree, candidate.tree, policy, budget)
  if (compared !== null && (compared.equal || gold.tree.kind !== 'symbol')) return compared
  return { equal: equalTexts(gold.text, candidate.text), tier: 'text' }
}

/** Null where one side is nothing that this file compares. */
function compareTrees(gold: MathTree, candidate: MathTree, policy: ComparePolicy, budget: Budget): Comparison | null {
  if (gold.kind === 'relation' || candidate.kind === 'relation') {
    return compareRelations(gold, candidate, policy, budget)
  }
  if (gold.kind === 'list' || candidate.kind === 'list') {
    if (gold.kind !== 'list' || candidate.kind !== 'list') return { equal: false, tier: 'structure' }
    return compareLists(gold, candidate, policy, budget)
  }
  const goldForm = normalForm(gold, budget)
  const candidateForm = goldForm && normalForm(candidate, budget)
  if (goldForm === null || candidateForm === null) return null
  const [goldValue, candidateValue] = [valueOf(goldForm), valueOf(candidateForm)]
  const tier = goldValue !== null && candidateValue !== null ? 'rational' : 'normal-form'
  if (equalForms(goldForm, candidateForm, budget)) return { equal: true, tier }
  if (goldValue !== null && candidateValue !== null && (gold.kind === 'percent') !== (candidate.kind === 'percent')) {
    // A sign of percent on one side only may be the unit: 50 and 50 % where the question asked for a percentage.
    const [bare, percent] = gold.kind === 'percent' ? [candidateValue, goldValue] : [goldValue, candidateValue]
    const isAtLeastOne = bare.numerator >= bare.denominator || -bare.numerator >= bare.denominator
    if (isAtLeastOne && equal(bare, multiply(percent, whole(100n)))) return { equal: true, tier: 'decimal' }
  }
  const isNear = compareDecimals({ tree: gold, value: goldValue }, { tree: candidate, value: candidateValue }, policy)
  return isNear ? { equal: true, tier: 'decimal' } : { equal: false, tier }
}

type List = MathTree & { kind: 'list' }

function compareLists(gold: List, candidate: List, policy: ComparePolicy, budget: Budget): Comparison {
  const no: Comparison = { equal: false, tier: 'structure' }
  const isOrdered = gold.brackets !== '' && gold.brackets !== '{}'
  const bracketsFit =
    gold.brackets === candidate.brackets ||
    (!isOrdered && (candidate.brackets === '' || candidate.brackets === '{}')) ||
    (gold.brackets === '()' && candidate.brackets === '')
  if (!bracketsFit) return no
  const areSets = gold.brackets === '{}' && candidate.brackets === '{}'
  if (!areSets && gold.items.length !== candidate.items.length) return no
  const same = (one: MathTree, other: MathTree): boolean => compareTrees(one, other, policy, budget)?.equal ?? false
  if (isOrdered) {
    const areEqual = gold.items.every((item, index) => same(item, candidate.items[index] as MathTree))
    return { equal: areEqual, tier: 'structure' }
  }
  if (areSets) {
    // In a set an item counts once, however often it is written.
    const holds = (some: List, others: List): boolean =>
      some.items.every((item) => others.items.some((other) => same(item, other)))
    return { equal: holds(gold, candidate) && holds(candidate, gold), tier: 'structure' }
  }
  const left = [...candidate.items]
  for (const item of gold.items) {
    const index = left.findIndex((other) => same(item, other))
    if (index < 0) return no
    left.splice(index, 1)
  }
  return { equal: true, tier: 'structure' }
}

const flipped: { readonly [operator: string]: string } = { '>': '<', '>=': '<=' }

function compareRelations(
  gold: MathTree,
  candidate: MathTree,
  policy: ComparePolicy,
  budget: Budget,
): Comparison | null {
  const [goldValue, candidateValue] = [assigned(gold), assigned(candidate)]
  if (goldValue !== null && candidateValue !== null && goldValue.name !== null && candidateValue.name !== null) {
    if (goldValue.name === candidateValue.name) {
      return compareTrees(goldValue.value, candidateValue.value, policy, budget)
    }
  } else if (goldValue !== null && candidateValue !== null) {
    return compareTrees(goldValue.value, candidateValue.value, policy, budget)
  }
  if (gold.kind !== 'relation' || candidate.kind !== 'relation') return { equal: false, tier: 'structure' }
  const [one, other] = [ascending(gold), ascending(candidate)]
  if (one.operators.join() !== other.operators.join()) return { equal: false, tier: 'structure' }
  if (one.operators.join() === '=') return { equal: sameEquation(one, other, budget), tier: 'normal-form' }
  const areEqual = one.sides.every(
    (side, index) => compareTrees(side, other.sides[index] as MathTree, policy, budget)?.equal ?? false,
  )
  return { equal: areEqual, tier: 'structure' }
}

/**
 * What `x = 5` assigns; a plain value assigns itself to no name. Null for any other relation. A chain `1 + 2 = 3`
 * counts as its last value where the sides agree.
 */
function assigned(tree: MathTree): { name: string | null; value: MathTree } | null {
  if (tree.kind !== 'relation') return { name: null, value: tree }
  const last = tree.sides.at(-1) as MathTree
  if (tree.operators.some((operator) => operator !== '=')) return null
  const [first, ...rest] = tree.sides as [MathTree, ...MathTree[]]
  // `2 = x` assigns as well.
  if (rest.length === 1 && last.kind === 'symbol' && first.kind !== 'symbol') return { name: last.name, value: first }
  const chain = first.kind === 'symbol' ? rest : tree.sides
  const agree = chain.every((side) => compareTrees(side, last, {}, { steps: 0 })?.equal ?? false)
  if (!agree) return null
  return { name: first.kind === 'symbol' ? first.name : null, value: last }
}

type Relation = MathTree & { kind: 'relation' }

function ascending(relation: Relation): Relation {
  if (!relation.operators.every((operator) => operator in flipped)) return relation
  return {
    kind: 'relation',
    operators: relation.operators.map((operator) => flipped[operator] as string).toReversed(),
    sides: relation.sides.toReversed(),
  }
}

/** Whether two equations are the same up to a factor other than zero. */
function sameEquation(one: Relation, other: Relation, budget: Budget): boolean {
  const [left, right] = [difference(one, budget), difference(other, budget)]
  if (left === null || right === null || constantOf(left.bottom) === null || constantOf(right.bottom) === null) {
    return false
  }
  for (const [key, { coefficient }] of left.top) {
    const facing = right.top.get(key)?.coefficient
    const factor = facing && divide(coefficient, facing)
    return !!factor && equalPolynomials(left.top, scale(right.top, factor))
  }
  return right.top.size === 0
}

function difference({ sides }: Relation, budget: Budget): NormalForm | null {
  const [left, right] = sides
  if (left === undefined || right === undefined) return null
  return normalForm({ kind: 'operation', operator: '-', left, right }, budget)
}

/** Words by what they say; a letter of a choice also with its brackets or its text; anything else by its characters. */
function equalTexts(gold: string, candidate: string): boolean {
  const [one, other] = [unwrapped(gold), unwrapped(candidate)]
  if (/^\(?[A-J]\)?$/.test(one)) return one.replace(/[()]/g, '') === /^\(?([A-J])(?:[).:]|$)/.exec(other)?.[1]
  if (/^[\p{L}\s'.-]{3,}$/u.test(one)) return normaliseText(one) === normaliseText(other)
  return one.replace(/\s+/g, '') === other.replace(/\s+/g, '')
}

function unwrapped(text: string): string {
  return text
    .replace(/\\(?:text|textbf|mathrm|textrm|mbox|mathbf)\s?\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:left|right|[,;!:])/g, '')
    .replace(/\\[dt]frac/g, '\\frac')
    .replace(/(\\(?:begin|end)\{)[bpB]matrix\}/g, '$1matrix}')
    .trim()
}

function singular(unit: string): string {
  return unit.replace(/s$/, '')
}
