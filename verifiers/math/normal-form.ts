// A tree as one fraction of two polynomials. Two trees are equal where their fractions are: exact, so equality found
// here is certain. A function whose value is not rational stays a symbol of its own, named by its argument's form.
import { absolute, compare, multiply, one, rational, whole, type Rational } from '../number/rational.ts'
import { bitLength, mostBits, mostDigits, OverLimit } from './limits.ts'
import {
  addPolynomials,
  constant,
  constantOf,
  equalPolynomials,
  multiplyPolynomials,
  polynomialKey,
  scale,
  variable,
  type Budget,
  type Polynomial,
} from './polynomial.ts'
import type { MathTree } from './tree.ts'

export interface NormalForm {
  readonly top: Polynomial
  /** Never zero. */
  readonly bottom: Polynomial
}

/** Thrown for a value that does not exist, such as 1/0. */
export class UndefinedValue extends Error {}

const highestPower = 64
const largestFactorial = 2000n
const largestTrialDivisor = 1000n
const minusOne = whole(-1n)

/**
 * The form of an expression; null for what is no expression (text, lists, relations).
 * @throws OverLimit past a bound of `limits.ts`; UndefinedValue for a division by zero
 * @example valueOf(normalForm(parse(tokenise('\\frac{1}{2} + 50\\%')), { steps: 0 })) // 1
 */
export function normalForm(tree: MathTree, budget: Budget): NormalForm | null {
  switch (tree.kind) {
    case 'number':
      return { top: constant(tree.value), bottom: constant(one) }
    case 'symbol':
      return { top: variable(tree.name), bottom: constant(one) }
    case 'negative': {
      const form = normalForm(tree.of, budget)
      return form && { top: scale(form.top, minusOne), bottom: form.bottom }
    }
    case 'percent': {
      const form = normalForm(tree.of, budget)
      return form && { top: scale(form.top, { numerator: 1n, denominator: 100n }), bottom: form.bottom }
    }
    case 'factorial': {
      const form = normalForm(tree.of, budget)
      return form && factorial(form)
    }
    case 'operation': {
      const left = normalForm(tree.left, budget)
      const right = left && normalForm(tree.right, budget)
      return left && right && operate(tree.operator, left, right, budget)
    }
    case 'call': {
      const forms = tree.of.map((each) => normalForm(each, budget))
      return forms.includes(null) ? null : call(tree.name, forms as NormalForm[], budget)
    }
    default:
      return null
  }
}

/** The rational value of a form without symbols, or null. */
export function valueOf(form: NormalForm): Rational | null {
  const top = constantOf(form.top)
  const bottom = constantOf(form.bottom)
  return top && bottom && rational(top.numerator * bottom.denominator, top.denominator * bottom.numerator)
}

/** Whether two forms are the same function: their cross products are the same polynomial. */
export function equalForms(left: NormalForm, right: NormalForm, budget: Budget): boolean {
  return equalPolynomials(
    multiplyPolynomials(left.top, right.bottom, budget),
    multiplyPolynomials(right.top, left.bottom, budget),
  )
}

function operate(operator: string, left: NormalForm, right: NormalForm, budget: Budget): NormalForm {
  const times = (one: Polynomial, other: Polynomial): Polynomial => multiplyPolynomials(one, other, budget)
  switch (operator) {
    case '+':
    case '-': {
      const crossed = times(right.top, left.bottom)
      const signed = operator === '-' ? scale(crossed, minusOne) : crossed
      return { top: addPolynomials(times(left.top, right.bottom), signed), bottom: times(left.bottom, right.bottom) }
    }
    case '*':
      return lowest({ top: times(left.top, right.top), bottom: times(left.bottom, right.bottom) })
    case '/':
      if (right.top.size === 0) throw new UndefinedValue('it divides by zero')
      return lowest({ top: times(left.top, right.bottom), bottom: times(left.bottom, right.top) })
    default:
      return power(left, right, budget)
  }
}

/** A fraction of two numbers becomes one number, so that coefficients stay small. */
function lowest(form: NormalForm): NormalForm {
  const value = valueOf(form)
  return value === null ? form : { top: constant(value), bottom: constant(one) }
}

function power(base: NormalForm, exponent: NormalForm, budget: Budget): NormalForm {
  const value = valueOf(exponent)
  if (value === null) return opaque('power', [base, exponent])
  if (value.denominator === 2n && bitLength(value.numerator) <= 53) {
    const root = squareRoot(base, budget)
    return power(root, { top: constant(whole(value.numerator)), bottom: constant(one) }, budget)
  }
  if (value.denominator !== 1n) return opaque('power', [base, exponent])
  if (value.numerator === 0n && base.top.size === 0) throw new UndefinedValue('it is zero to the power of zero')
  if (value.numerator < 0n && base.top.size === 0) throw new UndefinedValue('it divides by zero')
  const count = Number(value.numerator < 0n ? -value.numerator : value.numerator)
  const number = valueOf(base)
  const raised = number === null ? raiseForm(base, count, budget) : raiseNumber(number, count)
  if (raised === null) return opaque('power', [base, exponent])
  return value.numerator < 0n ? lowest({ top: raised.bottom, bottom: raised.top }) : raised
}

