// The one exact number that an answer states, as digits, a decimal or a fraction. A calculation is none: it would
// restate the question.
import { divide, equal, whole, type Rational } from '../verifiers/number/rational.ts'
import { bare } from './read-answer.ts'

const decimal = /^([-+]?)(\d{1,40}|\d{1,3}(?:,\d{3}){1,12}|(?=\.\d))(?:\.(\d{1,40}))?$/

/**
 * `7`, `-1,250`, `0.5`, `.5`, `1/2`, `\frac{1}{2}`, and each after `x =`; null for anything else and for a division by 0.
 * @example readFraction('x = -3/4') // -3/4
 */
export function readFraction(text: string): Rational | null {
  const plain = bare(text.replace(/^[\s$]*[a-z]\w{0,2}\s*=/i, '').replaceAll('−', '-'))
  const latex = /^([-+]?)\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}$/.exec(plain)
  const [above, below, ...more] =
    latex === null ? plain.split('/') : [`${latex[1]}${latex[2]?.trim()}`, latex[3] as string]
  if (more.length > 0) return null
  const top = readDecimal(above as string)
  if (top === null || below === undefined) return top
  const bottom = readDecimal(below)
  return bottom === null ? null : divide(top, bottom)
}

function readDecimal(text: string): Rational | null {
  const [, sign, digits = '', places = ''] = decimal.exec(text.trim()) ?? []
  if (sign === undefined) return null
  const value = BigInt(digits.replaceAll(',', '') + places)
  return divide(whole(sign === '-' ? -value : value), whole(10n ** BigInt(places.length)))
}

/** What is wrong with an answer that is to have the value of another; null where it has it. */
export function fractionFault(text: string, answer: string): string | null {
  if (text === answer) return null
  const given = readFraction(text)
  if (given === null) return 'The answer is no single number: digits, a decimal or a fraction.'
  return equal(given, readFraction(answer) as Rational) ? null : 'It is another number.'
}
