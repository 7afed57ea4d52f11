// The scores of a run, chunk by chunk, as they come out of programs. On a device what belongs to the same positions is
// put side by side first: a reading waits for everything before it, and there is one for all scores.
import type { TokenScores } from '../../../core/policy.ts'
import type { Backend, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import { pickedRows, Program } from '../../../tensor/program.ts'
import type { ProgramCache } from './program-cache.ts'

const names = ['logProbs', 'entropies', 'values'] as const

export class ScoreColumns {
  readonly columns: { -readonly [name in keyof TokenScores]: TokenScores[name] }
  readonly #backend: Backend
  readonly #programs: ProgramCache
  readonly #count: number

  constructor(count: number, { backend, programs }: { readonly backend: Backend; readonly programs: ProgramCache }) {
    this.#backend = backend
    this.#programs = programs
    this.#count = count
    this.columns = { logProbs: new Float32Array(count) }
  }

  /** Takes the scores of the positions from `from` on out of the outputs of a program, which are let go. */
  async take(outputs: Tensors, from: number): Promise<void> {
    const given = names.filter((name) => outputs[name] !== undefined)
    const parts = given.map((name) => outputs[name] as DeviceTensor)
    const read = this.#backend.onDevice && parts.length > 1 ? this.#together(parts) : this.#oneByOne(parts)
    for (const [index, numbers] of (await read).entries())
      (this.columns[given[index] as keyof TokenScores] ??= new Float32Array(this.#count)).set(numbers, from)
    for (const part of parts) this.#backend.dispose(part)
  }

  async #oneByOne(parts: readonly DeviceTensor[]): Promise<Float32Array[]> {
    const read: Float32Array[] = []
    for (const part of parts) read.push((await this.#backend.download(part)) as Float32Array)
    return read
  }

  async #together(parts: readonly DeviceTensor[]): Promise<Float32Array[]> {
    const width = parts.length
    const program = await this.#programs.get(`side by side ${width}`, () => sideBySide(width))
    const { scores } = await program.run(Object.fromEntries(parts.map((part, index) => [`score.${index}`, part])))
    const numbers = (await this.#backend.download(scores as DeviceTensor)) as Float32Array
    this.#backend.dispose(scores as DeviceTensor)
    return parts.map((_, column) =>
      Float32Array.from({ length: numbers.length / width }, (__, row) => numbers[row * width + column] as number),
    )
  }
}

/** Inputs `score.0`, `score.1`, … [S, 1]; output `scores` [S, width]. */
function sideBySide(width: number): Program {
  const program = new Program()
  const columns = Array.from({ length: width }, (_, index) => program.input(`score.${index}`, [pickedRows, 1]))
  program.output('scores', program.concat(columns, 1))
  return program
}
