// How the thing is found: at each turn the property is asked that halves best what is left, until one guess after the other
// is no worse. As in binary search, n things take about log2 n questions and a guess.
import type { Rng } from '../../src/core/random.ts'
import { properties } from './properties.ts'
import type { Thing } from './things.ts'

/** The questions that find `secret` among `all`, the guess at their end; of properties that halve alike `rng` draws one. */
export function questionsFor(
  secret: Thing,
  { all, rng }: { readonly all: readonly Thing[]; readonly rng: Rng },
): string[] {
  const questions: string[] = []
  let left = all
  for (;;) {
    const [best, smaller] = bestOf(left, rng)
    if (best === null || smaller === 0) break
    const answer = secret.is.has(best.name)
    questions.push(best.question)
    left = left.filter(({ is }) => is.has(best.name) === answer)
  }
  // What no question tells apart is guessed in turn.
  const last = rng.shuffle(left)
  return [...questions, ...last.slice(0, last.indexOf(secret) + 1).map(({ name }) => `Is it a ${name}?`)]
}

function bestOf(left: readonly Thing[], rng: Rng): [best: (typeof properties)[number] | null, smaller: number] {
  let [best, smaller]: [(typeof properties)[number] | null, number] = [null, 0]
  for (const property of rng.shuffle(properties)) {
    const yes = left.filter(({ is }) => is.has(property.name)).length
    const least = Math.min(yes, left.length - yes)
    if (least > smaller) [best, smaller] = [property, least]
  }
  return [best, smaller]
}
