// Ball arithmetic on BigInt floating point: (middle ± radius)·2^exponent holds the true value. Relative by nature, so
// that e^-40 and 2^-99 keep all their bits. Method: J. van der Hoeven, "Ball arithmetic" (2009); F. Johansson, "Arb".
import type { Rational } from '../../number/rational.ts'
import { arctanFixed, expFixed, lnFixed, lnTwoFixed, piFixed, sinCosFixed, slack, wholeRoot } from './fixed-point.ts'
import { undetermined, type RealField } from './real-field.ts'

export interface Ball {
  readonly middle: bigint
  readonly radius: bigint
  readonly exponent: number
}

/** Exponents beyond this are not computed: e^(2^30) is no answer. */
const largestExponent = 2 ** 30

function bitsOf(value: bigint): number {
  const size = value < 0n ? -value : value
  if (size < 9007199254740992n) return size === 0n ? 0 : Math.floor(Math.log2(Number(size))) + 1
  const hexadecimal = size.toString(16)
  return hexadecimal.length * 4 - Math.clz32(Number.parseInt(hexadecimal.charAt(0), 16)) + 28
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value)

/** The field of balls with middles of `bits` bits. */
export function ballField(bits: number): RealField<Ball> {
  const ball = (middle: bigint, radius: bigint, exponent: number): Ball => {
    const excess = bitsOf(middle) - bits
    if (Math.abs(exponent) > largestExponent) undetermined()
    if (excess <= 0) return { middle, radius, exponent }
    const shift = BigInt(excess)
    return { middle: middle >> shift, radius: (radius >> shift) + 2n, exponent: exponent + excess }
  }
  const exact = (value: bigint): Ball => ball(value, 0n, 0)
  const sign = ({ middle, radius }: Ball): -1 | 0 | 1 | null =>
    middle > radius ? 1 : -middle > radius ? -1 : middle === 0n && radius === 0n ? 0 : null
  /** The value over 2^places, with its error in units. */
  const fixed = ({ middle, radius, exponent }: Ball, places: number): { value: bigint; error: bigint } => {
    const shift = exponent + places
    if (shift > 4 * bits + 256) return undetermined()
    if (shift >= 0) return { value: middle << BigInt(shift), error: radius << BigInt(shift) }
    return { value: middle >> BigInt(-shift), error: (radius >> BigInt(-shift)) + 2n }
  }
  const topBit = ({ middle, exponent }: Ball): number => bitsOf(middle) + exponent
  const circular = (value: Ball): { sin: Ball; cos: Ball } => {
    const places = bits + 16 + Math.max(0, topBit(value))
    const argument = fixed(value, places)
    const half = piFixed(places) >> 1n
    const turns = (argument.value + (half >> 1n)) / half - (argument.value + (half >> 1n) < 0n ? 1n : 0n)
    const { sin, cos } = sinCosFixed(argument.value - turns * half, places)
    const error = argument.error + slack(places) + magnitude(turns) * 2n
    const quarter = Number(((turns % 4n) + 4n) % 4n)
    const signed = [
      [sin, cos],
      [cos, -sin],
      [-sin, -cos],
      [-cos, sin],
    ][quarter] as [bigint, bigint]
    return { sin: ball(signed[0], error, -places), cos: ball(signed[1], error, -places) }
  }
  const field: RealField<Ball> = {
    bits,
    fromRational: ({ numerator, denominator }: Rational) =>
      denominator === 1n ? exact(numerator) : field.divide(exact(numerator), exact(denominator)),
    pi: () => ({ middle: piFixed(bits), radius: 4n, exponent: -bits }),
    add: (left, right) => {
      const [high, low] = left.exponent >= right.exponent ? [left, right] : [right, left]
      if (high.middle === 0n && high.radius === 0n) return low
      if (low.middle === 0n && low.radius === 0n) return high
      const gap = high.exponent - low.exponent
      if (gap > 3 * bits + 64 && bitsOf(low.middle) <= bits + 2 && bitsOf(low.radius) < 2 * bits) {
        return ball(high.middle, high.radius + 1n, high.exponent)
      }
      if (gap > 1 << 20) undetermined()
      const shift = BigInt(gap)
      return ball((high.middle << shift) + low.middle, (high.radius << shift) + low.radius, low.exponent)
    },
    negate: ({ middle, radius, exponent }) => ({ middle: -middle, radius, exponent }),
    multiply: (left, right) =>
      ball(
        left.middle * right.middle,
        magnitude(left.middle) * right.radius + magnitude(right.middle) * left.radius + left.radius * right.radius,
        left.exponent + right.exponent,
      ),
    divide: (left, right) => {
      const least = magnitude(right.middle) - right.radius
      if (least <= 0n) return undetermined()
      const shift = Math.max(0, bits + bitsOf(right.middle) - bitsOf(left.middle) + 2)
      const quotient = (left.middle << BigInt(shift)) / right.middle
      const spread = (left.radius << BigInt(shift)) + (magnitude(quotient) + 1n) * right.radius
      return ball(quotient, spread / least + 2n, left.exponent - shift - right.exponent)
    },
    sqrt: ({ middle, radius, exponent }) => {
      if (middle === 0n && radius === 0n) return exact(0n)
      let shift = Math.max(0, 2 * bits - bitsOf(middle) + 2)
      if ((exponent - shift) % 2 !== 0) shift++
      const root = wholeRoot(middle << BigInt(shift))
      const spread = (radius << BigInt(shift)) / (root === 0n ? 1n : root) + 2n
      return ball(root, spread, (exponent - shift) / 2)
    },
    exp: (value) => {
      if (value.middle === 0n && value.radius === 0n) return exact(1n)
      const top = topBit(value)
      if (top > 31) return undetermined()
      const places = bits + 16 + Math.max(0, top)
      const argument = fixed(value, places)
      if (argument.error >= 1n << BigInt(places - 1)) return undetermined()
      const lnTwo = lnTwoFixed(places)
      const half = lnTwo >> 1n
      const power = (argument.value + half) / lnTwo - (argument.value + half < 0n ? 1n : 0n)
      const result = expFixed(argument.value - power * lnTwo, places)
      const absolute = argument.error + magnitude(power) * 2n
      const spread = ((result * 2n * absolute) >> BigInt(places)) + slack(places)
      return ball(result, spread, Number(power) - places)
    },
    ln: (value) => {
      const least = value.middle - value.radius
      if (least <= 0n) return undetermined()
      const places = bits + 16
      const power = topBit(value)
      const scaled = fixed({ ...value, exponent: value.exponent - power }, places)
      // The middle is in [1/2, 1); the radius enters by its share.
      const logarithm = lnFixed(scaled.value, places) + BigInt(power) * lnTwoFixed(places)
      const spread = (value.radius << BigInt(places)) / least + slack(places) + BigInt(Math.abs(power)) * 2n + 4n
      return ball(logarithm, spread, -places)
    },
    sin: (value) => (value.middle === 0n && value.radius === 0n ? exact(0n) : circular(value).sin),
    cos: (value) => (value.middle === 0n && value.radius === 0n ? exact(1n) : circular(value).cos),
    atan: (value) => {
      if (value.middle === 0n && value.radius === 0n) return exact(0n)
      if (topBit(value) > 1) {
        const inverse = field.atan(field.divide(exact(1n), value))
        const half = { middle: piFixed(bits) * (value.middle < 0n ? -1n : 1n), radius: 4n, exponent: -bits - 1 }
        return field.add(half, field.negate(inverse))
      }
      // A small argument keeps its bits: atan x is near x.
      const places = bits + 16 + Math.max(0, -topBit(value))
      if (places > 8 * bits + 256) return undetermined()
      const argument = fixed(value, places)
      return ball(arctanFixed(argument.value, places), argument.error + slack(places), -places)
    },
    sign,
    floor: (value) => {
      if (topBit(value) > bits) return null
      const places = 2 * bits
      const { value: middle, error } = fixed(value, places)
      const [low, high] = [(middle - error) >> BigInt(places), (middle + error) >> BigInt(places)]
      return low === high ? low : null
    },
    toNumber: ({ middle, exponent }) => {
      const excess = Math.max(0, bitsOf(middle) - 60)
      return Number(middle >> BigInt(excess)) * 2 ** (exponent + excess)
    },
    uncertainty: ({ middle, radius }) =>
      radius === 0n ? 0 : middle === 0n ? 1 : 2 ** (bitsOf(radius) - bitsOf(middle)),
  }
  return field
}
