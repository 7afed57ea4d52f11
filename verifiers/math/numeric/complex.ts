// Complex numbers over a real field with error bounds. A number that is real by construction has no imaginary part at
// all, so that branch cuts along the real axis are decided and not guessed. Principal values, except that odd roots of
// negative numbers are real, as school mathematics has it.
import { one, zero, type Rational } from '../../number/rational.ts'
import { undetermined, type RealField } from './real-field.ts'

export interface Complex<R> {
  readonly real: R
  /** Null where the number is known to be real. */
  readonly imaginary: R | null
}

export interface ComplexField<R> {
  readonly field: RealField<R>
  of(real: R): Complex<R>
  rational(value: Rational): Complex<R>
  readonly i: Complex<R>
  add(left: Complex<R>, right: Complex<R>): Complex<R>
  negate(value: Complex<R>): Complex<R>
  multiply(left: Complex<R>, right: Complex<R>): Complex<R>
  divide(left: Complex<R>, right: Complex<R>): Complex<R>
  exp(value: Complex<R>): Complex<R>
  ln(value: Complex<R>): Complex<R>
  sqrt(value: Complex<R>): Complex<R>
  power(base: Complex<R>, exponent: Complex<R>): Complex<R>
  raise(base: Complex<R>, exponent: Rational): Complex<R>
  abs(value: Complex<R>): Complex<R>
  sin(value: Complex<R>): Complex<R>
  cos(value: Complex<R>): Complex<R>
  atan(value: Complex<R>): Complex<R>
  asin(value: Complex<R>): Complex<R>
  /** Whether the number is surely not zero. */
  isNonzero(value: Complex<R>): boolean
}

const half: Rational = { numerator: 1n, denominator: 2n }
const largestRepeated = 4096n

