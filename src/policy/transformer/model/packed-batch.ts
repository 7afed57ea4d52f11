// Sequences of different lengths as one padded batch, and the way back.
// Position t of a row reads token t and predicts token t + 1; what is padding has coefficient 0.
// Every padded length is a program of its own, and a back end may keep for each the memory of its largest run: so
// there are few lengths, and no run is large.
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

/** Positions of one run: enough to keep a core busy, and little enough for a program's memory to stay small. */
const positionsPerRun = 1024

/** Fewer sequences of one padded length are not worth a run of their own. */
const fewestPerRun = 8

/**
 * The padded positions of a sequence: a multiple of 4 up to 32, and beyond that one of four lengths between two powers
 * of 2, so that there are few of them and at most a fifth is padding.
 */
export function paddedPositions(tokens: number, maxLengthTokens: number): number {
  const needed = Math.max(1, tokens - 1)
  const step = Math.max(4, 2 ** (Math.ceil(Math.log2(needed)) - 3))
  return Math.min(maxLengthTokens, Math.ceil(needed / step) * step)
}

/** Shares sequences out over runs, the longest first; gives the places of each run's sequences in `sequences`. */
export function runsOf(sequences: readonly TokenSequence[], maxLengthTokens: number): number[][] {
  const padded = sequences.map(({ tokens }) => paddedPositions(tokens.length, maxLengthTokens))
  const order = [...sequences.keys()].sort((a, b) => (padded[b] as number) - (padded[a] as number) || a - b)
  const runs: number[][] = []
  for (let start = 0; start < order.length;) {
    const positions = padded[order[start] as number] as number
    const room = order.slice(start, start + Math.max(1, Math.floor(positionsPerRun / positions)))
    const alike = room.filter((place) => padded[place] === positions)
    const run = alike.length >= fewestPerRun ? alike : room
    runs.push(run)
    start += run.length
  }
  return runs
}

/** Pads to the length of the longest. */
export function packBatch(sequences: readonly TokenSequence[], maxLengthTokens: number): PackedBatch {
  const longest = Math.max(...sequences.map(({ tokens }) => tokens.length))
  if (longest > maxLengthTokens)
    throw new RlvrError('RLVR_POLICY', `A sequence has ${longest} tokens; the policy holds ${maxLengthTokens}.`)
  const positions = paddedPositions(longest, maxLengthTokens)
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
export function unpackScores(batch: PackedBatch, ofAll: TokenScores): TokenScores[] {
  const { logProbs, entropies, values } = ofAll
  return batch.places.map((places) => {
    const at = (all: Float32Array): Float32Array => Float32Array.from(places, (place) => all[place] as number)
    return {
      logProbs: at(logProbs),
      ...(entropies !== undefined && { entropies: at(entropies) }),
      ...(values !== undefined && { values: at(values) }),
    }
  })
}
