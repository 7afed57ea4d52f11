// Keys and values of all layers in tables of the device, which are made there and written in place where the back end can
// do that.
import type { Backend, DeviceTensor, Tensors } from '../../../../tensor/backend.ts'
import { attentionShape, type Architecture } from '../../model/architecture.ts'
import { tableNames, written, zerosProgram } from './programs.ts'

/** Tables have room for a multiple of this, so that waves that are nearly alike share them. */
const roundTokens = 256

/** What programs take of the tables. */
interface Held {
  /** C; the last place is nobody's. */
  readonly room: number
  readonly tables: Record<string, DeviceTensor>
  /** By the names of the inputs that say where heads begin, and by how much places rise. */
  readonly fixed: Tensors
}

export class DeviceTables {
  readonly #architecture: Architecture
  readonly #backend: Backend
  #held: Held | null = null

  constructor(architecture: Architecture, backend: Backend) {
    this.#architecture = architecture
    this.#backend = backend
  }

  /** Most tokens there can be room for: rows of a table are counted by 32-bit numbers. */
  get mostTokens(): number {
    return Math.floor(2 ** 31 / attentionShape(this.#architecture).keyValueHeads) - roundTokens
  }

  /** A place that nobody reads. */
  get nowhere(): number {
    return (this.#held?.room ?? 0) - 1
  }

  /** By the names of inputs. */
  get tables(): Tensors {
    return this.#held?.tables ?? {}
  }

  /** As outputs that may be written in place; what a program gives is for `take`. */
  get into(): Tensors {
    return Object.fromEntries(Object.entries(this.tables).map(([name, tensor]) => [written(name), tensor]))
  }

  get fixed(): Tensors {
    return this.#held?.fixed ?? {}
  }

  /** Makes room; what they hold is of no use any more. */
  async layOut(tokens: number): Promise<void> {
    if (this.#held !== null && this.#held.room > tokens) return
    this.dispose()
    const { keyValueHeads, headWidth } = attentionShape(this.#architecture)
    const room = Math.ceil((tokens + 1) / roundTokens) * roundTokens
    const offsets = Int32Array.from({ length: keyValueHeads }, (_, head) => head * room)
    const held: Held = {
      room,
      tables: {},
      fixed: {
        offsets: this.#backend.upload(offsets, [1, keyValueHeads]),
        one: this.#backend.upload(Int32Array.of(1), [1]),
      },
    }
    this.#held = held
    const zeros = await this.#backend.compile(zerosProgram([keyValueHeads * room, headWidth]))
    try {
      for (let layer = 0; layer < this.#architecture.layers; layer++)
        for (const name of Object.values(tableNames(layer)))
          held.tables[name] = (await zeros.run({}))['zeros'] as DeviceTensor
    } finally {
      await zeros.close()
    }
  }

  /** Takes tables that programs have written, in place or as new ones. */
  take(outputs: Tensors): void {
    const { tables } = this.#held as Held
    for (const [name, before] of Object.entries(tables)) {
      const after = outputs[written(name)]
      if (after === undefined || after === before) continue
      this.#backend.dispose(before)
      tables[name] = after
    }
  }

  dispose(): void {
    for (const tensor of Object.values({ ...this.tables, ...this.fixed })) this.#backend.dispose(tensor)
    this.#held = null
  }
}
