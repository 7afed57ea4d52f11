// Pairs that a rule compares, for policies too small for what people compare: both replies are five letters, and the
// better one has more of the letter a.
import type { Rng } from '../../src/core/random.ts'
import { generate, type Taskset, type TasksetChoice } from '../../src/core/task.ts'
import { pairTask, type PairOptions } from './record.ts'

const letters = 'abc'
const length = 5

/** Endless; of a split, with seed and options. */
interface LetterPairs {
  open(choice: TasksetChoice & { readonly options: PairOptions }): Taskset<string>
}

export const letterPairs: LetterPairs = generate(({ rng, index, options }) => {
  for (;;) {
    const [one, other] = [text(rng), text(rng)]
    const difference = one.split('a').length - other.split('a').length
    if (difference === 0) continue
    const [chosen, rejected] = difference > 0 ? [one, other] : [other, one]
    const prompt = options.prompt === 'compact' ? 'a' : `Write ${length} letters, as many of them a as you can.`
    return pairTask({ prompt, chosen, rejected }, `letters-${index}`, options)
  }
})

function text(rng: Rng): string {
  return Array.from({ length }, () => letters.charAt(rng.int(0, letters.length - 1))).join('')
}