function raiseNumber(base: Rational, count: number): NormalForm | null {
  const { numerator, denominator } = absolute(base)
  const isUnit = denominator === 1n && numerator <= 1n
  const bits = isUnit ? 1 : Math.max(exactBits(numerator), exactBits(denominator)) * count
  if (!(bits <= mostBits)) return null
  const exponent = isUnit ? BigInt(count % 2 === 0 ? 2 : 1) : BigInt(count)
  const value = { numerator: base.numerator ** exponent, denominator: base.denominator ** exponent }
  return { top: constant(value), bottom: constant(one) }
}

function raiseForm(base: NormalForm, count: number, budget: Budget): NormalForm | null {
  if (count > highestPower) return null
  let result: NormalForm = { top: constant(one), bottom: constant(one) }
  for (let index = 0; index < count; index++) {
    result = {
      top: multiplyPolynomials(result.top, base.top, budget),
      bottom: multiplyPolynomials(result.bottom, base.bottom, budget),
    }
  }
  return result
}

function call(name: string, forms: readonly NormalForm[], budget: Budget): NormalForm {
  const [first, second] = forms
  if (name === 'sqrt' && first !== undefined && forms.length === 1) return squareRoot(first, budget)
  if (name === 'root' && first !== undefined && second !== undefined) {
    const degree = valueOf(second)
    if (second.top.size === 0) throw new UndefinedValue('it is a root of degree zero')
    if (degree !== null && degree.denominator === 1n && degree.numerator === 2n) return squareRoot(first, budget)
    return power(first, lowest({ top: second.bottom, bottom: second.top }), budget)
  }
  if (name === 'exp' && first !== undefined && forms.length === 1) {
    return power({ top: variable('e'), bottom: constant(one) }, first, budget)
  }
  if (name === 'binomial' && first !== undefined && second !== undefined) return binomial(first, second)
  return opaque(name, forms)
}

/** The root of a rational as a product of roots of primes; of anything else a symbol of its own. */
function squareRoot(of: NormalForm, budget: Budget): NormalForm {
  const value = valueOf(of)
  if (value === null) return opaque('sqrt', [of])
  const size = absolute(value)
  // √(p/q) = √(pq)/q
  let rest = size.numerator * size.denominator
  if (bitLength(rest) > 256) return opaque('sqrt', [of])
  let outside = 1n
  let root = constant(one)
  for (let prime = 2n; prime <= largestTrialDivisor && prime * prime <= rest; prime++) {
    let count = 0
    for (; rest % prime === 0n; count++) rest /= prime
    outside *= prime ** BigInt(count >> 1)
    if (count % 2 === 1) root = multiplyPolynomials(root, variable(`√${prime}`), budget)
  }
  const exact = wholeRoot(rest)
  if (exact !== null) outside *= exact
  // A rest without a divisor up to 1,000 that is below its square is prime; a larger one may not be.
  else if (rest > largestTrialDivisor * largestTrialDivisor) return opaque('sqrt', [of])
  else root = multiplyPolynomials(root, variable(`√${rest}`), budget)
  if (value.numerator < 0n) root = multiplyPolynomials(root, variable('i'), budget)
  const factor = rational(outside, size.denominator) as Rational
  return { top: scale(root, factor), bottom: constant(one) }
}

/** The whole root of a perfect square, or null. */
function wholeRoot(value: bigint): bigint | null {
  if (value < 2n) return value
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (guess + value / guess) >> 1n
    if (next >= guess) return guess * guess === value ? guess : null
    guess = next
  }
}

function factorial(form: NormalForm): NormalForm {
  const value = valueOf(form)
  if (value === null || value.denominator !== 1n || value.numerator > largestFactorial) {
    return opaque('factorial', [form])
  }
  if (value.numerator < 0n) throw new UndefinedValue('it is the factorial of a negative number')
  let product = 1n
  for (let factor = 2n; factor <= value.numerator; factor++) product *= factor
  return { top: constant(whole(product)), bottom: constant(one) }
}

function binomial(upper: NormalForm, lower: NormalForm): NormalForm {
  const [n, k] = [valueOf(upper), valueOf(lower)]
  const isKnown = n !== null && k !== null && n.denominator === 1n && k.denominator === 1n
  if (!isKnown || n.numerator > largestFactorial || n.numerator < 0n) return opaque('binomial', [upper, lower])
  if (k.numerator < 0n || compare(k, n) > 0) return { top: constant(whole(0n)), bottom: constant(one) }
  let value = one
  for (let index = 1n; index <= k.numerator; index++) {
    value = multiply(value, rational(n.numerator - index + 1n, index) as Rational)
  }
  return { top: constant(value), bottom: constant(one) }
}

/** A symbol that stands for a function's value: the same function of the same arguments is the same symbol. */
function opaque(name: string, forms: readonly NormalForm[]): NormalForm {
  const key = forms.map((form) => `${polynomialKey(form.top)} over ${polynomialKey(form.bottom)}`).join('; ')
  if (key.length > mostDigits * 4) throw new OverLimit('an argument too long to be named')
  return { top: variable(`${name}(${key})`), bottom: constant(one) }
}

function exactBits(value: bigint): number {
  return value.toString(2).length
}
