// What a position may look at, as numbers added to the scores before the softmax: 0 where it may, a large negative
// number where it may not; finite, so that no NaN can arise. Which tokens share a row is the caller's business:
// causal rows, sliding windows and packed rows are masks.
import { dimension, type Program, type Value } from '../../../tensor/program.ts'
import { attentionShape, type Architecture } from './architecture.ts'

const hidden = -1e9

/** Each position sees the `window` positions up to its own. [positions, positions] */
export function causalMask(positions: number, window: number = Infinity): Float32Array {
  const mask = new Float32Array(positions * positions).fill(hidden)
  for (let row = 0; row < positions; row++)
    mask.fill(0, row * positions + Math.max(0, row - window + 1), row * positions + row + 1)
  return mask
}

/**
 * Where the tokens of one packed row belong. A segment is a piece of text that may continue another one: the replies of
 * a group are segments that continue the prompt's.
 */
export interface PackedRow {
  /** Of each token; below 0 for padding, which sees itself alone. */
  readonly segments: ArrayLike<number>
  /** Of each token in its own text, the prompt counted in. */
  readonly positions: ArrayLike<number>
  /** For each segment, the one that it continues; below 0 for none. */
  readonly continues: ArrayLike<number>
}

/**
 * A token sees those of its own segment, and of the segments that this one continues, that are no later than it and
 * less than `window` positions back. [tokens, tokens]
 * @throws for segments that continue each other in a circle
 */
export function packedMask({ segments, positions, continues }: PackedRow, window: number = Infinity): Float32Array {
  const tokens = segments.length
  const seen = Array.from({ length: continues.length }, (_, segment) => lineOf(segment, continues))
  const mask = new Float32Array(tokens * tokens).fill(hidden)
  for (let row = 0; row < tokens; row++) {
    mask[row * tokens + row] = 0
    const line = seen[segments[row] as number]
    if (line === undefined) continue
    for (let column = 0; column < tokens; column++) {
      const back = (positions[row] as number) - (positions[column] as number)
      if (back >= 0 && back < window && line.has(segments[column] as number)) mask[row * tokens + column] = 0
    }
  }
  return mask
}

/** The window of a layer in tokens, its own position counted in; `Infinity` for everything. */
export function windowOf({ slidingWindow }: Architecture, layer: number): number {
  return slidingWindow?.layers.includes(layer) === true ? slidingWindow.tokens : Infinity
}

/**
 * A mask [B or 1, queries, keys] as `attend` adds it, with a row for each query head of a group: [1, queries · g, keys]
 * where all rows of the batch share it, else [B, 1, queries · g, keys]; g = heads / keyValueHeads. Made once, for all layers.
 */
export function maskOfHeads(program: Program, architecture: Architecture, mask_BQP: Value): Value {
  const { heads, keyValueHeads } = attentionShape(architecture)
  const group = heads / keyValueHeads
  const [rows, queries, keys] = [dimension(mask_BQP, 0), dimension(mask_BQP, 1), dimension(mask_BQP, 2)]
  const shape = rows === 1 ? [1, queries * group, keys] : [rows, 1, queries * group, keys]
  if (group === 1) return rows === 1 ? mask_BQP : program.reshape(mask_BQP, shape)
  const flat = rows < 0 ? rows : rows * queries
  const spread = program.broadcast(program.reshape(mask_BQP, [flat, 1, keys]), [flat, group, keys])
  return program.reshape(spread, shape)
}

function lineOf(segment: number, continues: ArrayLike<number>): Set<number> {
  const line = new Set<number>()
  for (let at = segment; at >= 0; at = continues[at] ?? -1) {
    if (line.has(at)) throw new Error(`segment ${segment} continues itself`)
    line.add(at)
  }
  return line
}
