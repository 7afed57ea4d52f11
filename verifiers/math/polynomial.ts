// Polynomials with rational coefficients over symbols, square roots of primes and the imaginary unit. Roots of
// different primes are independent over the rationals, so two polynomials are equal exactly when their terms are.
import { add as addRational, multiply as multiplyRational, type Rational } from '../number/rational.ts'
import { bitLength, mostBits, mostSteps, mostTerms, OverLimit } from './limits.ts'

/** A power product: names in order with their exponents. `√3` squares to 3, `i` to -1. */
type Monomial = readonly (readonly [name: string, exponent: number])[]

interface Term {
  readonly monomial: Monomial
  readonly coefficient: Rational
}

/** Terms by the text of their monomial; no coefficient is zero. */
export type Polynomial = ReadonlyMap<string, Term>

/** Counts multiplications of terms, over one comparison. */
export interface Budget {
  steps: number
}

export function constant(value: Rational): Polynomial {
  return value.numerator === 0n ? new Map() : new Map([['', { monomial: [], coefficient: value }]])
}

export function variable(name: string): Polynomial {
  const monomial: Monomial = [[name, 1]]
  return new Map([[keyOf(monomial), { monomial, coefficient: { numerator: 1n, denominator: 1n } }]])
}

/** The value of a polynomial without symbols, or null. */
export function constantOf(polynomial: Polynomial): Rational | null {
  if (polynomial.size === 0) return { numerator: 0n, denominator: 1n }
  return polynomial.size === 1 ? (polynomial.get('')?.coefficient ?? null) : null
}

/** @throws OverLimit past 512 terms */
export function addPolynomials(left: Polynomial, right: Polynomial): Polynomial {
  const sum = new Map(left)
  for (const [key, term] of right) accumulate(sum, key, term)
  return sum
}

export function scale(polynomial: Polynomial, factor: Rational): Polynomial {
  if (factor.numerator === 0n) return new Map()
  return new Map(
    [...polynomial].map(([key, { monomial, coefficient }]) => [
      key,
      { monomial, coefficient: bounded(multiplyRational(coefficient, factor)) },
    ]),
  )
}

/** @throws OverLimit past the budget of steps, 512 terms, or 65,536 bits in a coefficient */
export function multiplyPolynomials(left: Polynomial, right: Polynomial, budget: Budget): Polynomial {
  const product = new Map<string, Term>()
  budget.steps += left.size * right.size
  if (budget.steps > mostSteps) throw new OverLimit(`more than ${mostSteps} multiplications of terms`)
  for (const one of left.values()) {
    for (const other of right.values()) {
      const { monomial, factor } = multiplyMonomials(one.monomial, other.monomial)
      const coefficient = bounded(
        multiplyRational(multiplyRational(one.coefficient, other.coefficient), { numerator: factor, denominator: 1n }),
      )
      accumulate(product, keyOf(monomial), { monomial, coefficient })
    }
  }
  return product
}

/** The text of a polynomial: equal for equal polynomials, whatever the order in which they were built. */
export function polynomialKey(polynomial: Polynomial): string {
  return [...polynomial]
    .map(([key, { coefficient }]) => `${coefficient.numerator}/${coefficient.denominator} ${key}`)
    .sort()
    .join(' + ')
}

export function equalPolynomials(left: Polynomial, right: Polynomial): boolean {
  if (left.size !== right.size) return false
  for (const [key, { coefficient }] of left) {
    const other = right.get(key)?.coefficient
    if (other?.numerator !== coefficient.numerator || other.denominator !== coefficient.denominator) return false
  }
  return true
}

function accumulate(sum: Map<string, Term>, key: string, term: Term): void {
  const known = sum.get(key)
  const coefficient = known === undefined ? term.coefficient : bounded(addRational(known.coefficient, term.coefficient))
  if (coefficient.numerator === 0n) sum.delete(key)
  else sum.set(key, { monomial: term.monomial, coefficient })
  if (sum.size > mostTerms) throw new OverLimit(`more than ${mostTerms} terms`)
}

function bounded(value: Rational): Rational {
  if (bitLength(value.numerator) > mostBits || bitLength(value.denominator) > mostBits) {
    throw new OverLimit(`a number of more than ${mostBits} bits`)
  }
  return value
}

/** The product as a monomial and a whole factor that squares of roots leave. */
function multiplyMonomials(left: Monomial, right: Monomial): { monomial: Monomial; factor: bigint } {
  const exponents = new Map(left)
  let factor = 1n
  for (const [name, exponent] of right) {
    const total = (exponents.get(name) ?? 0) + exponent
    const square = name === 'i' ? -1n : name.startsWith('√') ? BigInt(name.slice(1)) : null
    if (square !== null && total === 2) {
      factor *= square
      exponents.delete(name)
    } else {
      exponents.set(name, total)
    }
  }
  return { monomial: [...exponents].sort(([a], [b]) => (a < b ? -1 : 1)), factor }
}

function keyOf(monomial: Monomial): string {
  return monomial.map(([name, exponent]) => `${name}^${exponent}`).join(' ')
}
