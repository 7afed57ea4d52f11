// One pass over some tokens, each of a sequence whose earlier tokens are cached or come before it in the same pass.
// Products run as step programs, attention over the caches between them in the kernel of `DecodeMemory`.
import type { Backend, CompiledProgram, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import type { ConstantStorage } from '../../../tensor/program.ts'
import type { Weights } from '../model/weights.ts'
import {
  blockProgram,
  blockWeights,
  embedProgram,
  embedWeights,
  headProgram,
  headWeights,
  type DecodedModel,
  type GivenWeights,
} from './decode-programs.ts'
import type { DecodeMemory, StepArray } from './decode-memory.ts'
import type { StepRow } from './decoding.ts'

/** Numbers of next-token probabilities that are held at once. */
const mostProbabilities = 2 ** 24

/** Called with some of the wanted rows at a time: the index of the first, and probabilities [rows, V] that are good until it returns. */
export type TakeProbabilities = (first: number, probabilities_NV: Float32Array) => void

interface Programs {
  readonly embed: CompiledProgram
  /** From each layer's attention to the next one's; one program for all of them where weights are inputs. */
  readonly blocks: readonly CompiledProgram[]
  readonly head: CompiledProgram
}

export class DecodeStep {
  readonly #model: DecodedModel
  readonly #backend: Backend
  readonly #memory: DecodeMemory
  readonly #holds: ConstantStorage | null
  /** Those of the model alone, and of the model with its adapters; made when they are first asked for. */
  readonly #programs = new Map<'base' | 'adapted', Programs>()
  /** The memory's arrays as tensors, while steps have as many rows. */
  #tensors = new Map<StepArray, DeviceTensor>()
  #rows = 0

  /** @param holds how programs hold the weights, which never change then, but for adapters; null where they are inputs */
  constructor(model: DecodedModel, backend: Backend, memory: DecodeMemory, holds: ConstantStorage | null) {
    this.#model = model
    this.#holds = holds
    this.#backend = backend
    this.#memory = memory
  }

  /**
   * Appends the rows to the caches and gives the probabilities of what follows the wanted ones.
   * @param wanted ascending indices of rows; the last layer's work is done for no others
   */
  async run(
    weights: Weights,
    rows: readonly StepRow[],
    wanted: readonly number[],
    { temperature, take }: { readonly temperature: number; readonly take: TakeProbabilities },
  ): Promise<void> {
    const { model, programs } = await this.#programsFor(weights)
    // Where programs hold the weights, no layer is asked for: it might have to be widened first.
    const given: GivenWeights =
      this.#holds === null
        ? weights
        : { outside: weights.outside, layer: (index) => weights.adapter?.layer(index) ?? {} }
    const { layers } = model.architecture
    const memory = this.#memory
    if (rows.length !== this.#rows) this.forgetArrays()
    this.#rows = rows.length
    const tokens = this.#backend.upload(
      Int32Array.from(rows, (row) => row.token),
      [rows.length],
    )
    const positions = this.#backend.upload(
      Int32Array.from(rows, (row) => row.position),
      [rows.length],
    )
    memory.setRows(rows)
    await this.#attentionInputs(programs.embed, { ...embedWeights(model, given), tokens, positions }, 'residual')
    let residual: 'residual' | 'nextResidual' = 'residual'
    for (let layer = 0; layer < layers - 1; layer++) {
      memory.attend(layer)
      const inputs = {
        ...blockWeights(model, given, layer),
        x: this.#tensor(residual),
        mixed: this.#tensor('mixed'),
        positions,
      }
      residual = residual === 'residual' ? 'nextResidual' : 'residual'
      await this.#attentionInputs(programs.blocks[layer] as CompiledProgram, inputs, residual)
    }
    if (wanted.length < rows.length) {
      const isWanted = new Set(wanted)
      memory.setRows(rows, (index) => isWanted.has(index))
    }
    memory.attend(layers - 1)
    for (const tensor of [tokens, positions]) this.#backend.dispose(tensor)
    const head = { run: programs.head, weights: headWeights(model, given) }
    await this.#head(head, residual, wanted, temperature, take)
  }

  /** To be called when the memory was laid out anew. */
  forgetArrays(): void {
    for (const tensor of this.#tensors.values()) this.#backend.dispose(tensor)
    this.#tensors.clear()
  }

  async close(): Promise<void> {
    this.forgetArrays()
    for (const { embed, blocks, head } of this.#programs.values())
      for (const program of new Set([embed, ...blocks, head])) await program.close()
    this.#programs.clear()
  }

  /** Weights that come without adapters' matrices are the base's: the adapter is off. */
  async #programsFor(weights: Weights): Promise<{ readonly model: DecodedModel; readonly programs: Programs }> {
    const isAdapted = weights.lora !== null
    const key = isAdapted ? 'adapted' : 'base'
    const model = isAdapted ? this.#model : { architecture: this.#model.architecture }
    let programs = this.#programs.get(key)
    if (programs === undefined) {
      programs = await (this.#holds === null
        ? this.#sharedPrograms(model)
        : this.#holdingPrograms(model, weights, this.#holds))
      this.#programs.set(key, programs)
    }
    return { model, programs }
  }

  /** Programs whose weights are inputs. */
  async #sharedPrograms(model: DecodedModel): Promise<Programs> {
    const { layers } = model.architecture
    const embed = await this.#backend.compile(embedProgram(model))
    const block = layers > 1 ? [await this.#backend.compile(blockProgram(model))] : []
    const head = await this.#backend.compile(headProgram(model))
    return { embed, blocks: Array.from({ length: layers - 1 }, () => block[0] as CompiledProgram), head }
  }

  /** A program a layer, each with the weights that it works with but for adapters and the table of the embedding. */
  async #holdingPrograms(model: DecodedModel, weights: Weights, precision: ConstantStorage): Promise<Programs> {
    const held = async (all: Tensors): Promise<Map<string, Float32Array>> => {
      const arrays = new Map<string, Float32Array>()
      for (const [name, tensor] of Object.entries(all))
        if (!name.includes('.lora')) arrays.set(name, (await this.#backend.download(tensor)) as Float32Array)
      return arrays
    }
    const first = await held(embedWeights(model, weights))
    for (const table of ['embedding', 'positionTable']) first.delete(table)
    const embed = await this.#backend.compile(embedProgram(model, { numbers: first, precision }))
    const blocks: CompiledProgram[] = []
    for (let layer = 0; layer < model.architecture.layers - 1; layer++) {
      const own = await held(blockWeights(model, weights, layer))
      blocks.push(await this.#backend.compile(blockProgram(model, { numbers: own, precision })))
    }
    const last = await held(headWeights(model, weights))
    const head = await this.#backend.compile(headProgram(model, { numbers: last, precision }))
    return { embed, blocks, head }
  }

  async #head(
    head: { readonly run: CompiledProgram; readonly weights: Tensors },
    residual: StepArray,
    wanted: readonly number[],
    temperature: number,
    take: TakeProbabilities,
  ): Promise<void> {
    if (wanted.length === 0) return
    const { vocabularySize } = this.#model.architecture
    const inverseTemperature = this.#backend.upload(Float32Array.of(1 / temperature), [1])
    const most = Math.max(1, Math.floor(mostProbabilities / vocabularySize))
    for (let first = 0; first < wanted.length; first += most) {
      const some = wanted.slice(first, first + most)
      const x = this.#pick(residual, some)
      const mixed = this.#pick('mixed', some)
      const { probabilities } = await head.run.run({ ...head.weights, x, mixed, inverseTemperature })
      take(first, (await this.#backend.download(probabilities as DeviceTensor)) as Float32Array)
      for (const tensor of [x, mixed, probabilities as DeviceTensor]) this.#backend.dispose(tensor)
    }
    this.#backend.dispose(inverseTemperature)
  }

  /** Some rows of an array, as a tensor of their own. */
  #pick(name: StepArray, indices: readonly number[]): DeviceTensor {
    const all = this.#memory.array(name, this.#rows)
    const width = all.length / this.#rows
    const first = indices[0] as number
    const isRun = (indices.at(-1) as number) - first === indices.length - 1
    if (isRun)
      return this.#backend.upload(all.subarray(first * width, (first + indices.length) * width), [
        indices.length,
        width,
      ])
    const some = new Float32Array(indices.length * width)
    indices.forEach((index, at) => some.set(all.subarray(index * width, (index + 1) * width), at * width))
    return this.#backend.upload(some, [indices.length, width])
  }

  /** Runs a program that ends before an attention: residual, query, key and value land in the decode memory. */
  async #attentionInputs(program: CompiledProgram, inputs: Tensors, residual: StepArray): Promise<void> {
    const arrays = { queries: 'queries', keys: 'keys', values: 'values', residual } as const
    const into: Record<string, DeviceTensor> = {}
    if (this.#backend.keepsArrays) for (const [name, array] of Object.entries(arrays)) into[name] = this.#tensor(array)
    const outputs = await program.run(inputs, into)
    for (const [name, array] of Object.entries(arrays)) {
      const output = outputs[name] as DeviceTensor
      if (output === into[name]) continue
      // A back end that cannot write in place gives a tensor of its own.
      this.#memory.array(array, this.#rows).set(await this.#backend.download(output))
      this.#backend.dispose(output)
      const stale = this.#tensors.get(array)
      if (stale !== undefined) this.#backend.dispose(stale)
      this.#tensors.delete(array)
    }
    // The kernel is about to write it behind the back of a back end that keeps copies.
    const mixed = this.#tensors.get('mixed')
    if (this.#backend.keepsArrays || mixed === undefined) return
    this.#backend.dispose(mixed)
    this.#tensors.delete('mixed')
  }

  #tensor(name: StepArray): DeviceTensor {
    let tensor = this.#tensors.get(name)
    if (tensor === undefined) {
      const array = this.#memory.array(name, this.#rows)
      tensor = this.#backend.upload(array, [this.#rows, array.length / this.#rows])
      this.#tensors.set(name, tensor)
    }
    return tensor
  }
}
