// Conversations as tokens, as a policy puts them together: what is given, what is said after it, and what the policy
// replies, with the marks and log-probabilities of a `TokenSequence`.
import type { TokenSequence } from '../core/policy.ts'

/** Tokens that nobody sampled. */
export function given(tokens: readonly number[]): TokenSequence {
  return {
    tokens: Int32Array.from(tokens),
    sampled: new Uint8Array(tokens.length),
    logProbs: new Float32Array(0),
    sampledBy: null,
  }
}

/** The sequence with given tokens after it. */
export function appended(sequence: TokenSequence, tokens: readonly number[]): TokenSequence {
  return {
    tokens: Int32Array.from([...sequence.tokens, ...tokens]),
    sampled: Uint8Array.from([...sequence.sampled, ...tokens.map(() => 0)]),
    logProbs: sequence.logProbs,
    sampledBy: sequence.sampledBy,
  }
}

/** The sequence with a reply after it. It is of one version and temperature where all its sampled tokens are. */
export function replied(
  sequence: TokenSequence,
  {
    tokens,
    logProbs,
    sampledBy,
  }: { tokens: ArrayLike<number>; logProbs: ArrayLike<number>; sampledBy: TokenSequence['sampledBy'] },
): TokenSequence {
  const isFirst = sequence.logProbs.length === 0
  const isSame =
    sequence.sampledBy?.version === sampledBy?.version && sequence.sampledBy?.temperature === sampledBy?.temperature
  return {
    tokens: Int32Array.from([...sequence.tokens, ...Array.from(tokens)]),
    sampled: Uint8Array.from([...sequence.sampled, ...new Uint8Array(tokens.length).fill(1)]),
    logProbs: Float32Array.from([...sequence.logProbs, ...Array.from(logProbs)]),
    sampledBy: isFirst || isSame ? sampledBy : null,
  }
}

/** What comes before the first of the texts that end a reply. */
export function textBefore(text: string, stop: readonly string[] = []): string {
  const ends = stop.map((each) => text.indexOf(each)).filter((at) => at >= 0)
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends))
}
