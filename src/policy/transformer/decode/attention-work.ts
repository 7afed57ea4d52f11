// Attention of one step that several threads share out: pieces of its rows, or of a row's heads, in memory that all of
// them see. Whoever is free takes the next piece; the one that asked takes pieces too and waits only for those that
// others have begun, so a thread that wakes late, or never, costs nothing but its help.
//
// One number says it all: the ticket, which pass it is (upper bits) and which piece comes next (lower bits). A piece is
// taken by raising the ticket from the value at which the description was read; the description changes only while the
// ticket is closed, so what was read is what was taken.
import { RlvrError } from '../../../core/errors.ts'
import {
  argumentNames,
  decodeAttentionOver,
  rowStrides,
  type DecodeAttentionArguments,
  type DecodeAttentionShape,
} from '../../../tensor/wasm/decode-attention.ts'

/** What a thread needs to help; it can be sent to another thread. */
export interface AttentionWork {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly shape: DecodeAttentionShape
  /** Numbers that are read and written atomically. */
  readonly control: SharedArrayBuffer
}

/** Has a thread help until the work is closed; settles then. */
export type AttentionHelper = (work: AttentionWork) => Promise<void>

const words = ['ticket', 'pieces', 'done', 'failed', 'rowsEach', 'byGroup', 'scoreBytes'] as const
const place = Object.fromEntries(words.map((name, index) => [name, index])) as {
  [Name in (typeof words)[number]]: number
}

/** What every piece has in common, in the order in which it is written into the control behind its words. */
const fields = argumentNames.filter((name) => !['firstGroup', 'groups', 'attends'].includes(name))

const pieceBits = 8
const closedPiece = (1 << pieceBits) - 1
const mostPasses = 2 ** 22
const ended = -1

/** Pieces a thread has on average; more share out better, and each costs a little. */
const piecesEach = 6

export function attentionWork(work: Pick<AttentionWork, 'module' | 'memory' | 'shape'>): AttentionWork {
  const control = new SharedArrayBuffer(4 * (words.length + fields.length))
  Atomics.store(new Int32Array(control), place.ticket, closedPiece)
  return { ...work, control }
}

/** Works off pieces of whatever is given out until the work ends. `thread` counts from 1. */
export function helpAttending(work: AttentionWork, thread: number): void {
  const control = new Int32Array(work.control)
  const run = pieceRunner(work, thread)
  for (;;) {
    const ticket = Atomics.load(control, place.ticket)
    if (ticket === ended) return
    if (!takePiece(control, ticket, run)) Atomics.wait(control, place.ticket, ticket)
  }
}

/** The side that gives out work, and takes part in it. */
export class SharedAttention {
  readonly work: AttentionWork
  readonly #control: Int32Array<SharedArrayBuffer>
  readonly #threads: number
  readonly #run: (description: Int32Array, piece: number) => void
  #pass = 0

  /** @param threads all of them, this one included */
  constructor(work: AttentionWork, threads: number) {
    this.work = work
    this.#control = new Int32Array(work.control)
    this.#threads = threads
    this.#run = pieceRunner(work, 0)
  }

  /**
   * Attends over what `given` describes; all its rows have been appended.
   * @param scoreBytes from the room for scores of one thread to that of the next
   */
  attend(given: DecodeAttentionArguments, scoreBytes: number): void {
    const control = this.#control
    this.#pass = (this.#pass + 1) % mostPasses
    const base = this.#pass << pieceBits
    Atomics.store(control, place.ticket, base | closedPiece)
    const { keyValueHeads } = this.work.shape
    const wanted = Math.min(closedPiece - 1, piecesEach * this.#threads)
    // A few rows are shared out by their heads.
    const byGroup = given.rows < wanted && given.rows * keyValueHeads < closedPiece
    const rowsEach = byGroup ? 1 : Math.ceil(given.rows / wanted)
    const pieces = byGroup ? given.rows * keyValueHeads : Math.ceil(given.rows / rowsEach)
    const description = { pieces, done: 0, failed: 0, rowsEach, byGroup: byGroup ? 1 : 0, scoreBytes }
    for (const [name, value] of Object.entries(description))
      Atomics.store(control, place[name as keyof typeof description], value)
    // Addresses are beyond 2 GiB at times, which an Int32Array takes as their bits.
    fields.forEach((name, index) => Atomics.store(control, words.length + index, given[name]))
    Atomics.store(control, place.ticket, base)
    Atomics.notify(control, place.ticket)
    while (takePiece(control, Atomics.load(control, place.ticket), this.#run));
    for (;;) {
      const done = Atomics.load(control, place.done)
      if (done >= pieces) break
      Atomics.wait(control, place.done, done)
    }
    if (Atomics.load(control, place.failed) > 0)
      throw new RlvrError('RLVR_POLICY', 'A thread that took part in attention failed.')
  }

  /** Lets the helpers go. */
  end(): void {
    Atomics.store(this.#control, place.ticket, ended)
    Atomics.notify(this.#control, place.ticket)
  }
}

/** Works off the next piece of what the ticket is of; false where there is none. */
function takePiece(
  control: Int32Array,
  ticket: number,
  run: (description: Int32Array, piece: number) => void,
): boolean {
  const piece = ticket & closedPiece
  const pieces = Atomics.load(control, place.pieces)
  if (piece === closedPiece || piece >= pieces) return false
  const description = control.slice()
  // Another took it, or it is of a pass that has gone by.
  if (Atomics.compareExchange(control, place.ticket, ticket, ticket + 1) !== ticket) return true
  try {
    run(description, piece)
  } catch {
    Atomics.store(control, place.failed, 1)
  }
  if (Atomics.add(control, place.done, 1) + 1 >= pieces) Atomics.notify(control, place.done)
  return true
}

function pieceRunner(
  { module, memory, shape }: AttentionWork,
  thread: number,
): (description: Int32Array, piece: number) => void {
  const kernel = decodeAttentionOver(module, memory)
  const strides = Object.entries(rowStrides(shape)) as [keyof ReturnType<typeof rowStrides>, number][]
  return (description, piece) => {
    const given = { firstGroup: 0, groups: shape.keyValueHeads, attends: 1 } as Record<string, number>
    fields.forEach((name, index) => (given[name] = (description[words.length + index] as number) >>> 0))
    const rowsEach = description[place.rowsEach] as number
    let firstRow = piece * rowsEach
    if (description[place.byGroup] === 1) {
      firstRow = Math.floor(piece / shape.keyValueHeads)
      given['firstGroup'] = piece % shape.keyValueHeads
      given['groups'] = 1
    }
    given['rows'] = Math.min(rowsEach, (given['rows'] as number) - firstRow)
    for (const [name, bytes] of strides) (given[name] as number) += firstRow * bytes
    ;(given['scores'] as number) += thread * (description[place.scoreBytes] as number)
    kernel(given as unknown as DecodeAttentionArguments)
  }
}
