// Sets of real numbers: intervals, points, inequalities, and what ∪, ∩ and ∖ make of them. All the end points of both
// sets are put in order; between and at them each set holds all or nothing, so equal sets are those with one pattern.
import { compare as compareRational, divide, type Rational } from '../../number/rational.ts'
import { ballField } from '../numeric/ball-field.ts'
import { complexField } from '../numeric/complex.ts'
import { evaluate } from '../numeric/evaluate.ts'
import { Undetermined } from '../numeric/real-field.ts'
import { negate } from '../read/operators.ts'
import { apply, number, type MathTree, type RelationTree } from '../read/tree.ts'
import { normalForm, valueOf } from './normal-form.ts'
import { constantOf } from './polynomial.ts'

export type RealSet =
  | { readonly kind: 'interval'; readonly low: End | null; readonly high: End | null }
  | { readonly kind: 'points'; readonly points: readonly MathTree[] }
  | {
      readonly kind: 'union' | 'intersection' | 'difference'
      readonly left: RealSet
      readonly right: RealSet
    }

interface End {
  readonly at: MathTree
  readonly isClosed: boolean
}

const everything: RealSet = { kind: 'interval', low: null, high: null }
const intervals = new Set(['()', '[]', '(]', '[)'])
const mostEnds = 64

/** The set that a tree describes, or null. A bare list is a set of points where `isInSet`. */
export function realSet(tree: MathTree, isInSet = false): RealSet | null {
  if (tree.kind === 'symbol') {
    return tree.name === 'mathbb R' ? everything : tree.name === 'emptyset' ? { kind: 'points', points: [] } : null
  }
  if (tree.kind === 'relation') return setOfRelation(tree)
  if (tree.kind === 'list') {
    if (intervals.has(tree.brackets) && tree.items.length === 2) return interval(tree.brackets, tree.items)
    if (tree.brackets === '{}' || (isInSet && tree.brackets === '')) return { kind: 'points', points: tree.items }
    if (tree.brackets !== 'or' && tree.brackets !== 'and' && tree.brackets !== '') return null
    const kind = tree.brackets === 'or' ? 'union' : 'intersection'
    if (new Set(tree.items.filter(isRelation).map(lettersOf)).size > 1) return null
    return combined(
      kind,
      tree.items.map(
        (item) =>
          (kind === 'union' ? pointOf(item) : null) ??
          (item.kind === 'relation' || tree.brackets === 'or' ? realSet(item) : null),
      ),
    )
  }
  if (tree.kind !== 'apply') return isInSet ? { kind: 'points', points: [tree] } : null
  if (tree.name !== 'union' && tree.name !== 'intersection' && tree.name !== 'difference') {
    return isInSet ? { kind: 'points', points: [tree] } : null
  }
  return combined(
    tree.name,
    tree.of.map((part) => realSet(part, true)),
  )
}

const isRelation = (tree: MathTree): boolean => tree.kind === 'relation'

/** The letters of a relation, as one text: sets are put together where they are about one letter. */
export function lettersOf(tree: MathTree): string {
  const names = new Set<string>()
  const collect = (each: MathTree): void => {
    if (each.kind === 'symbol' && !valueNames.has(each.name)) names.add(each.name)
    if (each.kind === 'apply') each.of.forEach(collect)
  }
  if (tree.kind === 'relation') tree.sides.forEach(collect)
  return [...names].sort().join()
}

/** Symbols that stand for a value or a set. */
export const valueNames: ReadonlySet<string> = new Set(['pi', 'e', 'infty', 'emptyset', 'mathbb R'])

/** `x = 1` among inequalities. */
function pointOf(tree: MathTree): RealSet | null {
  if (tree.kind !== 'relation' || tree.operators.join() !== '=') return null
  const [left, right] = tree.sides as [MathTree, MathTree]
  return isUnknown(left) && !hasUnknown(right) ? { kind: 'points', points: [right] } : null
}

function combined(kind: 'union' | 'intersection' | 'difference', parts: readonly (RealSet | null)[]): RealSet | null {
  const [first, ...rest] = parts
  if (first === undefined || first === null || rest.includes(null)) return null
  return (rest as RealSet[]).reduce((left, right) => ({ kind, left, right }), first)
}

function interval(brackets: string, items: readonly MathTree[]): RealSet {
  const [low, high] = items as [MathTree, MathTree]
  const end = (at: MathTree, isClosed: boolean): End | null => (isInfinite(at) ? null : { at, isClosed })
  return { kind: 'interval', low: end(low, brackets.startsWith('[')), high: end(high, brackets.endsWith(']')) }
}

function isInfinite(tree: MathTree): boolean {
  if (tree.kind === 'apply' && tree.name === 'negate') return isInfinite(tree.of[0] as MathTree)
  return tree.kind === 'symbol' && tree.name === 'infty'
}

/** `x ∈ S`, `a < x ≤ b`, `x ≠ 3`, and a linear inequality in one letter. */
function setOfRelation(tree: RelationTree): RealSet | null {
  const [operator, second] = tree.operators as [string, string?]
  const [left, right, last] = tree.sides as [MathTree, MathTree, MathTree?]
  if (operator === '∈' && second === undefined) return realSet(right, true)
  if (tree.operators.length > 2) return null
  if (last === undefined || second === undefined) return setOfInequality(operator, left, right)
  return combined('intersection', [setOfInequality(operator, left, right), setOfInequality(second, right, last)])
}

const flipped: { readonly [operator: string]: string } = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '!=': '!=' }

