// A tree as one fraction of two polynomials. Two trees are equal where their fractions are: exact, so equality found
// here is certain. A function whose value is not rational stays a symbol of its own, named by its argument's form.
import { absolute, compare, divide, multiply, one, rational, whole, type Rational } from '../../number/rational.ts'
import { bitLength, mostBits, mostDigits, OverLimit } from '../bounds/limits.ts'
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
import { treeKey, type ApplyTree, type MathTree } from '../read/tree.ts'
import { wholeRoot } from '../numeric/fixed-point.ts'
import { roundedFunction } from './rounded-functions.ts'

export interface NormalForm {
  readonly top: Polynomial
  /** Never zero. */
  readonly bottom: Polynomial
}

/** Thrown for a value that does not exist, such as 1/0. */
export class UndefinedValue extends Error {}

const highestPower = 64
const largestFactorial = 3000n
const largestBinomial = 2000n
const largestTrialDivisor = 1000n
const minusOne = whole(-1n)

const smallPrimes: readonly number[] = Array.from(
  { length: Number(largestTrialDivisor) - 1 },
  (_, index) => index + 2,
).filter((candidate) =>
  Array.from({ length: Math.floor(Math.sqrt(candidate)) - 1 }, (_, index) => index + 2).every(
    (divisor) => candidate % divisor !== 0,
  ),
)

/**
 * The form of an expression; null for what is no expression (text, lists, relations).
 * @throws OverLimit past a bound of `limits.ts`; UndefinedValue for a division by zero
 * @example valueOf(normalForm(apply('divide', number(one), number(two)), { steps: 0 })) // 1/2
 */
export function normalForm(tree: MathTree, budget: Budget): NormalForm | null {
  switch (tree.kind) {
    case 'number':
      return { top: constant(tree.value), bottom: constant(one) }
    case 'symbol':
      return { top: variable(tree.name === 'I' ? 'i' : tree.name), bottom: constant(one) }
    case 'apply':
      return applied(tree, budget)
    default:
      return null
  }
}

function applied(tree: ApplyTree, budget: Budget): NormalForm | null {
  // Bounds of sums are relations: what they hold is compared as it is written.
  if (asWritten.has(tree.name)) return { top: variable(treeKey(tree)), bottom: constant(one) }
  if (arithmetic.has(tree.name) && tree.of.some(isInfinite)) throw new UndefinedValue('it calculates with infinity')
  const forms = tree.of.map((each) => normalForm(each, budget))
  const [first, second] = forms
  if (forms.includes(null) || first === undefined || first === null) return null
  const rest = forms.slice(1) as NormalForm[]
  switch (tree.name) {
    case 'add':
      return rest.reduce((sum, term) => operate('+', sum, term, budget), first)
    case 'multiply':
      return rest.reduce((product, factor) => operate('*', product, factor, budget), first)
    case 'divide':
      return operate('/', first, second as NormalForm, budget)
    case 'power':
      return power(first, second as NormalForm, budget)
    case 'negate':
      return { top: scale(first.top, minusOne), bottom: first.bottom }
    case 'percent':
      return { top: scale(first.top, { numerator: 1n, denominator: 100n }), bottom: first.bottom }
    case 'degrees':
      return operate(
        '*',
        { top: scale(variable('pi'), { numerator: 1n, denominator: 180n }), bottom: constant(one) },
        first,
        budget,
      )
    case 'factorial':
      return factorial(first)
    default:
      return call(tree.name, forms as NormalForm[], budget)
  }
}

const arithmetic = new Set(['add', 'multiply', 'divide', 'power'])

function isInfinite(tree: MathTree): boolean {
  if (tree.kind === 'apply' && tree.name === 'negate') return tree.of.some(isInfinite)
  return tree.kind === 'symbol' && tree.name === 'infty'
}

const asWritten = new Set(['sum', 'prod', 'lim', 'integral', 'derivative', 'det'])

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
  if (value === null) return powerOfSum(base, exponent, budget)
  if (value.denominator === 2n && bitLength(value.numerator) <= 53) {
    const root = squareRoot(base, budget)
    return power(root, { top: constant(whole(value.numerator)), bottom: constant(one) }, budget)
  }
  if (value.denominator !== 1n) return fractionalPower(base, value, budget)
  if (value.numerator === 0n && base.top.size === 0) throw new UndefinedValue('it is zero to the power of zero')
  if (value.numerator < 0n && base.top.size === 0) throw new UndefinedValue('it divides by zero')
  const count = Number(value.numerator < 0n ? -value.numerator : value.numerator)
  const number = valueOf(base)
  const raised = number === null ? raiseForm(base, count, budget) : raiseNumber(number, count)
  if (raised === null) return opaque('power', [base, exponent])
  return value.numerator < 0n ? lowest({ top: raised.bottom, bottom: raised.top }) : raised
}

