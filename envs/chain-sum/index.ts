// Sums and differences of several whole numbers. After reasoning-gym's `chain_sum`.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { defineNumberQuestions } from '../define-questions.ts'

interface ChainSettings {
  readonly terms: readonly [number, number]
  readonly highest: number
}

const chainSum: EnvironmentFactory<string> = defineNumberQuestions<ChainSettings>({
  id: 'chain-sum',
  description: 'Add and subtract several whole numbers.',
  card: {
    source: 'Generated. Terms of one sum stand in one order only, so that no other order of it is held out.',
    verifier: 'The value, however it is written: digits, a decimal or a fraction, but no calculation.',
    limits: 'No brackets and no other operations.',
  },
  levels: [
    { terms: [2, 3], highest: 99 },
    { terms: [3, 4], highest: 999 },
    { terms: [4, 6], highest: 9999 },
    { terms: [6, 8], highest: 99_999 },
    { terms: [8, 12], highest: 999_999 },
  ],
  levelText:
    '1: two or three numbers to 99; 2: three or four to 999; 3: four to six to 9,999; 4: six to eight to 99,999; 5: eight to twelve to 999,999',
  ask: (rng, settings) => {
    const terms = drawTerms(rng, settings)
    const text = terms.map((term, index) => `${term < 0 ? '-' : index > 0 ? '+' : ''}${Math.abs(term)}`)
    return {
      compact: `${text.join('')}=`,
      words: `What is ${text.map((term) => term.replace(/^[-+]/, '$& ')).join(' ')}?`,
      answer: String(terms.reduce((sum, term) => sum + term, 0)),
    }
  },
})

/** Signed terms, a positive one first; the same terms come in the same order. */
function drawTerms(rng: Rng, { terms: [fewest, most], highest }: ChainSettings): number[] {
  const count = rng.int(fewest, most)
  const terms = Array.from({ length: count }, () => rng.int(1, highest) * (rng.int(0, 1) === 0 ? 1 : -1))
  terms[0] = Math.abs(terms[0] as number)
  terms.sort((a, b) => a - b)
  const negative = terms.findIndex((term) => term > 0)
  const positive = count - negative
  const total = terms.reduce((sum, term) => sum + Math.abs(term), 0)
  const first = negative + (total % positive)
  return [...terms.slice(first), ...terms.slice(0, first)]
}

export default chainSum
export const noRecipe = 'The recipe of `addition` teaches sums; longer chains were not tried with so small a model.'
