// Solutions of a countdown puzzle, by trying every way to join two terms until one is left.
import type { Rng } from '../../src/core/random.ts'
import { combine, numberTerm, type Operation, type Term } from './arithmetic.ts'
import type { Puzzle } from './draw.ts'

/** The search stops at this many: up to three numbers have hardly more, and longer lists have plenty. */
const mostSolutions = 64

/**
 * One of the shortest solutions found, each equally likely; null where there is none. Whole numbers only on the way.
 * @example solve({ numbers: [3, 4, 7], target: 25 }, ['+', '-', '*'], rng, '') // '3*7+4' or '4+7*3' or ...
 */
export function solve(
  { numbers, target }: Puzzle,
  operations: readonly Operation[],
  rng: Rng,
  space: '' | ' ',
): string | null {
  const found = new Set<string>()
  // The order of the search decides which solutions come first where it is cut off.
  search(rng.shuffle(numbers).map(numberTerm), target, rng.shuffle(operations), space, found)
  const shortest = Math.min(...[...found].map((text) => text.length))
  const candidates = [...found].filter((text) => text.length === shortest)
  return candidates.length === 0 ? null : rng.pick(candidates)
}

function search(
  terms: readonly Term[],
  target: number,
  operations: readonly Operation[],
  space: '' | ' ',
  found: Set<string>,
): void {
  const [only] = terms
  if (only !== undefined && terms.length === 1) {
    if (only.value === target) found.add(only.text)
    return
  }
  for (const [i, left] of terms.entries()) {
    for (const [j, right] of terms.entries()) {
      if (i === j) continue
      const rest = terms.filter((_, index) => index !== i && index !== j)
      for (const operation of operations) {
        if (found.size >= mostSolutions) return
        const joined = combine(left, operation, right, space)
        if (joined !== null) search([joined, ...rest], target, operations, space, found)
      }
    }
  }
}
