// A token as the decimal that it writes, exactly, as Python's `Decimal` reads it: `1.0`, `1` and `10e-1` are one value.

const decimal = /^([+-]?)(?:(\d+(?:_\d+)*)(?:\.(\d*(?:_\d+)*))?|\.(\d+(?:_\d+)*))(?:[eE]([+-]?\d{1,18}))?$/
const infinity = /^([+-]?)inf(?:inity)?$/i

/**
 * One text for equal decimals; null for what is no number. `nan` equals nothing, itself included, and is none.
 * @example decimalToken('+1.50') // '15e-1'
 */
export function decimalToken(token: string): string | null {
  const infinite = infinity.exec(token)
  if (infinite !== null) return infinite[1] === '-' ? '-inf' : 'inf'
  const match = decimal.exec(token)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = match[4] ?? '', , power = '0'] = match
  const parts = (whole + fraction).replaceAll('_', '')
  // By hand: a pattern at the end of a text of zeros takes time in the square of its length.
  let end = parts.length
  while (end > 0 && parts.charCodeAt(end - 1) === 0x30) end--
  const digits = parts.slice(0, end).replace(/^0+/, '')
  if (digits === '') return '0'
  const exponent = BigInt(power) - BigInt(fraction.replaceAll('_', '').length) + BigInt(parts.length - end)
  return `${sign === '-' ? '-' : ''}${digits}e${exponent}`
}
