// Compiled programs by key, the least recently used thrown out: each shape of a batch is a program of its own.
import type { Backend, CompiledProgram } from '../../../tensor/backend.ts'
import type { Program } from '../../../tensor/program.ts'

const most = 24

export class ProgramCache {
  readonly #backend: Backend
  readonly #compiled = new Map<string, CompiledProgram>()

  constructor(backend: Backend) {
    this.#backend = backend
  }

  async get(key: string, write: () => Program): Promise<CompiledProgram> {
    const known = this.#compiled.get(key)
    const program = known ?? (await this.#backend.compile(write()))
    // Set anew, so that the order of the map is the order of use.
    this.#compiled.delete(key)
    this.#compiled.set(key, program)
    if (this.#compiled.size > most) {
      const [oldest, unused] = this.#compiled.entries().next().value as [string, CompiledProgram]
      this.#compiled.delete(oldest)
      await unused.close()
    }
    return program
  }

  async close(): Promise<void> {
    for (const program of this.#compiled.values()) await program.close()
    this.#compiled.clear()
  }
}
