// The rational value of a text that states one number or one plain calculation.
import type { Rational } from '../number/rational.ts'
import { OverLimit } from './bounds/limits.ts'
import { normalForm, UndefinedValue, valueOf } from './compare/normal-form.ts'
import { isQuantity } from './quantity/read-quantity.ts'
import { readAnswer } from './read/read-answer.ts'

/**
 * The exact value, with units, currency and separators read over; null where the text is no rational number.
 * @example readNumber('$1,250.50') // 2501/2
 */
export function readNumber(text: string): Rational | null {
  try {
    const { tree, decimalComma } = readAnswer(text)
    const last = tree.kind === 'relation' ? tree.sides.at(-1) : tree
    const value = last && isQuantity(last) ? last.of[0] : (decimalComma ?? last)
    const form = value && normalForm(value, { steps: 0 })
    return form ? valueOf(form) : null
  } catch (thrown) {
    if (thrown instanceof OverLimit || thrown instanceof UndefinedValue) return null
    throw thrown
  }
}