export function complexField<R>(field: RealField<R>): ComplexField<R> {
  const nought = field.fromRational(zero)
  const unit = field.fromRational(one)
  const of = (real: R): Complex<R> => ({ real, imaginary: null })
  const subtract = (left: R, right: R): R => field.add(left, field.negate(right))
  const square = (value: R): R => field.multiply(value, value)
  const onlyReal = ({ real, imaginary }: Complex<R>): R => (imaginary === null ? real : undetermined())
  const angle = ({ real, imaginary }: Complex<R>): R => {
    if (imaginary === null)
      return field.sign(real) === 1 ? nought : field.sign(real) === -1 ? field.pi() : undetermined()
    const [across, up] = [field.sign(real), field.sign(imaginary)]
    if (across === 1) return field.atan(field.divide(imaginary, real))
    if (up === null || up === 0) {
      if (up === 0 && across === -1) return field.pi()
      return undetermined()
    }
    const quarter = field.multiply(field.pi(), field.fromRational({ numerator: BigInt(up), denominator: 2n }))
    return subtract(quarter, field.atan(field.divide(real, imaginary)))
  }
  const numbers: ComplexField<R> = {
    field,
    of,
    rational: (value) => of(field.fromRational(value)),
    i: { real: nought, imaginary: unit },
    add: (left, right) => ({
      real: field.add(left.real, right.real),
      imaginary:
        left.imaginary === null
          ? right.imaginary
          : right.imaginary === null
            ? left.imaginary
            : field.add(left.imaginary, right.imaginary),
    }),
    negate: ({ real, imaginary }) => ({
      real: field.negate(real),
      imaginary: imaginary === null ? null : field.negate(imaginary),
    }),
    multiply: (left, right) => {
      if (left.imaginary === null && right.imaginary === null) return of(field.multiply(left.real, right.real))
      const [a, b, c, d] = [left.real, left.imaginary, right.real, right.imaginary]
      if (b === null) return { real: field.multiply(a, c), imaginary: field.multiply(a, d as R) }
      if (d === null) return { real: field.multiply(a, c), imaginary: field.multiply(b, c) }
      return {
        real: subtract(field.multiply(a, c), field.multiply(b, d)),
        imaginary: field.add(field.multiply(a, d), field.multiply(b, c)),
      }
    },
    divide: (left, right) => {
      if (right.imaginary === null) {
        const real = field.divide(left.real, right.real)
        return { real, imaginary: left.imaginary === null ? null : field.divide(left.imaginary, right.real) }
      }
      const size = field.add(square(right.real), square(right.imaginary))
      const conjugate = { real: right.real, imaginary: field.negate(right.imaginary) }
      const top = numbers.multiply(left, conjugate)
      return { real: field.divide(top.real, size), imaginary: field.divide(top.imaginary as R, size) }
    },
    exp: ({ real, imaginary }) => {
      const size = field.exp(real)
      if (imaginary === null) return of(size)
      return { real: field.multiply(size, field.cos(imaginary)), imaginary: field.multiply(size, field.sin(imaginary)) }
    },
    ln: (value) => {
      if (value.imaginary === null && field.sign(value.real) === 1) return of(field.ln(value.real))
      const size = numbers.abs(value).real
      if (field.sign(size) !== 1) undetermined()
      return { real: field.ln(size), imaginary: angle(value) }
    },
    sqrt: (value) => {
      if (value.imaginary !== null) return numbers.raise(value, half)
      const sign = field.sign(value.real)
      if (sign === null) return undetermined()
      if (sign >= 0) return of(field.sqrt(value.real))
      return { real: nought, imaginary: field.sqrt(field.negate(value.real)) }
    },
    raise: (base, exponent) => {
      const { numerator, denominator } = exponent
      const count = numerator < 0n ? -numerator : numerator
      if (denominator === 1n && count <= largestRepeated) {
        const raised = repeated(base, count)
        return numerator < 0n ? numbers.divide(of(unit), raised) : raised
      }
      if (denominator === 2n && base.imaginary === null && count <= largestRepeated) {
        return numbers.raise(numbers.sqrt(base), { numerator, denominator: 1n })
      }
      if (base.imaginary === null) {
        const sign = field.sign(base.real)
        if (sign === 0) return numerator > 0n ? of(nought) : undetermined()
        if (sign === -1 && denominator % 2n === 1n) {
          const size = numbers.raise(of(field.negate(base.real)), exponent)
          return numerator % 2n === 0n ? size : numbers.negate(size)
        }
      }
      return numbers.exp(numbers.multiply(numbers.ln(base), numbers.rational(exponent)))
    },
    power: (base, exponent) => {
      if (base.imaginary === null && exponent.imaginary === null && field.sign(base.real) !== 1) {
        // A negative base has a real power only at whole exponents.
        const whole = field.floor(exponent.real)
        const isWhole =
          whole !== null &&
          field.sign(subtract(exponent.real, field.fromRational({ numerator: whole, denominator: 1n }))) === 0
        if (isWhole && whole !== null) return numbers.raise(base, { numerator: whole, denominator: 1n })
        if (field.sign(base.real) === 0 && field.sign(exponent.real) === 1) return of(nought)
      }
      return numbers.exp(numbers.multiply(numbers.ln(base), exponent))
    },
    abs: ({ real, imaginary }) => {
      if (imaginary !== null) return of(field.sqrt(field.add(square(real), square(imaginary))))
      const sign = field.sign(real)
      return sign === -1 ? of(field.negate(real)) : sign === null ? undetermined() : of(real)
    },
    sin: (value) => {
      if (value.imaginary === null) return of(field.sin(value.real))
      const [plus, minus] = turned(value)
      return numbers.divide(
        numbers.add(plus, numbers.negate(minus)),
        numbers.multiply(numbers.i, numbers.rational(two)),
      )
    },
    cos: (value) => {
      if (value.imaginary === null) return of(field.cos(value.real))
      const [plus, minus] = turned(value)
      return numbers.divide(numbers.add(plus, minus), numbers.rational(two))
    },
    atan: (value) => of(field.atan(onlyReal(value))),
    // 2 arctan(x / (1 + √(1 − x²))) has no singular point at ±1.
    asin: (value) => {
      const sine = onlyReal(value)
      const rest = subtract(unit, square(sine))
      const sign = field.sign(rest)
      if (sign === null || sign < 0) return undetermined()
      const ratio = field.divide(sine, field.add(unit, field.sqrt(rest)))
      return of(field.multiply(field.fromRational(two), field.atan(ratio)))
    },
    isNonzero: ({ real, imaginary }) => {
      const signs = [field.sign(real), imaginary === null ? 0 : field.sign(imaginary)]
      return signs.some((sign) => sign === 1 || sign === -1)
    },
  }
  const turned = (value: Complex<R>): readonly [Complex<R>, Complex<R>] => {
    const angle = numbers.multiply(numbers.i, value)
    return [numbers.exp(angle), numbers.exp(numbers.negate(angle))]
  }
  const repeated = (base: Complex<R>, count: bigint): Complex<R> => {
    let result = of(unit)
    let factor = base
    for (let rest = count; rest > 0n; rest >>= 1n) {
      if (rest & 1n) result = numbers.multiply(result, factor)
      if (rest > 1n) factor = numbers.multiply(factor, factor)
    }
    return result
  }
  return numbers
}

const two: Rational = { numerator: 2n, denominator: 1n }
