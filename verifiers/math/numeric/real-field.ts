// Arithmetic with proven error bounds, whatever carries the number: every value is an interval that holds the true one.
import type { Rational } from '../../number/rational.ts'

export interface RealField<R> {
  /** Half of the last bit that the field can tell apart, as a power of two: 53 for doubles. */
  readonly bits: number
  fromRational(value: Rational): R
  pi(): R
  add(left: R, right: R): R
  negate(value: R): R
  multiply(left: R, right: R): R
  /** @throws Undetermined where the divisor may be zero */
  divide(left: R, right: R): R
  /** Of a value that is surely not negative. */
  sqrt(value: R): R
  exp(value: R): R
  /** Of a value that is surely positive. */
  ln(value: R): R
  sin(value: R): R
  cos(value: R): R
  atan(value: R): R
  /** -1, 1, 0 for exactly zero, or null where the interval holds zero and more. */
  sign(value: R): -1 | 0 | 1 | null
  /** The whole number below, or null where the interval holds a step. */
  floor(value: R): bigint | null
  toNumber(value: R): number
  /** Radius of the interval relative to 1 or to the middle, whichever is larger. */
  uncertainty(value: R): number
}

/** Thrown where a value cannot be bounded: a division by what may be zero, a branch cut, a name without a value. */
export class Undetermined extends Error {}

const singleton = new Undetermined('no bound')

/** Throws one error that is made once: a sample point that has no value is an ordinary event. */
export function undetermined(): never {
  throw singleton
}
