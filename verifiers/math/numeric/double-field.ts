// Doubles with a running bound on their error (Higham, Accuracy and Stability of Numerical Algorithms, section 3.3).
// The first and cheapest precision. V8's elementary functions are fdlibm's, whose error is below one unit in the last
// place; four are allowed here.
import type { Rational } from '../../number/rational.ts'
import { undetermined, type RealField } from './real-field.ts'

export interface Double {
  readonly value: number
  /** The true value differs by no more. */
  readonly error: number
}

const unit = 2 ** -52
const tiny = Number.MIN_VALUE * 16

function checked(value: number, error: number): Double {
  if (!Number.isFinite(value) || !Number.isFinite(error)) undetermined()
  // The bound itself is computed with rounding.
  return { value, error: error * (1 + 8 * unit) }
}

const rounded = (value: number): number => Math.abs(value) * unit + (value === 0 ? 0 : tiny)

export const doubleField: RealField<Double> = {
  bits: 53,
  fromRational: ({ numerator, denominator }: Rational) => {
    const value = Number(numerator) / Number(denominator)
    const isExact = denominator === 1n && Number.isSafeInteger(value)
    return checked(value, isExact ? 0 : 2 * rounded(value))
  },
  pi: () => ({ value: Math.PI, error: unit * 4 }),
  add: (left, right) => {
    const value = left.value + right.value
    const isExact = Number.isSafeInteger(value) && Number.isInteger(left.value) && Number.isInteger(right.value)
    return checked(value, left.error + right.error + (isExact ? 0 : rounded(value)))
  },
  negate: ({ value, error }) => ({ value: -value, error }),
  multiply: (left, right) => {
    const value = left.value * right.value
    const isExact = Number.isSafeInteger(value) && Number.isInteger(left.value) && Number.isInteger(right.value)
    const spread = Math.abs(left.value) * right.error + Math.abs(right.value) * left.error + left.error * right.error
    return checked(value, spread + (isExact ? 0 : rounded(value) + (left.value === 0 || right.value === 0 ? 0 : tiny)))
  },
  divide: (left, right) => {
    const least = Math.abs(right.value) - right.error
    if (!(least > 0)) undetermined()
    const value = left.value / right.value
    return checked(value, (left.error + Math.abs(value) * right.error) / least + rounded(value) + tiny)
  },
  sqrt: ({ value, error }) => {
    const root = Math.sqrt(Math.max(0, value))
    return checked(
      root,
      error === 0 ? rounded(root) : error / Math.sqrt(Math.max(value - error, error)) + rounded(root),
    )
  },
  exp: ({ value, error }) => {
    const result = Math.exp(value)
    if (error > 1) undetermined()
    return checked(result, result * 2 * error + 4 * rounded(result) + tiny)
  },
  ln: ({ value, error }) => {
    const result = Math.log(value)
    return checked(result, error / (value - error) + 4 * rounded(result))
  },
  sin: ({ value, error }) => checkedCircular(Math.sin(value), value, error),
  cos: ({ value, error }) => checkedCircular(Math.cos(value), value, error),
  atan: ({ value, error }) => checked(Math.atan(value), error + 4 * rounded(Math.atan(value))),
  sign: ({ value, error }) => (value > error ? 1 : value < -error ? -1 : value === 0 && error === 0 ? 0 : null),
  floor: ({ value, error }) => {
    const below = Math.floor(value - error)
    return below === Math.floor(value + error) && Math.abs(below) < 2 ** 52 ? BigInt(below) : null
  },
  toNumber: ({ value }) => value,
  uncertainty: ({ value, error }) => error / Math.max(1e-300, Math.abs(value)),
}

function checkedCircular(result: number, argument: number, error: number): Double {
  if (Math.abs(argument) > 2 ** 40 || error > 1) undetermined()
  return checked(result, error + 4 * unit)
}
