// What contract suites compare of scores: log-probabilities in a row, how far two rows are apart, coefficients for them.
import type { TokenCoefficients, TokenScores } from '../core/policy.ts'

/** One coefficient for every sampled token. */
export function constantCoefficients(logProbs: readonly Float32Array[], coefficient: number): TokenCoefficients[] {
  return logProbs.map(({ length }) => ({ logProbs: new Float64Array(length).fill(coefficient) }))
}

/** The log-probabilities of all sequences, one after another. */
export function flat(scores: readonly TokenScores[]): number[] {
  return scores.flatMap(({ logProbs }) => [...logProbs])
}

export function total(scores: TokenScores | undefined): number {
  let sum = 0
  for (const logProb of scores?.logProbs ?? []) sum += logProb
  return sum
}

/** Null when no two numbers are further apart than `tolerance`, otherwise by how much they are. */
export function apart(left: ArrayLike<number>, right: ArrayLike<number>, tolerance: number): string | null {
  if (left.length !== right.length) return `${left.length} log-probabilities, ${right.length} were due`
  for (let at = 0; at < left.length; at++) {
    const [one, other] = [left[at] as number, right[at] as number]
    if (!(Math.abs(one - other) <= tolerance)) return `log-probability ${at} is ${one}, ${other} was due`
  }
  return null
}
