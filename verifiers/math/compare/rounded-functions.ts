// Functions of rationals whose value is rational: rounding, the larger and the smaller, common divisors, remainders.
import { absolute, compare, divide, multiply, rational, subtract, whole, type Rational } from '../../number/rational.ts'

/**
 * The exact value; null for a function that is none of these.
 * @example roundedFunction('floor', [-7/2]) // -4
 */
export function roundedFunction(name: string, values: readonly Rational[]): Rational | null {
  const [first, second] = values as [Rational, Rational?]
  switch (name) {
    case 'floor':
      return whole(floorOf(first))
    case 'ceil':
      return whole(-floorOf({ numerator: -first.numerator, denominator: first.denominator }))
    case 'abs':
    case 'norm':
      return absolute(first)
    case 'sgn':
      return whole(BigInt(compare(first, whole(0n))))
    case 'max':
      return values.reduce((best, each) => (compare(each, best) > 0 ? each : best))
    case 'min':
      return values.reduce((best, each) => (compare(each, best) < 0 ? each : best))
    case 'gcd':
      return values.map(absolute).reduce(commonDivisor)
    case 'lcm':
      return values.map(absolute).reduce(commonMultiple)
    case 'mod': {
      const quotient = second === undefined ? null : divide(first, second)
      return quotient === null ? null : subtract(first, multiply(whole(floorOf(quotient)), second as Rational))
    }
    default:
      return null
  }
}

function floorOf({ numerator, denominator }: Rational): bigint {
  const quotient = numerator / denominator
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient
}

/** Of fractions as well: gcd(2.4, 3.6) = 1.2. */
function commonDivisor(left: Rational, right: Rational): Rational {
  const [larger, smaller] = [left.numerator * right.denominator, right.numerator * left.denominator]
  return rational(greatestCommonDivisor(larger, smaller), left.denominator * right.denominator) as Rational
}

function commonMultiple(left: Rational, right: Rational): Rational {
  const divisor = commonDivisor(left, right)
  return divide(multiply(left, right), divisor) ?? whole(0n)
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [larger, smaller] = [left, right]
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller]
  return larger
}
