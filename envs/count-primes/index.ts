// How many primes lie in a range. After reasoning-gym's `count_primes`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { defineNumberQuestions } from '../define-questions.ts'

interface PrimeSettings {
  /** The highest number that a range begins with. */
  readonly from: number
  readonly primes: readonly [number, number]
}

/** Ascending, all below 20,000: more than any range reaches. */
const primes = primesBelow(20_000)

const countPrimes: EnvironmentFactory<string> = defineNumberQuestions<PrimeSettings>({
  id: 'count-primes',
  description: 'Count the prime numbers in a range.',
  card: {
    source: 'Generated; the counts are spread evenly, so that none is more frequent than another.',
    verifier: 'The value, however it is written: digits, a decimal or a fraction, but no calculation.',
    limits: 'There are as many answers as counts: 8 at level 1, 31 at level 5.',
  },
  levels: [
    { from: 60, primes: [1, 8] },
    { from: 200, primes: [2, 14] },
    { from: 900, primes: [3, 20] },
    { from: 3000, primes: [5, 30] },
    { from: 9000, primes: [20, 50] },
  ],
  levelText:
    '1: one to eight primes from up to 60; 2: to 14 from up to 200; 3: to 20 from up to 900; 4: to 30 from up to 3,000; 5: 20 to 50 from up to 9,000',
  ask: (rng, { from: highest, primes: [fewest, most] }) => {
    const from = rng.int(1, highest)
    const count = rng.int(fewest, most)
    const first = firstFrom(from)
    const to = rng.int(primes[first + count - 1] as number, (primes[first + count] as number) - 1)
    return {
      compact: `${from}..${to}:`,
      words: `How many prime numbers are there from ${from} to ${to}, both included?`,
      answer: String(count),
    }
  },
})

/** The index of the first prime that is not below a number. */
function firstFrom(number: number): number {
  let [low, high] = [0, primes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((primes[middle] as number) < number) low = middle + 1
    else high = middle
  }
  return low
}

/** The sieve of Eratosthenes. */
function primesBelow(limit: number): readonly number[] {
  const isCrossed = new Uint8Array(limit)
  const found: number[] = []
  for (let number = 2; number < limit; number++) {
    if (isCrossed[number] === 1) continue
    found.push(number)
    for (let multiple = number * number; multiple < limit; multiple += number) isCrossed[multiple] = 1
  }
  return found
}

export default countPrimes
export const noRecipe = 'Primes were not tried with so small a model; train a checkpoint.'
