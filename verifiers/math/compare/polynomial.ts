// Polynomials with rational coefficients over symbols, square roots of primes and the imaginary unit. Roots of
// different primes are independent over the rationals, so two polynomials are equal exactly when their terms are.
import { add as addRational, multiply as multiplyRational, type Rational } from '../../number/rational.ts'
import { bitLength, mostBits, mostSteps, mostTerms, OverLimit } from '../bounds/limits.ts'

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
      const plain = multiplyRational(one.coefficient, other.coefficient)
      const coefficient = bounded(
        factor === 1n ? plain : multiplyRational(plain, { numerator: factor, denominator: 1n }),
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

/** The product as a monomial and a whole factor that squares of roots leave. Both sides are in the order of their names. */
function multiplyMonomials(left: Monomial, right: Monomial): { monomial: Monomial; factor: bigint } {
  if (left.length === 0) return { monomial: right, factor: 1n }
  if (right.length === 0) return { monomial: left, factor: 1n }
  const monomial: (readonly [string, number])[] = []
  let factor = 1n
  for (let one = 0, other = 0; one < left.length || other < right.length;) {
    const [first, second] = [left[one], right[other]]
    if (second === undefined || (first !== undefined && first[0] < second[0])) {
      monomial.push(first as readonly [string, number])
      one++
    } else if (first === undefined || second[0] < first[0]) {
      monomial.push(second)
      other++
    } else {
      const [name, total] = [first[0], first[1] + second[1]]
      const square = name === 'i' ? -1n : name.startsWith('√') ? BigInt(name.slice(1)) : null
      if (square === null || total !== 2) monomial.push([name, total])
      else factor *= square
      one++
      other++
    }
  }
  return { monomial, factor }
}

function keyOf(monomial: Monomial): string {
  let key = ''
  for (const [name, exponent] of monomial) key += `${name}^${exponent} `
  return key
}