function setOfInequality(operator: string, left: MathTree, right: MathTree): RealSet | null {
  if (!(operator in flipped)) return null
  if (isUnknown(left) && !hasUnknown(right)) return ray(operator, right)
  if (isUnknown(right) && !hasUnknown(left)) return ray(flipped[operator] as string, left)
  const size = left.kind === 'apply' && left.name === 'abs' ? left.of[0] : undefined
  if (size !== undefined && !hasUnknown(right)) {
    // |a| < b where −b < a < b, and |a| > b where a > b or a < −b.
    const parts = [
      setOfInequality(operator, size, right),
      setOfInequality(flipped[operator] as string, size, negate(right)),
    ]
    if (operator === '!=') return combined('intersection', parts)
    return combined(operator.startsWith('<') ? 'intersection' : 'union', parts)
  }
  const solved = solveLinear(left, right)
  return solved && ray(solved.isNegative ? (flipped[operator] as string) : operator, number(solved.at))
}

function ray(operator: string, at: MathTree): RealSet | null {
  if (operator === '!=') return { kind: 'difference', left: everything, right: { kind: 'points', points: [at] } }
  if (isInfinite(at)) return everything
  const end: End = { at, isClosed: operator.endsWith('=') }
  return operator.startsWith('<')
    ? { kind: 'interval', low: null, high: end }
    : { kind: 'interval', low: end, high: null }
}

/** A letter, `f(x)`, `a_n` or `|x|`: what an inequality is about. */
function isUnknown(tree: MathTree): boolean {
  if (tree.kind === 'symbol') return !['pi', 'e', 'infty'].includes(tree.name)
  return tree.kind === 'apply' && /^[fg]'*$/.test(tree.name)
}

export function hasUnknown(tree: MathTree): boolean {
  if (isUnknown(tree)) return true
  return tree.kind === 'apply' ? tree.of.some(hasUnknown) : tree.kind !== 'number' && tree.kind !== 'symbol'
}

/** a·x + b against 0: the boundary −b/a, and whether a is negative. */
function solveLinear(left: MathTree, right: MathTree): { at: Rational; isNegative: boolean } | null {
  const form = normalForm(apply('add', left, negate(right)), { steps: 0 })
  if (form === null || constantOf(form.bottom) === null) return null
  const terms = [...form.top.values()]
  const slope = terms.find(({ monomial }) => monomial.length > 0)
  const rest = terms.find(({ monomial }) => monomial.length === 0)?.coefficient ?? { numerator: 0n, denominator: 1n }
  const isLinear = slope?.monomial.length === 1 && slope.monomial[0]?.[1] === 1 && terms.length <= 2
  if (!isLinear || slope === undefined) return null
  const quotient = divide(rest, slope.coefficient) as Rational
  const at = { numerator: -quotient.numerator, denominator: quotient.denominator }
  const bottom = constantOf(form.bottom) as Rational
  return { at, isNegative: slope.coefficient.numerator < 0n !== bottom.numerator < 0n }
}

/** Whether two sets are the same; null where their end points cannot be put in order. */
export function equalSets(left: RealSet, right: RealSet): boolean | null {
  const ends: MathTree[] = []
  for (const end of [...endsOf(left), ...endsOf(right)]) {
    let at = 0
    let order: number | null = 1
    while (at < ends.length && (order = orderOf(end, ends[at] as MathTree)) !== null && order > 0) at++
    if (order === null || ends.length >= mostEnds) return null
    if (order !== 0 || at === ends.length) ends.splice(at, 0, end)
  }
  const indexOf = (end: MathTree): number => ends.findIndex((each) => orderOf(each, end) === 0)
  // Place 2k + 1 is the end k, places 2k and 2k + 2 the gaps on either side of it.
  for (let place = 0; place <= 2 * ends.length; place++) {
    if (holds(left, place, indexOf) !== holds(right, place, indexOf)) return false
  }
  return true
}

function endsOf(set: RealSet): MathTree[] {
  if (set.kind === 'points') return [...set.points]
  if (set.kind === 'interval') return [set.low, set.high].flatMap((end) => (end === null ? [] : [end.at]))
  return [...endsOf(set.left), ...endsOf(set.right)]
}

function holds(set: RealSet, place: number, indexOf: (end: MathTree) => number): boolean {
  if (set.kind === 'points') return set.points.some((point) => 2 * indexOf(point) + 1 === place)
  if (set.kind === 'interval') {
    const low = set.low === null ? -1 : 2 * indexOf(set.low.at) + (set.low.isClosed ? 0 : 1)
    const high = set.high === null ? Infinity : 2 * indexOf(set.high.at) + (set.high.isClosed ? 2 : 1)
    return place > low && place < high
  }
  const isLeft = holds(set.left, place, indexOf)
  const isRight = holds(set.right, place, indexOf)
  if (set.kind === 'union') return isLeft || isRight
  return set.kind === 'intersection' ? isLeft && isRight : isLeft && !isRight
}

/** Negative, zero or positive by the values of constants; null where that cannot be told. */
export function orderOf(left: MathTree, right: MathTree): number | null {
  const difference = apply('add', left, negate(right))
  const form = normalForm(difference, { steps: 0 })
  const value = form && valueOf(form)
  if (value !== null) return compareRational(value, { numerator: 0n, denominator: 1n })
  if (form !== null && form.top.size === 0) return 0
  const numbers = complexField(ballField(256))
  try {
    const { real, imaginary } = evaluate(difference, {
      numbers,
      values: new Map(),
      isComplex: false,
      budget: { steps: 0 },
    })
    // Equal to 256 bits is equal for two end points.
    return imaginary === null ? (numbers.field.sign(real) ?? 0) : null
  } catch (thrown) {
    if (thrown instanceof Undetermined) return null
    throw thrown
  }
}
