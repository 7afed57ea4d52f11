// Products of whole numbers. After reasoning-gym's `products`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { defineNumberQuestions } from '../define-questions.ts'
import { oneOrder } from '../one-order.ts'

/** The highest of each factor; the lowest is 2. */
type Factors = readonly [number, number] | readonly [number, number, number]

const products: EnvironmentFactory<string> = defineNumberQuestions<Factors>({
  id: 'products',
  description: 'Multiply whole numbers.',
  card: {
    source: 'Generated. Factors of one product stand in one order only.',
    verifier: 'The value, however it is written: digits, a decimal or a fraction, but no calculation.',
    limits: 'Factors are 2 or more, so products are no primes and even ones are more frequent.',
  },
  levels: [
    [9, 99],
    [99, 99],
    [99, 999],
    [999, 9999],
    [99, 999, 9999],
  ],
  levelText: '1: numbers to 9 and 99; 2: to 99 both; 3: to 99 and 999; 4: to 999 and 9,999; 5: to 99, 999 and 9,999',
  ask: (rng, highest) => {
    const drawn = highest.map((most) => rng.int(2, most)).sort((a, b) => a - b)
    const [last, ...others] = drawn.toReversed() as [number, ...number[]]
    const factors = [...oneOrder(last, others[0] as number), ...others.slice(1)]
    return {
      compact: `${factors.join('*')}=`,
      words: `What is ${factors.join(' × ')}?`,
      answer: String(factors.reduce((product, factor) => product * factor, 1)),
    }
  },
})

export default products
export const noRecipe = 'Products were not tried with so small a model; the recipe of `addition` teaches sums.'
