// A countdown puzzle that can be solved: its target is the value of a random expression of its numbers.
import type { Rng } from '../../src/core/random.ts'
import { combine, numberTerm, type Operation, type Term } from './arithmetic.ts'

export interface PuzzleSettings {
  /** How many numbers are given. */
  readonly numbers: number
  /** The highest of them; the lowest is 1. */
  readonly highest: number
  /** The highest target; the lowest is 1. */
  readonly highestTarget: number
  /** What the expression behind the target is made of. */
  readonly operations: readonly Operation[]
}

export interface Puzzle {
  /** Ascending, so that a puzzle has one form: else an order of the same numbers could leak into the other split. */
  readonly numbers: readonly number[]
  readonly target: number
}

const mostAttempts = 2000

/** Throws where no draw lands in range: the settings ask for what is too rare. */
export function drawPuzzle(rng: Rng, settings: PuzzleSettings): Puzzle {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const numbers = Array.from({ length: settings.numbers }, () => rng.int(1, settings.highest))
    const target = randomValue(rng, numbers, settings.operations)
    if (target !== null && target >= 1 && target <= settings.highestTarget)
      return { numbers: numbers.toSorted((a, b) => a - b), target }
  }
  const { numbers, highest, highestTarget, operations } = settings
  throw new Error(
    `${mostAttempts} draws of ${numbers} numbers from 1 to ${highest} with ${operations.join(' ')} gave no target from 1 to ${highestTarget}. Raise \`highestTarget\`, or lower \`highest\` or \`numbers\`.`,
  )
}

/** The value of a random expression of all numbers; null where it leaves the whole numbers. */
function randomValue(rng: Rng, numbers: readonly number[], operations: readonly Operation[]): number | null {
  const terms: Term[] = numbers.map(numberTerm)
  while (terms.length > 1) {
    const [left] = terms.splice(rng.int(0, terms.length - 1), 1) as [Term]
    const [right] = terms.splice(rng.int(0, terms.length - 1), 1) as [Term]
    const term = combine(left, rng.pick(operations), right, '')
    if (term === null) return null
    terms.push(term)
  }
  return terms[0]?.value ?? null
}