/** b^(p + q) = b^p · b^q, with what each term of the exponent makes as a symbol of its own. */
function powerOfSum(base: NormalForm, exponent: NormalForm, budget: Budget): NormalForm {
  const denominator = constantOf(exponent.bottom)
  if (denominator === null || base.top.size === 0) return opaque('power', [base, exponent])
  let product: NormalForm = { top: constant(one), bottom: constant(one) }
  for (const { monomial, coefficient } of exponent.top.values()) {
    const share = divide(coefficient, denominator) as Rational
    const count = share.numerator < 0n ? -share.numerator : share.numerator
    if (count > BigInt(highestPower)) return opaque('power', [base, exponent])
    let factor: NormalForm
    if (monomial.length === 0) factor = power(base, { top: constant(share), bottom: constant(one) }, budget)
    else {
      const term = new Map([['', { monomial, coefficient: { numerator: 1n, denominator: share.denominator } }]])
      const named = opaque('power', [base, { top: term, bottom: constant(one) }], monomial)
      const raised = raiseForm(named, Number(count), budget) as NormalForm
      factor = share.numerator < 0n ? { top: raised.bottom, bottom: raised.top } : raised
    }
    product = operate('*', product, factor, budget)
  }
  return product
}

/** b^(p/q) as the p-th power of a symbol for b^(1/q). */
function fractionalPower(base: NormalForm, value: Rational, budget: Budget): NormalForm {
  const exponent = { top: constant({ numerator: 1n, denominator: value.denominator }), bottom: constant(one) }
  const named = opaque('power', [base, exponent])
  const count = value.numerator < 0n ? -value.numerator : value.numerator
  const raised = count <= BigInt(highestPower) ? raiseForm(named, Number(count), budget) : null
  if (raised === null) return opaque('power', [base, { top: constant(value), bottom: constant(one) }])
  return value.numerator < 0n ? { top: raised.bottom, bottom: raised.top } : raised
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
  const values = forms.map(valueOf)
  if (values.every((value) => value !== null)) {
    const exact = roundedFunction(name, values)
    if (exact !== null) return { top: constant(exact), bottom: constant(one) }
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
  const takeOut = (prime: bigint): void => {
    let count = 0
    for (; rest % prime === 0n; count++) rest /= prime
    outside *= prime ** BigInt(count >> 1)
    if (count % 2 === 1) root = multiplyPolynomials(root, variable(`√${prime}`), budget)
  }
  for (const prime of smallPrimes) {
    if (rest < BigInt(prime * prime)) break
    const divides = rest <= Number.MAX_SAFE_INTEGER ? Number(rest) % prime === 0 : rest % BigInt(prime) === 0n
    if (divides) takeOut(BigInt(prime))
  }
  const exact = perfectRoot(rest)
  if (exact !== null) outside *= exact
  // A rest without a divisor up to 1,000 that is below its square is prime; a larger one may not be.
  else if (rest > largestTrialDivisor * largestTrialDivisor) return opaque('sqrt', [of])
  else root = multiplyPolynomials(root, variable(`√${rest}`), budget)
  if (value.numerator < 0n) root = multiplyPolynomials(root, variable('i'), budget)
  const factor = rational(outside, size.denominator) as Rational
  return { top: scale(root, factor), bottom: constant(one) }
}

/** The whole root of a perfect square, or null. */
function perfectRoot(value: bigint): bigint | null {
  const root = wholeRoot(value)
  return root * root === value ? root : null
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
  if (!isKnown || n.numerator > largestBinomial || n.numerator < 0n) return opaque('binomial', [upper, lower])
  if (k.numerator < 0n || compare(k, n) > 0) return { top: constant(whole(0n)), bottom: constant(one) }
  let value = one
  for (let index = 1n; index <= k.numerator; index++) {
    value = multiply(value, rational(n.numerator - index + 1n, index) as Rational)
  }
  return { top: constant(value), bottom: constant(one) }
}

/** A symbol that stands for a function's value: the same function of the same arguments is the same symbol. */
function opaque(name: string, forms: readonly NormalForm[], monomial?: unknown): NormalForm {
  const keys = forms.map((form) => `${polynomialKey(form.top)} over ${polynomialKey(form.bottom)}`)
  const key = monomial === undefined ? keys.join('; ') : `${keys.join('; ')}; ${JSON.stringify(monomial)}`
  if (key.length > mostDigits * 4) throw new OverLimit('an argument too long to be named')
  return { top: variable(`${name}(${key})`), bottom: constant(one) }
}

function exactBits(value: bigint): number {
  return value.toString(2).length
}
