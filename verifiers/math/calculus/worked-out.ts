// Definite integrals, limits and derivatives that the rules here work out exactly, as the trees of their values. What no
// rule reaches stays as it is written; nothing is guessed from digits.
import { add, compare, divide, whole, zero, type Rational } from '../../number/rational.ts'
import { OverLimit } from '../bounds/limits.ts'
import { normalForm, UndefinedValue, valueOf } from '../compare/normal-form.ts'
import { constantOf } from '../compare/polynomial.ts'
import { negate } from '../read/operators.ts'
import { apply, mapChildren, number, someTree, symbol, type ApplyTree, type MathTree } from '../read/tree.ts'
import { derivativeOf, isFreeOf } from './derivative.ts'
import { exists, isExactlyZero, substituted } from './substitute.ts'

const questions = new Set(['lim', 'integral', 'derivative'])
const mostRounds = 4
const one: Rational = whole(1n)

/** The tree with all that can be worked out replaced by its value. */
export function workedOut(tree: MathTree): MathTree {
  if (!someTree(tree, (each) => each.kind === 'apply' && questions.has(each.name))) return tree
  const inner = mapChildren(tree, workedOut)
  if (inner.kind !== 'apply') return inner
  try {
    return valueOfQuestion(inner) ?? inner
  } catch (thrown) {
    if (thrown instanceof UndefinedValue || thrown instanceof OverLimit) return inner
    throw thrown
  }
}

function valueOfQuestion(tree: ApplyTree): MathTree | null {
  const [body, second, lower, upper] = tree.of as [MathTree, MathTree, MathTree?, MathTree?]
  if (tree.name === 'derivative') return second.kind === 'symbol' ? derivativeOf(body, second.name) : null
  if (tree.name === 'integral') {
    if (second.kind !== 'symbol' || lower === undefined || upper === undefined) return null
    return integralOf(body, second.name, lower, upper)
  }
  if (tree.name !== 'lim' || second.kind !== 'relation' || second.operators.join() !== '→') return null
  const [name, point] = second.sides as [MathTree, MathTree]
  return name.kind === 'symbol' ? limitOf(body, name.name, point) : null
}

/** By continuity, and where top and bottom vanish together by their derivatives (l'Hôpital). */
function limitOf(body: MathTree, name: string, point: MathTree): MathTree | null {
  // Steps and signs are not continuous.
  const isElementary = !someTree(
    body,
    (each) =>
      each.kind === 'apply' && ['floor', 'ceil', 'sgn', 'mod', 'abs', 'factorial', 'sum', 'prod'].includes(each.name),
  )
  if (!isElementary || !isFreeOf(point, name)) return null
  const [isUp, isDown] = [
    isInfinity(point),
    point.kind === 'apply' && point.name === 'negate' && isInfinity(point.of[0]),
  ]
  if (isUp || isDown) return limitAtInfinity(body, name, isDown)
  let quotient = body
  for (let round = 0; round < mostRounds; round++) {
    const value = substituted(quotient, name, point)
    if (exists(value)) return value
    if (quotient.kind !== 'apply' || quotient.name !== 'divide') return null
    const [top, bottom] = quotient.of as [MathTree, MathTree]
    if (![top, bottom].every((part) => isExactlyZero(substituted(part, name, point)))) return null
    const [above, below] = [derivativeOf(top, name), derivativeOf(bottom, name)]
    if (above === null || below === null) return null
    quotient = apply('divide', above, below)
  }
  return null
}

const isInfinity = (tree: MathTree | undefined): boolean => tree?.kind === 'symbol' && tree.name === 'infty'

/** Of a quotient of polynomials, by the terms of highest degree. */
function limitAtInfinity(body: MathTree, name: string, isDown: boolean): MathTree | null {
  const form = normalForm(body, { steps: 0 })
  if (form === null) return null
  const leading = (part: typeof form.top): { degree: number; coefficient: Rational } | null => {
    let best: { degree: number; coefficient: Rational } | null = null
    for (const { monomial, coefficient } of part.values()) {
      if (monomial.some(([each]) => each !== name)) return null
      const degree = monomial[0]?.[1] ?? 0
      if (best === null || degree > best.degree) best = { degree, coefficient }
    }
    return best
  }
  const [top, bottom] = [leading(form.top), leading(form.bottom)]
  if (form.top.size === 0) return number(zero)
  if (top === null || bottom === null) return null
  if (top.degree < bottom.degree) return number(zero)
  const ratio = divide(top.coefficient, bottom.coefficient) as Rational
  if (top.degree === bottom.degree) return number(ratio)
  const isTurned = isDown && (top.degree - bottom.degree) % 2 === 1
  return ratio.numerator > 0n !== isTurned ? symbol('infty') : negate(symbol('infty'))
}

