// The operations on decimals, exactly. After reasoning-gym's `decimal_arithmetic`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { defineNumberQuestions } from '../define-questions.ts'
import { oneOrder } from '../one-order.ts'

interface DecimalSettings {
  readonly operations: readonly ('+' | '-' | '*')[]
  /** Most decimals of a number. */
  readonly places: number
  /** Most digits of a number, those after the point among them. */
  readonly digits: number
}

const decimalArithmetic: EnvironmentFactory<string> = defineNumberQuestions<DecimalSettings>({
  id: 'decimal-arithmetic',
  description: 'Add, subtract and multiply decimals exactly.',
  card: {
    source: 'Generated; binary fractions take no part in it.',
    verifier: 'The exact value as a decimal (zeros at its end do not matter) or a fraction, but no calculation.',
    limits: 'Nothing is rounded; a rounded result is wrong.',
  },
  levels: [
    { operations: ['+', '-'], places: 1, digits: 3 },
    { operations: ['+', '-'], places: 2, digits: 5 },
    { operations: ['+', '-', '*'], places: 2, digits: 3 },
    { operations: ['+', '-', '*'], places: 3, digits: 5 },
    { operations: ['*'], places: 4, digits: 7 },
  ],
  levelText:
    '1: sums and differences, one decimal, 3 digits; 2: two decimals, 5 digits; 3: products too, 3 digits; 4: three decimals, 5 digits; 5: products, four decimals, 7 digits',
  ask: (rng, { operations, places, digits }) => {
    const operation = rng.pick(operations)
    const [first, second] = [rng.int(1, 10 ** digits - 1), rng.int(1, 10 ** digits - 1)]
    const [left, right] =
      operation === '-' ? [Math.max(first, second), Math.min(first, second)] : oneOrder(first, second)
    const [a, b] = [decimalText(BigInt(left), places), decimalText(BigInt(right), places)]
    const value =
      operation === '*'
        ? decimalText(BigInt(left) * BigInt(right), 2 * places)
        : decimalText(BigInt(operation === '+' ? left + right : left - right), places)
    return {
      compact: `${a}${operation}${b}=`,
      words: `What is ${a} ${operation === '*' ? '×' : operation} ${b}, exactly?`,
      answer: value,
    }
  },
})

/** A number of the smallest steps as a decimal, without zeros at its end: `decimalText(1250n, 3)` is `1.25`. */
function decimalText(steps: bigint, places: number): string {
  const digits = String(steps).padStart(places + 1, '0')
  const cut = digits.length - places
  const after = digits.slice(cut).replace(/0+$/, '')
  return after === '' ? digits.slice(0, cut) : `${digits.slice(0, cut)}.${after}`
}

export default decimalArithmetic
export const noRecipe = 'Decimals were not tried with so small a model; the recipe of `addition` teaches sums.'
