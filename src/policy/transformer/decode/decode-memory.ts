// The memory that decoding works in: caches of keys and values a layer, and the rows of the step at hand.
// One WebAssembly memory, laid out anew for every wave, read and written by the attention kernel.
//
// The caches are given out in segments: runs of tokens, each with what came before it as its parent, so that what
// prompts have in common is kept once. Shape letters: N = rows of a step, d = width, H, G, K as in `attentionShape`.
import { RlvrError } from '../../../core/errors.ts'
import {
  decodeAttentionModule,
  decodeAttentionOver,
  overreadBytes,
  type DecodeAttentionArguments,
} from '../../../tensor/wasm/decode-attention.ts'
import { attentionShape, type Architecture, type AttentionShape } from '../model/architecture.ts'
import { attentionWork, SharedAttention, type AttentionHelper } from './attention-work.ts'
import type { Extent, Segment, StepRow } from './decoding.ts'

const pageBytes = 65_536
const mostPages = 65_536

/** Multiplications of a layer's attention from which on waking other threads costs less than they save, about 0.3 ms. */
const fewestShared = 2e6

export type StepArray = 'queries' | 'keys' | 'values' | 'mixed' | 'residual' | 'nextResidual'

type Layout = { readonly [Name in StepArray | 'rowTable' | 'segmentTable' | 'scores' | 'caches' | 'end']: number } & {
  readonly extent: Extent
  readonly scoreStride: number
  /** Of the scores of one thread. */
  readonly scoreBytes: number
}

interface Sharing {
  readonly attention: SharedAttention
  /** Settles when the helpers have gone. */
  readonly helping: Promise<unknown>
}

export class DecodeMemory {
  readonly #architecture: Architecture
  readonly #attention: AttentionShape
  readonly #memory: WebAssembly.Memory
  readonly #module: WebAssembly.Module
  readonly #helpers: readonly AttentionHelper[]
  readonly #kernel: (given: DecodeAttentionArguments) => void
  readonly #windowed: ReadonlySet<number>
  #layout: Layout
  #rows = 0
  /** Whether rows of the step see tokens that others of its rows append. */
  #seesOthers = false
  /** Tokens that the rows of the step see, all together. */
  #seen = 0
  /** While helpers are at hand. */
  #shared: Sharing | null = null

