// Decimals as JSON writes them, exactly: digits times a power of ten. `1e400`, `0.1` and integers of any length are
// compared without ever being rounded, and without writing out what their exponents would make large.

export interface Decimal {
  /** Without trailing zeros; 0n for zero, whose exponent is 0. */
  readonly digits: bigint
  readonly exponent: bigint
}

/** A longer number is no answer, and arithmetic on it would take long. */
export const longestNumber = 10_000

const form = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,18}))?$/

/**
 * The value of a JSON number; null for any other text, one too long, or an exponent beyond 18 digits.
 * @example readDecimal('-1.50') // { digits: -15n, exponent: -1n }
 */
export function readDecimal(text: string): Decimal | null {
  const match = text.length > longestNumber ? null : form.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const all = (whole + fraction).replace(/^0+/, '')
  const significant = all.replace(/0+$/, '')
  if (significant === '') return { digits: 0n, exponent: 0n }
  const exponent = BigInt(power) - BigInt(fraction.length) + BigInt(all.length - significant.length)
  return { digits: BigInt(sign + significant), exponent }
}

/** A decimal as the one text that equal decimals share. */
export function decimalText({ digits, exponent }: Decimal): string {
  return `${digits}e${exponent}`
}

/** -1, 0 or 1. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const signs = [left, right].map(({ digits }) => (digits > 0n ? 1 : digits < 0n ? -1 : 0)) as [number, number]
  if (signs[0] !== signs[1] || signs[0] === 0) return Math.sign(signs[0] - signs[1])
  // The place of the first digit decides where it differs.
  const places = [left, right].map(
    ({ digits, exponent }) => exponent + BigInt(String(digits).replace('-', '').length),
  ) as [bigint, bigint]
  if (places[0] !== places[1]) return places[0] > places[1] ? signs[0] : -signs[0]
  const shift = left.exponent - right.exponent
  const difference =
    shift >= 0n ? left.digits * 10n ** shift - right.digits : left.digits - right.digits * 10n ** -shift
  return difference > 0n ? 1 : difference < 0n ? -1 : 0
}

/** Whether `value` is a whole multiple of `divisor`, which is not zero. */
export function isMultiple(value: Decimal, divisor: Decimal): boolean {
  if (value.digits === 0n) return true
  const shift = value.exponent - divisor.exponent
  // Without trailing zeros no power of ten divides the digits.
  if (shift < 0n) return false
  const modulus = divisor.digits < 0n ? -divisor.digits : divisor.digits
  return (value.digits * powerOfTen(shift, modulus)) % modulus === 0n
}

export function isWhole({ exponent }: Decimal): boolean {
  return exponent >= 0n
}

function powerOfTen(exponent: bigint, modulus: bigint): bigint {
  let result = 1n % modulus
  let base = 10n % modulus
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * base) % modulus
    base = (base * base) % modulus
  }
  return result
}
