// The greatest common divisor and the least common multiple. After reasoning-gym's `gcd` and `lcm`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { defineNumberQuestions } from '../define-questions.ts'
import { greatestDivisor } from '../fractions.ts'

interface DivisorSettings {
  readonly numbers: 2 | 3
  /** The highest common divisor; the lowest is 2. */
  readonly divisor: number
  /** The highest number that is left of one after the division. */
  readonly cofactor: number
}

const gcdLcm: EnvironmentFactory<string> = defineNumberQuestions<DivisorSettings>({
  id: 'gcd-lcm',
  description: 'Find the greatest common divisor or the least common multiple of numbers.',
  card: {
    source: 'Generated; divisors are spread evenly from 2 up, and numbers stand in ascending order.',
    verifier: 'The value, however it is written: digits, a decimal or a fraction, but no calculation.',
    limits: 'Numbers without a common divisor do not occur.',
  },
  levels: [
    { numbers: 2, divisor: 12, cofactor: 9 },
    { numbers: 2, divisor: 30, cofactor: 20 },
    { numbers: 2, divisor: 90, cofactor: 60 },
    { numbers: 3, divisor: 90, cofactor: 30 },
    { numbers: 3, divisor: 900, cofactor: 120 },
  ],
  levelText:
    '1: two numbers, divisors to 12; 2: two, to 30; 3: two, to 90; 4: three numbers, to 90; 5: three, to 900 with larger numbers',
  ask: (rng, { numbers: count, divisor, cofactor }) => {
    for (;;) {
      const cofactors = Array.from({ length: count }, () => rng.int(1, cofactor))
      if (new Set(cofactors).size < count || cofactors.reduce(greatestDivisor) > 1) continue
      const shared = rng.int(2, divisor)
      const numbers = cofactors.map((each) => each * shared).sort((a, b) => a - b)
      const isDivisor = rng.int(0, 1) === 0
      const what = isDivisor ? 'greatest common divisor' : 'least common multiple'
      return {
        compact: `${isDivisor ? 'gcd' : 'lcm'}(${numbers.join(',')})=`,
        words: `What is the ${what} of ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}?`,
        answer: String(
          isDivisor ? shared : numbers.reduce((multiple, each) => (multiple / greatestDivisor(multiple, each)) * each),
        ),
      }
    }
  },
})

export default gcdLcm
export const noRecipe = 'Divisors were not tried with so small a model; train a checkpoint.'