/** F(b) − F(a) where every term of the integrand has an antiderivative here that holds on all of [a, b]. */
function integralOf(body: MathTree, name: string, lower: MathTree, upper: MathTree): MathTree | null {
  if (![lower, upper].every((bound) => isFreeOf(bound, name) && exists(bound))) return null
  const antiderivative = antiderivativeOf(body, name, lower, upper)
  if (antiderivative === null) return null
  const [end, start] = [substituted(antiderivative, name, upper), substituted(antiderivative, name, lower)]
  return exists(end) && exists(start) ? apply('add', end, negate(start)) : null
}

function antiderivativeOf(tree: MathTree, name: string, lower: MathTree, upper: MathTree): MathTree | null {
  const ofTerm = (term: MathTree): MathTree | null => antiderivativeOf(term, name, lower, upper)
  const x = symbol(name)
  if (isFreeOf(tree, name)) return apply('multiply', tree, x)
  const polynomial = polynomialIntegral(tree, name, lower, upper)
  if (polynomial !== null) return polynomial
  if (tree.kind !== 'apply') return null
  const [first, second] = tree.of as [MathTree, MathTree]
  if (tree.name === 'negate') {
    const inner = ofTerm(first)
    return inner && negate(inner)
  }
  if (tree.name === 'add') {
    const terms = tree.of.map(ofTerm)
    return terms.includes(null) ? null : apply('add', ...(terms as MathTree[]))
  }
  if (tree.name === 'multiply') {
    const [constants, rest] = [
      tree.of.filter((each) => isFreeOf(each, name)),
      tree.of.filter((each) => !isFreeOf(each, name)),
    ]
    const inner = rest.length === 1 ? ofTerm(rest[0] as MathTree) : null
    return inner && apply('multiply', ...constants, inner)
  }
  if (tree.name === 'divide' && isFreeOf(second, name)) {
    const inner = ofTerm(first)
    return inner && apply('divide', inner, second)
  }
  // 1/(1 + x²), and e, sine and cosine of a·x + b.
  if (tree.name === 'divide' && isFreeOf(first, name) && isOnePlusSquare(second, name)) {
    return apply('multiply', first, apply('atan', x))
  }
  const isExponential = tree.name === 'exp' || (tree.name === 'power' && first.kind === 'symbol' && first.name === 'e')
  const argument = tree.name === 'power' ? second : first
  const slope = slopeOf(argument, name)
  if (slope === null) return null
  const scaled = (of: MathTree): MathTree => apply('divide', of, number(slope))
  if (isExponential) return scaled(tree)
  if (tree.name === 'sin') return scaled(negate(apply('cos', first)))
  return tree.name === 'cos' ? scaled(apply('sin', first)) : null
}

/** Sums of rational powers of x; a negative power only where zero is not between the bounds. */
function polynomialIntegral(tree: MathTree, name: string, lower: MathTree, upper: MathTree): MathTree | null {
  const form = normalForm(tree, { steps: 0 })
  const bottoms = form === null ? [] : [...form.bottom.values()]
  const below = bottoms[0]
  if (form === null || below === undefined || bottoms.length > 1) return null
  const powerOf = (monomial: readonly (readonly [string, number])[]): number | null =>
    monomial.every(([each]) => each === name) ? (monomial[0]?.[1] ?? 0) : null
  const lowered = powerOf(below.monomial)
  if (lowered === null) return null
  const x = symbol(name)
  const terms: MathTree[] = []
  for (const { monomial, coefficient } of form.top.values()) {
    const raised = powerOf(monomial)
    const share = divide(coefficient, below.coefficient)
    if (raised === null || share === null) return null
    const power = whole(BigInt(raised - lowered))
    if (compare(power, zero) < 0 && !isPositive(lower, upper)) return null
    const next = add(power, one)
    const integral =
      next.numerator === 0n ? apply('ln', x) : apply('divide', apply('power', x, number(next)), number(next))
    terms.push(apply('multiply', number(share), integral))
  }
  return terms.length === 0 ? number(zero) : apply('add', number(zero), ...terms)
}

/** Whether both bounds are positive rational numbers. */
function isPositive(...bounds: readonly MathTree[]): boolean {
  return bounds.every((bound) => {
    if (bound.kind === 'symbol') return bound.name === 'e' || bound.name === 'pi'
    const form = normalForm(bound, { steps: 0 })
    const value = form && valueOf(form)
    return value !== null && value.numerator > 0n
  })
}

function isOnePlusSquare(tree: MathTree, name: string): boolean {
  const square = apply('add', number(one), apply('power', symbol(name), number(whole(2n))))
  return isExactlyZero(apply('add', tree, negate(square)))
}

/** a of a·x + b with rational a other than zero; null for anything else. */
function slopeOf(tree: MathTree, name: string): Rational | null {
  const slope = derivativeOf(tree, name)
  const form = slope && normalForm(slope, { steps: 0 })
  const value = form && constantOf(form.bottom) !== null ? valueOf(form) : null
  return value === null || value.numerator === 0n ? null : value
}
