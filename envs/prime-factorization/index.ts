// The prime factors of a number. After reasoning-gym's `prime_factorization`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { defineQuestions } from '../define-questions.ts'
import { judged } from '../judged-answer.ts'
import { primeFactors, readFactors } from './factors.ts'

const primeFactorization: EnvironmentFactory<string> = defineQuestions<readonly [number, number], string>({
  id: 'prime-factorization',
  description: 'Write a number as a product of primes.',
  card: {
    source: 'Generated; numbers that are no primes, each as likely as another.',
    verifier: 'The prime factors with how often each occurs, in any order: 2*2*3, 2^2 × 3, or a list of them.',
    limits:
      'No primes are asked for, so the number itself is never right. Factors are written without separators of thousands.',
  },
  levels: [
    [4, 99],
    [100, 999],
    [1000, 9999],
    [10_000, 99_999],
    [100_000, 999_999],
  ],
  levelText: '1: numbers to 99; 2: of three digits; 3: of four; 4: of five; 5: of six',
  ask: (rng, [lowest, highest]) => {
    for (;;) {
      const number = rng.int(lowest, highest)
      const factors = primeFactors(number)
      if (factors.length > 1)
        return {
          compact: `${number}=`,
          words: `Write ${number} as a product of prime numbers, like 2 * 2 * 3.`,
          form: 'the product',
          answer: factors.join('*'),
        }
    }
  },
  judge: (style) =>
    judged<string>(style, {
      name: 'prime-factors',
      isSound: (answer) => (readFactors(answer)?.length ?? 0) > 1,
      faultOf: (text, answer) => {
        const given = readFactors(text)
        if (given === null) return 'The answer is no product of numbers, like 2 * 2 * 3.'
        const wanted = readFactors(answer) as number[]
        const isSame = given.length === wanted.length && given.every((factor, index) => factor === wanted[index])
        return isSame ? null : 'These are not the prime factors.'
      },
    }),
  gold: (answer) => answer,
})

export default primeFactorization
export const noRecipe = 'Factors were not tried with so small a model; train a checkpoint.'
