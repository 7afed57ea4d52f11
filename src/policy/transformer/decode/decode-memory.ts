// The memory that decoding works in: caches of keys and values a layer, and the rows of the step at hand.
// One WebAssembly memory, laid out anew for every wave, read and written by the attention kernel.
import { compileDecodeAttention, type DecodeAttentionArguments } from '../../../tensor/wasm/decode-attention.ts'
import type { Architecture } from '../model/architecture.ts'

const pageBytes = 65_536

interface Layout {
  readonly rows: number
  readonly capacity: number
  readonly queries: number
  readonly keys: number
  readonly values: number
  readonly mixed: number
  readonly slots: number
  readonly lengths: number
  readonly scores: number
  /** Start of the caches: for each layer its keys, then its values. */
  readonly caches: number
  readonly end: number
}

export class DecodeMemory {
  readonly #architecture: Architecture
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 })
  readonly #kernels = new Map<number, (given: DecodeAttentionArguments) => void>()
  #layout: Layout
  #liveRows = 0

  constructor(architecture: Architecture) {
    this.#architecture = architecture
    this.#layout = layoutOf(architecture, 0, 4)
  }

  /** How many rows fit into a budget at a capacity; at least 1. */
  rowsWithin(budgetBytes: number, capacity: number): number {
    return Math.max(1, Math.floor(budgetBytes / (2 * this.#architecture.layers * this.#slotBytes(roundUp(capacity)))))
  }

  /** Prepares for `rows` sequences of at most `capacity` tokens. What the caches held is lost. */
  layOut(rows: number, capacity: number): void {
    this.#layout = layoutOf(this.#architecture, rows, roundUp(capacity))
    const missing = this.#layout.end - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes))
  }

  /** Names the rows of the next step: their cache slots and positions. Gives the positions. */
  setRows(rows: readonly { slot: number; position: number }[]): Int32Array {
    const slots = new Int32Array(this.#memory.buffer, this.#layout.slots, rows.length)
    const lengths = new Int32Array(this.#memory.buffer, this.#layout.lengths, rows.length)
    rows.forEach((row, index) => {
      slots[index] = row.slot
      lengths[index] = row.position
    })
    this.#liveRows = rows.length
    return lengths
  }

  /** Where the query, key or value of the step's rows belongs. [rows, d] */
  attentionInput(name: 'queries' | 'keys' | 'values', rows: number): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#layout[name], rows * this.#architecture.width)
  }

  /** What attention gave. [rows, d] */
  mixed(rows: number): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#layout.mixed, rows * this.#architecture.width)
  }

  /** Appends the step's keys and values to a layer's cache and attends over it. */
  attend(layer: number): void {
    const { queries, keys, values, mixed, slots, lengths, scores } = this.#layout
    const keyCache = this.#cacheStart(layer, 0)
    const valueCache = this.#cacheStart(layer, 1)
    this.#kernel()({
      rows: this.#liveRows,
      query: queries,
      key: keys,
      value: values,
      mixed,
      keyCache,
      valueCache,
      slots,
      lengths,
      scores,
    })
  }

  /** Copies the first `tokens` cached keys and values of every layer from one slot to another. */
  copySlot(from: number, to: number, tokens: number): void {
    const { heads, layers } = this.#architecture
    const bytes = new Uint8Array(this.#memory.buffer)
    const headBytes = this.#slotBytes(this.#layout.capacity) / heads
    const usedBytes = (headBytes / this.#layout.capacity) * tokens
    for (let cache = 0; cache < 2 * layers; cache++) {
      const start = this.#cacheStart(cache >> 1, cache & 1)
      for (let head = 0; head < heads; head++) {
        const source = start + (from * heads + head) * headBytes
        bytes.copyWithin(start + (to * heads + head) * headBytes, source, source + usedBytes)
      }
    }
  }

  #kernel(): (given: DecodeAttentionArguments) => void {
    const { capacity } = this.#layout
    let kernel = this.#kernels.get(capacity)
    if (kernel === undefined) {
      const { heads, width } = this.#architecture
      kernel = compileDecodeAttention({ heads, headWidth: width / heads, capacity }, this.#memory)
      this.#kernels.set(capacity, kernel)
    }
    return kernel
  }

  /** Bytes of the keys (or values) of one sequence in one layer. */
  #slotBytes(capacity: number): number {
    return capacity * this.#architecture.width * 4
  }

  #cacheStart(layer: number, part: number): number {
    const { caches, rows, capacity } = this.#layout
    return caches + (2 * layer + part) * rows * this.#slotBytes(capacity)
  }
}

function layoutOf({ width, layers }: Architecture, rows: number, capacity: number): Layout {
  let end = 0
  const take = (bytes: number): number => {
    const start = end
    end += Math.ceil(bytes / 16) * 16
    return start
  }
  const rowBytes = rows * width * 4
  const [queries, keys, values, mixed] = [take(rowBytes), take(rowBytes), take(rowBytes), take(rowBytes)] as const
  const [slots, lengths] = [take(rows * 4), take(rows * 4)] as const
  // The kernel pads the scores to a multiple of four.
  const scores = take((capacity + 4) * 4)
  const caches = take(2 * layers * rows * capacity * width * 4)
  return { rows, capacity, queries, keys, values, mixed, slots, lengths, scores, caches, end }
}

/** Capacities are rounded to multiples of 16 tokens, so that few kernels are compiled. */
function roundUp(capacity: number): number {
  return Math.ceil(capacity / 16) * 16
}
