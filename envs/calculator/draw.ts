// Arithmetic of whole numbers that is too long to do by head, and its value, exact, as texts.
import type { Rng } from '../../src/core/random.ts'

export interface Level {
  /** Digits of a factor. */
  readonly digits: number
  /** Products that are added up. */
  readonly products: number
  readonly hasRemainder: boolean
}

export interface Problem {
  readonly expression: string
  readonly value: string
}

export const levels: readonly Level[] = [
  { digits: 4, products: 1, hasRemainder: false },
  { digits: 6, products: 2, hasRemainder: false },
  { digits: 9, products: 3, hasRemainder: false },
  { digits: 9, products: 3, hasRemainder: true },
]

/** A sum of products, less a number or its remainder by one of seven digits. The first factor of a product is the larger: one form each. */
export function drawProblem(rng: Rng, { digits, products, hasRemainder }: Level): Problem {
  const [least, most] = [10 ** (digits - 1), 10 ** digits - 1]
  const pairs = Array.from({ length: products }, () => {
    const [a, b] = [rng.int(least, most), rng.int(least, most)]
    return a >= b ? ([a, b] as const) : ([b, a] as const)
  }).sort(([a], [b]) => b - a)
  const last = rng.int(1_000_000, 9_999_999)
  const sum = pairs.reduce((total, [a, b]) => total + BigInt(a) * BigInt(b), 0n)
  const text = pairs.map(([a, b]) => `${a} * ${b}`).join(' + ')
  return hasRemainder
    ? { expression: `(${text}) mod ${last}`, value: String(sum % BigInt(last)) }
    : { expression: `${text} - ${last}`, value: String(sum - BigInt(last)) }
}
