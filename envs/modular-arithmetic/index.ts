// Remainders of sums, products and powers, and inverses.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { defineNumberQuestions } from '../define-questions.ts'
import { oneOrder } from '../one-order.ts'
import { greatestDivisor } from '../fractions.ts'

type Kind = 'sum' | 'product' | 'power' | 'inverse'

interface ModularSettings {
  readonly kinds: readonly Kind[]
  readonly modulus: readonly [number, number]
  readonly number: number
  readonly exponent: number
}

const modularArithmetic: EnvironmentFactory<string> = defineNumberQuestions<ModularSettings>({
  id: 'modular-arithmetic',
  description: 'Find remainders of sums, products and powers, and inverses to a modulus.',
  card: {
    source:
      'Generated; what is 0 to the modulus is left out, as are powers that leave the remainder 1 or that of their base.',
    verifier: 'The number from 0 to the modulus − 1; another number of the same class is wrong.',
    limits: 'Inverses exist in every task that asks for one.',
  },
  levels: [
    { kinds: ['sum'], modulus: [7, 25], number: 99, exponent: 0 },
    { kinds: ['sum', 'product'], modulus: [11, 50], number: 99, exponent: 0 },
    { kinds: ['product', 'power'], modulus: [11, 50], number: 99, exponent: 9 },
    { kinds: ['product', 'power', 'inverse'], modulus: [30, 120], number: 999, exponent: 30 },
    { kinds: ['power', 'inverse'], modulus: [200, 2000], number: 9999, exponent: 999 },
  ],
  levelText:
    '1: sums, modulus to 25; 2: products too, to 50; 3: products and powers to the 9th; 4: inverses too, modulus to 120; 5: powers to the 999th and inverses, modulus to 2,000',
  ask: (rng, { kinds, modulus: [least, most], number, exponent: highest }) => {
    for (;;) {
      const kind = rng.pick(kinds)
      const modulus = rng.int(least, most)
      const [a, b] = oneOrder(rng.int(2, number), rng.int(2, number))
      const exponent = kind === 'power' ? rng.int(2, highest) : 0
      const [compact, words, answer] = {
        sum: () => [`(${a}+${b})`, `${a} + ${b}`, (a + b) % modulus] as const,
        product: () => [`(${a}*${b})`, `${a} × ${b}`, (a * b) % modulus] as const,
        power: () => [`(${a}^${exponent})`, `${a}^${exponent}`, powerOf(a, exponent, modulus)] as const,
        inverse: () => [`(1/${a})`, '', inverseOf(a, modulus)] as const,
      }[kind]()
      if (answer === 0 || (kind === 'power' && (answer === 1 || answer === a % modulus))) continue
      return {
        compact: `${compact}%${modulus}=`,
        words:
          kind === 'inverse'
            ? `Which number from 1 to ${modulus - 1} times ${a} leaves the remainder 1 when divided by ${modulus}?`
            : `What is the remainder of ${words} when divided by ${modulus}?`,
        answer: String(answer),
      }
    }
  },
})

/** By squaring; products stay below 2^53 for moduli to 94 million. */
function powerOf(base: number, exponent: number, modulus: number): number {
  let [result, square] = [1, base % modulus]
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

/** By Euclid's algorithm; 0 where there is none, or where it is the trivial 1. */
function inverseOf(number: number, modulus: number): number {
  if (greatestDivisor(number, modulus) !== 1 || number % modulus === 1) return 0
  let [above, below, of, before] = [modulus, number % modulus, 0, 1]
  while (below > 1) {
    const times = Math.floor(above / below)
    ;[above, below, of, before] = [below, above - times * below, before, of - times * before]
  }
  return ((before % modulus) + modulus) % modulus
}

export default modularArithmetic
export const noRecipe = 'Remainders were not tried with so small a model; train a checkpoint.'