  /** @param helpers threads that may take part in attention */
  constructor(architecture: Architecture, helpers: readonly AttentionHelper[] = []) {
    this.#architecture = architecture
    this.#attention = attentionShape(architecture)
    this.#helpers = helpers
    const shared = helpers.length > 0
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, ...(shared && { shared }) })
    this.#module = decodeAttentionModule(this.#attention, shared)
    this.#kernel = decodeAttentionOver(this.#module, this.#memory)
    this.#windowed = new Set(architecture.slidingWindow?.layers)
    this.#layout = this.#layoutOf({ rows: 0, tokens: 0, longest: 0, deepest: 1 })
  }

  /** Bytes that one token takes in the caches of all layers. */
  get tokenBytes(): number {
    return 2 * this.#architecture.layers * this.#attention.keyValueWidth * 4
  }

  /** Most tokens that the caches can hold at all, beside 256 MiB for the rows of a step. */
  get mostTokens(): number {
    return Math.floor((mostPages * pageBytes - 256 * 2 ** 20) / this.tokenBytes)
  }

  /** Prepares for a wave. What the caches held is lost, and arrays given before are no longer of use. */
  layOut(extent: Extent): void {
    this.#layout = this.#layoutOf(extent)
    const missing = Math.ceil((this.#layout.end - this.#memory.buffer.byteLength) / pageBytes)
    if (this.#layout.end > mostPages * pageBytes)
      throw new RlvrError(
        'RLVR_POLICY',
        `Keys and values of ${extent.tokens} tokens need ${Math.ceil(this.#layout.end / 2 ** 20)} MiB; there is room for ${(mostPages * pageBytes) / 2 ** 20}. Ask for fewer tokens.`,
      )
    if (missing > 0) this.#memory.grow(missing)
  }

  /**
   * Names the rows of the next step: where each is appended and what it sees. Rows of one sequence come in its order.
   * @param attends the indices of the rows that attend; the others are only appended
   */
  setRows(rows: readonly StepRow[], attends: (index: number) => boolean = () => true): void {
    this.#rows = rows.length
    this.#seesOthers = new Set(rows.map(({ segment }) => segment)).size < rows.length
    const { window } = this.#tables()
    this.#writeTables(0, rows, attends, Infinity)
    if (this.#windowed.size > 0) this.#writeTables(1, rows, attends, window)
  }

  /** An array of the step's rows, [N, its width]. */
  array(name: StepArray, rows: number): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#layout[name], rows * this.#widthOf(name))
  }

  /** Appends the step's keys and values to a layer's caches and attends over them. */
  attend(layer: number): void {
    const { queries, keys, values, mixed, scores, scoreStride, scoreBytes, extent, caches } = this.#layout
    const cacheBytes = extent.tokens * this.#attention.keyValueWidth * 4
    const { rowTable, segmentTable } = this.#tables(this.#windowed.has(layer) ? 1 : 0)
    const given = {
      rows: this.#rows,
      query: queries,
      key: keys,
      value: values,
      mixed,
      keyCache: caches + 2 * layer * cacheBytes,
      valueCache: caches + (2 * layer + 1) * cacheBytes,
      rowTable,
      segmentTable,
      scores,
      scoreStride,
      firstGroup: 0,
      groups: this.#attention.keyValueHeads,
      attends: 1,
    }
    if (this.#helpers.length === 0 || this.#seen * this.#attention.queryWidth * 2 < fewestShared)
      return this.#kernel(given)
    // Each piece appends its rows again, to the same effect.
    if (this.#seesOthers) this.#kernel({ ...given, attends: 0 })
    this.#shared ??= this.#startSharing()
    this.#shared.attention.attend(given, scoreBytes)
  }

  /** Lets go of the threads that take part, until the next attention that is worth them. */
  async rest(): Promise<void> {
    const shared = this.#shared
    this.#shared = null
    shared?.attention.end()
    await shared?.helping
  }

  #startSharing(): Sharing {
    const work = attentionWork({ module: this.#module, memory: this.#memory, shape: this.#attention })
    // What a helper cannot do, this thread does.
    const helping = Promise.allSettled(this.#helpers.map((help) => help(work)))
    return { attention: new SharedAttention(work, 1 + this.#helpers.length), helping }
  }

  /** The tables of full layers (0) or of those with a window (1). */
  #tables(which = 0): { rowTable: number; segmentTable: number; window: number } {
    const { rowTable, segmentTable, extent } = this.#layout
    return {
      rowTable: rowTable + which * extent.rows * 16,
      segmentTable: segmentTable + which * extent.rows * extent.deepest * 16,
      window: this.#architecture.slidingWindow?.tokens ?? Infinity,
    }
  }

  #writeTables(
    which: number,
    rows: readonly StepRow[],
    attends: (index: number) => boolean,
    windowTokens: number,
  ): void {
    const { rowTable, segmentTable } = this.#tables(which)
    const { extent } = this.#layout
    const rowEntries = new Int32Array(this.#memory.buffer, rowTable, rows.length * 4)
    const segmentEntries = new Int32Array(this.#memory.buffer, segmentTable, rows.length * extent.deepest * 4)
    const { headWidth, keyValueWidth } = this.#attention
    let next = 0
    rows.forEach(({ segment: own, position }, index) => {
      const first = next
      const earliest = position - windowTokens + 1
      if (attends(index))
        for (let segment: Segment | null = own; segment !== null; segment = segment.parent) {
          const skipped = Math.max(0, earliest - segment.start)
          const tokens = (segment === own ? position - own.start + 1 : segment.tokens) - skipped
          if (tokens <= 0) break
          const at = 4 * next++
          segmentEntries[at] = segment.place * keyValueWidth * 4 + skipped * headWidth * 4
          segmentEntries[at + 1] = segment.tokens * headWidth * 4
          segmentEntries[at + 2] = tokens
        }
      rowEntries[4 * index] = own.place * keyValueWidth * 4 + (position - own.start) * headWidth * 4
      rowEntries[4 * index + 1] = own.tokens * headWidth * 4
      rowEntries[4 * index + 2] = first
      rowEntries[4 * index + 3] = next - first
    })
    if (which > 0) return
    this.#seen = 0
    for (let entry = 0; entry < next; entry++) this.#seen += segmentEntries[4 * entry + 2] as number
  }

  #widthOf(name: StepArray): number {
    const { queryWidth, keyValueWidth } = this.#attention
    if (name === 'queries' || name === 'mixed') return queryWidth
    return name === 'keys' || name === 'values' ? keyValueWidth : this.#architecture.width
  }

  #layoutOf(extent: Extent): Layout {
    const { rows, tokens, longest, deepest } = extent
    let end = 0
    const take = (bytes: number): number => {
      const start = end
      end += Math.ceil(bytes / 16) * 16
      return start
    }
    const array = (name: StepArray): number => take(rows * this.#widthOf(name) * 4)
    const { heads, keyValueHeads, keyValueWidth } = this.#attention
    const tables = this.#windowed.size > 0 ? 2 : 1
    const scoreStride = Math.ceil((longest + 4 * deepest) / 4) * 16 + 32
    const scoreBytes = (scoreStride * heads) / keyValueHeads
    return {
      extent,
      scoreStride,
      scoreBytes,
      queries: array('queries'),
      keys: array('keys'),
      values: array('values'),
      mixed: array('mixed'),
      residual: array('residual'),
      nextResidual: array('nextResidual'),
      rowTable: take(tables * rows * 16),
      segmentTable: take(tables * rows * deepest * 16),
      scores: take((1 + this.#helpers.length) * scoreBytes),
      caches: take(2 * this.#architecture.layers * tokens * keyValueWidth * 4),
      end: end + overreadBytes(this.#attention),
    }
  }
}
