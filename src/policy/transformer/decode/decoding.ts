// Where the keys, values and probabilities of a wave of replies live, and what computes with them: what the schedule of
// `decoder.ts` asks of either place. On the host attention is a kernel over caches in WebAssembly memory and tokens are
// drawn in JavaScript (`host-decoding.ts`); where tensors live on a device all of it stays there (`device/`).
import type { Sampling } from '../../../core/policy.ts'
import type { Weights } from '../model/weights.ts'
import type { SampledToken } from './sample-token.ts'

/** A run of tokens in the caches. */
export interface Segment {
  readonly parent: Segment | null
  /** Position of its first token in its sequences. */
  readonly start: number
  /** How many it has room for; all of them are there before another segment has it as its parent. */
  readonly tokens: number
  /** How many tokens of other segments lie before it in the caches. */
  readonly place: number
}

/** One token of a step. */
export interface StepRow {
  readonly segment: Segment
  readonly position: number
  readonly token: number
}

/** What a wave needs. */
export interface Extent {
  /** Most rows of a step. */
  readonly rows: number
  /** Tokens of all segments. */
  readonly tokens: number
  /** Most tokens of one sequence. */
  readonly longest: number
  /** Most segments of one sequence. */
  readonly deepest: number
}

/** A token to be drawn. */
export interface Draw {
  /** The index of the row that it follows. */
  readonly row: number
  /** From 0 to below 1, uniform: which of the tokens it is, in the order in which they are gone through. */
  readonly uniform: number
}

export interface Decoding {
  /** Bytes that one token takes in the caches of all layers. */
  readonly tokenBytes: number
  /** Most tokens that the caches can hold at all. */
  readonly mostTokens: number
  /** Tokens of prompts that are read in one pass: enough for products at full speed, few enough for small workspaces. */
  readonly promptRows: number
  /** Prepares for a wave. What the caches held is lost. */
  layOut(extent: Extent): void | Promise<void>
  /**
   * Appends rows to the caches and draws what follows some of them; gives the tokens in the order of the draws.
   * @param rows those of one sequence in its order
   * @param draws by ascending rows; a row may be followed by several tokens, or none
   */
  step(
    weights: Weights,
    rows: readonly StepRow[],
    draws: readonly Draw[],
    sampling: Sampling,
  ): Promise<readonly SampledToken[]>
  /** Lets go of what is held only while replies are made. */
  rest(): Promise<void>
  close(): Promise<void>
}

/** Gives out the caches of a wave, run by run. */
export class Segments {
  #taken = 0

  /** Room for `tokens` tokens behind those of `parent`. */
  add(parent: Segment | null, tokens: number): Segment {
    const start = parent === null ? 0 : parent.start + parent.tokens
    const segment = { parent, start, tokens, place: this.#taken }
    this.#taken += tokens
    return segment
  }
}
