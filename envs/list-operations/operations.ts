// What is done to a list of whole numbers, with the sign and the sentence for it.
import type { Rng } from '../../src/core/random.ts'

export interface Operation {
  readonly sign: string
  readonly sentence: string
  readonly apply: (list: readonly number[]) => number[]
}

const fixed: readonly Operation[] = [
  { sign: 'r', sentence: 'reverse the order', apply: (list) => list.toReversed() },
  { sign: 's', sentence: 'sort it in ascending order', apply: (list) => list.toSorted((a, b) => a - b) },
  { sign: 'z', sentence: 'sort it in descending order', apply: (list) => list.toSorted((a, b) => b - a) },
  { sign: 'f', sentence: 'remove the first number', apply: (list) => list.slice(1) },
  { sign: 'l', sentence: 'remove the last number', apply: (list) => list.slice(0, -1) },
  { sign: 'w', sentence: 'move the first number to the end', apply: ([first = 0, ...rest]) => [...rest, first] },
  { sign: 'd', sentence: 'double every number', apply: (list) => list.map((number) => 2 * number) },
  { sign: 'e', sentence: 'keep the even numbers only', apply: (list) => list.filter((number) => number % 2 === 0) },
  { sign: 'o', sentence: 'keep the odd numbers only', apply: (list) => list.filter((number) => number % 2 !== 0) },
  { sign: 'u', sentence: 'keep the first of equal numbers only', apply: (list) => [...new Set(list)] },
  {
    sign: 'c',
    sentence: 'replace every number by the sum of it and all numbers before it',
    apply: (list) => {
      let sum = 0
      return list.map((number) => (sum += number))
    },
  },
]

/** One of them; every fourth adds a small number, every eighth keeps what is above one. */
export function drawOperation(rng: Rng): Operation {
  const kind = rng.int(0, 7)
  const amount = rng.int(1, 9)
  if (kind < 2)
    return {
      sign: `+${amount}`,
      sentence: `add ${amount} to every number`,
      apply: (list) => list.map((number) => number + amount),
    }
  if (kind === 2)
    return {
      sign: `>${amount}`,
      sentence: `keep the numbers above ${amount} only`,
      apply: (list) => list.filter((number) => number > amount),
    }
  return rng.pick(fixed)
}
