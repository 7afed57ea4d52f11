// Sequences of different lengths as one padded batch, and the way back.
// Position t of a row reads token t and predicts token t + 1; what is padding has coefficient 0.
import type { TokenScores, TokenSequence } from '../../core/policy.ts'
import { RlvrError } from '../../core/errors.ts'
import type { BatchShape } from './forward.ts'

export interface PackedBatch {
  readonly shape: BatchShape
  /** Equal for batches of equal shape. */
  readonly key: string
  /** [B·T] */
  readonly tokens: Int32Array
  readonly targets: Int32Array
  /** For each sequence, where in the batch its sampled tokens are predicted. */
  readonly places: readonly Int32Array[]
  /** Values of the sampled tokens of each sequence put in their places, 0 elsewhere. [B·T] */
  spread(values: readonly (ArrayLike<number> | undefined)[]): Float32Array
}

/** Pads to a shape of few enough kinds that compiled programs are used again. */
export function packBatch(sequences: readonly TokenSequence[], maxLengthTokens: number): PackedBatch {
  const longest = Math.max(...sequences.map(({ tokens }) => tokens.length))
  if (longest > maxLengthTokens)
    throw new RlvrError('RLVR_POLICY', `A sequence has ${longest} tokens; the policy holds ${maxLengthTokens}.`)
  const positions = Math.min(maxLengthTokens, Math.max(4, Math.ceil((longest - 1) / 4) * 4))
  const shape = { sequences: roundedCount(sequences.length), positions }
  const size = shape.sequences * positions
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
    shape,
    key: `${shape.sequences}x${shape.positions}`,
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

/** The next of 1, 2, 4, 8 and then steps of an eighth of the power of two below: at most 12 % of padding rows. */
function roundedCount(count: number): number {
  if (count <= 8) return 2 ** Math.ceil(Math.log2(count))
  const step = 2 ** Math.floor(Math.log2(count)) / 8
  return Math.ceil(count / step) * step
}
