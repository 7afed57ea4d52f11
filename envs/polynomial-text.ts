// Polynomials in x with whole coefficients, from the constant up, as prompts write them and answers give them.
import { bare } from './read-answer.ts'

/** `[6, -5, 1]` is `x^2-5*x+6`. */
export function polynomialText(coefficients: readonly number[]): string {
  let text = ''
  for (let power = coefficients.length - 1; power >= 0; power--) {
    const coefficient = coefficients[power] as number
    if (coefficient === 0) continue
    const size = Math.abs(coefficient)
    const letter = power === 0 ? '' : power === 1 ? 'x' : `x^${power}`
    const number = size === 1 && power > 0 ? '' : `${size}${power > 0 ? '*' : ''}`
    text += `${coefficient < 0 ? '-' : text === '' ? '' : '+'}${number}${letter}`
  }
  return text === '' ? '0' : text
}

const highestPower = 40
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/**
 * The coefficients of a sum of terms like `3*x^2`, `3x` and `-5`, each power once and in any order; null for
 * anything else, such as a product of brackets.
 * @example readPolynomial('x^2 - 5x + 6') // [6, -5, 1]
 */
export function readPolynomial(text: string): number[] | null {
  const plain = bare(text)
    .replace(/^[a-zA-Z]\w*(?:\([a-z]\))?\s*=/, '')
    .replaceAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => `^${superscripts.indexOf(digit)}`)
    .replaceAll('**', '^')
    .replaceAll('−', '-')
    .replaceAll(/\\cdot|·|×/g, '*')
    .replaceAll(/\s/g, '')
  const terms = plain.match(/[-+]?[^-+]+/g) ?? []
  if (terms.join('') !== plain || terms.length > highestPower) return null
  const coefficients: number[] = []
  for (const term of terms) {
    const [, sign, digits, letter, raised] =
      /^([-+]?)(\d{1,15})?(?:(?:(?<=\d)\*)?(x)(?:\^\{?(\d{1,2})\}?)?)?$/.exec(term) ?? []
    if (sign === undefined || (digits === undefined && letter === undefined)) return null
    const power = letter === undefined ? 0 : Number(raised ?? 1)
    if (power > highestPower || coefficients[power] !== undefined) return null
    coefficients[power] = Number(digits ?? 1) * (sign === '-' ? -1 : 1)
  }
  const filled = Array.from(coefficients, (coefficient) => coefficient ?? 0)
  while (filled.length > 1 && filled.at(-1) === 0) filled.pop()
  return filled.length === 0 ? null : filled
}
