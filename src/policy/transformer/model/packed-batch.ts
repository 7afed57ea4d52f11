// Sequences of different lengths as one padded batch, and the way back.
// Position t of a row reads token t and predicts token t + 1; what is padding has coefficient 0.
import type { TokenScores, TokenSequence } from '../../../core/policy.ts'
import { RlvrError } from '../../../core/errors.ts'

export interface PackedBatch {
  /** T, predicted positions a row. */
  readonly positions: number
  /** [B·T] */
  readonly tokens: Int32Array
  readonly targets: Int32Array
  /** For each sequence, where in the batch its sampled tokens are predicted. */
  readonly places: readonly Int32Array[]
  /** Values of the sampled tokens of each sequence put in their places, 0 elsewhere. [B·T] */
  spread(values: readonly (ArrayLike<number> | undefined)[]): Float32Array
}

/** Pads to one of few lengths, so that compiled programs are used again. */
export function packBatch(sequences: readonly TokenSequence[], maxLengthTokens: number): PackedBatch {
  const longest = Math.max(...sequences.map(({ tokens }) => tokens.length))
  if (longest > maxLengthTokens)
    throw new RlvrError('RLVR_POLICY', `A sequence has ${longest} tokens; the policy holds ${maxLengthTokens}.`)
  const positions = Math.min(maxLengthTokens, Math.max(4, Math.ceil((longest - 1) / 4) * 4))
  const size = sequences.length * positions
  const tokens = new Int32Array(size)
  const targets = new Int32Array(size)
  const places = sequences.map((sequence, index) => {
    const start = index * positions
    tokens.set(sequence.tokens.subarray(0, -1), start)
    targets.set(sequence.tokens.subarray(1), start)
    const sampled: number[] = []
    for (let t = 1; t < sequence.tokens.length; t++) if (sequence.sampled[t] === 1) sampled.push(start + t - 1)
    return Int32Array.from(sampled)
  })
  return {
    positions,
    tokens,
    targets,
    places,
    spread(values) {
      const spread = new Float32Array(size)
      places.forEach((own, index) => own.forEach((place, token) => (spread[place] = values[index]?.[token] ?? 0)))
      return spread
    },
  }
}

/** Scores of the sampled tokens of each sequence, out of those of every position. */
export function unpackScores(batch: PackedBatch, logProbs: Float32Array, entropies: Float32Array): TokenScores[] {
  return batch.places.map((places) => ({
    logProbs: Float32Array.from(places, (place) => logProbs[place] as number),
    entropies: Float32Array.from(places, (place) => entropies[place] as number),
  }))
}
