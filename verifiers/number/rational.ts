// Exact fractions of whole numbers of any size. No rounding anywhere: two rationals are equal or they are not.
// Callers bound the size of what they read; the operations here do not.

/** A fraction in lowest terms; the denominator is positive. */
export interface Rational {
  readonly numerator: bigint
  readonly denominator: bigint
}

/**
 * The fraction in lowest terms, or null for a zero denominator.
 * @example rational(6n, -4n) // -3/2
 */
export function rational(numerator: bigint, denominator: bigint): Rational | null {
  if (denominator === 0n) return null
  if (denominator === 1n) return { numerator, denominator }
  const sign = denominator < 0n ? -1n : 1n
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator * sign)
  return { numerator: (numerator * sign) / divisor, denominator: (denominator * sign) / divisor }
}

export function whole(value: bigint): Rational {
  return { numerator: value, denominator: 1n }
}

export const zero: Rational = whole(0n)
export const one: Rational = whole(1n)

export function add(left: Rational, right: Rational): Rational {
  if (left.denominator === right.denominator) {
    return reduced(left.numerator + right.numerator, left.denominator)
  }
  return reduced(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  )
}

export function negate(value: Rational): Rational {
  return { numerator: -value.numerator, denominator: value.denominator }
}

export function subtract(left: Rational, right: Rational): Rational {
  return add(left, negate(right))
}

export function multiply(left: Rational, right: Rational): Rational {
  return reduced(left.numerator * right.numerator, left.denominator * right.denominator)
}

/** The quotient, or null where the divisor is zero. */
export function divide(left: Rational, right: Rational): Rational | null {
  return rational(left.numerator * right.denominator, left.denominator * right.numerator)
}

export function absolute(value: Rational): Rational {
  return value.numerator < 0n ? negate(value) : value
}

/** Negative, zero or positive as `left` is less than, equal to or greater than `right`. */
export function compare(left: Rational, right: Rational): number {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function equal(left: Rational, right: Rational): boolean {
  return left.numerator === right.numerator && left.denominator === right.denominator
}

/**
 * The exact value of a finite number's shortest decimal form, or null for NaN and the infinities.
 * @example fromNumber(0.1) // 1/10, not the double nearest to it
 */
export function fromNumber(value: number): Rational | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value))
  if (match === null) return null
  const [, sign = '', integer = '', fraction = '', exponent = '0'] = match
  const digits = BigInt(`${sign}${integer}${fraction}`)
  const shift = Number(exponent) - fraction.length
  return shift >= 0 ? whole(digits * 10n ** BigInt(shift)) : rational(digits, 10n ** BigInt(-shift))
}

/** `7/3`, or `7` for a whole number. */
export function toText(value: Rational): string {
  return value.denominator === 1n ? String(value.numerator) : `${value.numerator}/${value.denominator}`
}

/** As `rational`, where the denominator is known to be positive. */
function reduced(numerator: bigint, denominator: bigint): Rational {
  if (denominator === 1n) return { numerator, denominator }
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator)
  return { numerator: numerator / divisor, denominator: denominator / divisor }
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [larger, smaller] = [left, right]
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller]
  return larger
}
