// Compiled programs by key, the least recently used thrown out: each shape of a batch is a program of its own, and a
// back end keeps memory for each.
import { LRUCache } from 'lru-cache'
import type { Backend, CompiledProgram } from '../../../tensor/backend.ts'
import type { Program } from '../../../tensor/program.ts'

const most = 64

export class ProgramCache {
  readonly #backend: Backend
  readonly #compiled: LRUCache<string, CompiledProgram>
  #closing: Promise<void>[] = []

  constructor(backend: Backend) {
    this.#backend = backend
    this.#compiled = new LRUCache<string, CompiledProgram>({
      max: most,
      dispose: (program) => this.#closing.push(program.close()),
    })
  }

  /** How many programs are held. */
  get size(): number {
    return this.#compiled.size
  }

  async get(key: string, write: () => Program): Promise<CompiledProgram> {
    const known = this.#compiled.get(key)
    if (known !== undefined) return known
    const program = await this.#backend.compile(write())
    this.#compiled.set(key, program)
    await this.#closed()
    return program
  }

  async close(): Promise<void> {
    this.#compiled.clear()
    await this.#closed()
  }

  async #closed(): Promise<void> {
    await Promise.all(this.#closing.splice(0))
  }
}
