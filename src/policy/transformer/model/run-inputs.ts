// Inputs of programs that follow from the shape of a run: masks, zeros, what adapters leave out. Where the host's arrays
// are at hand they are made there and given over; on a device, where their bytes would cross, small programs make them
// from a few numbers a row. This is the one place where training asks which of the two it is.
import { Rng } from '../../../core/random.ts'
import type { Backend, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import { anyRows, Program } from '../../../tensor/program.ts'
import { attentionShape } from './architecture.ts'
import { maskOf, maskProgram, spansOf } from './attention-mask.ts'
import { dropColumns, dropProgram, dropRows } from './device-dropout.ts'
import { drawKept } from './lora.ts'
import type { PackedRun } from './packed-rows.ts'
import { prefixed } from './parameter-set.ts'
import type { ProgramCache } from './program-cache.ts'
import type { Scratch } from './scratch.ts'
import type { Trained } from './training-programs.ts'

export interface RunInputs {
  /** Of layers that look back over so many positions; the caller disposes of it. [N, g·T] */
  mask(run: PackedRun, window: number): Promise<DeviceTensor>
  /** All zeros; the caller disposes of it. [N, width] */
  zeros(run: PackedRun, wanted: ZerosWanted): Promise<DeviceTensor>
  /** What the adapters of a layer leave out, drawn by a seed: the same whenever it is asked for; the caller disposes of it. */
  dropped(run: PackedRun, layer: number, drops: string): Promise<Tensors>
  dispose(): void
}

export interface ZerosWanted {
  readonly width: number
  /** Of the memory that they may stand in. */
  readonly name: string
  /** One that `mask` gave for the run. */
  readonly mask: DeviceTensor
}

export interface RunInputsOptions {
  readonly trained: Trained
  readonly backend: Backend
  readonly programs: ProgramCache
  readonly scratch: Scratch
}

export function runInputs(options: RunInputsOptions): RunInputs {
  return options.backend.onDevice ? new DeviceInputs(options) : new HostInputs(options)
}

class HostInputs implements RunInputs {
  readonly #options: RunInputsOptions

  constructor(options: RunInputsOptions) {
    this.#options = options
  }

  async mask(run: PackedRun, window: number): Promise<DeviceTensor> {
    const group = groupOf(this.#options.trained)
    const { positions, tokens } = run
    return this.#options.backend.upload(maskOf(run, { window, group }), [tokens.length, group * positions])
  }

  async zeros({ tokens }: PackedRun, { name, width }: ZerosWanted): Promise<DeviceTensor> {
    return this.#options.scratch.zeros(name, [tokens.length, width])
  }

  async dropped({ tokens }: PackedRun, layer: number, drops: string): Promise<Tensors> {
    const { trained, backend } = this.#options
    const { dropout } = trained.adapters ?? {}
    if (dropout === undefined) return {}
    const rng = Rng.fromSeed(`${drops}/${layer}`)
    const rows = tokens.length
    return Object.fromEntries(
      [...dropout.widths].map(([name, width]) => [
        name,
        backend.upload(drawKept(rows * width, dropout.chance, rng.fork(name)), [rows, width]),
      ]),
    )
  }

  dispose(): void {}
}

class DeviceInputs implements RunInputs {
  readonly #options: RunInputsOptions
  /** By layer, drawn once. */
  readonly #columns: Tensors[] = []
  /** Those of the last run that left something out: the same for all of its layers. */
  #rows: { readonly key: string; readonly tensor: DeviceTensor } | null = null

  constructor(options: RunInputsOptions) {
    this.#options = options
  }

  async mask(run: PackedRun, window: number): Promise<DeviceTensor> {
    const { trained, backend, programs } = this.#options
    const { positions, tokens } = run
    const program = await programs.get(`mask ${positions}`, () => maskProgram(positions, groupOf(trained)))
    const spans = backend.upload(spansOf(run, window), [tokens.length, 4])
    const { mask } = await program.run({ spans })
    backend.dispose(spans)
    return mask as DeviceTensor
  }

  async zeros(_: PackedRun, { width, mask }: ZerosWanted): Promise<DeviceTensor> {
    const columns = mask.shape[1] as number
    const key = `zeros ${columns} ${width}`
    const program = await this.#options.programs.get(key, () => zerosProgram(columns, width))
    const { zeros } = await program.run({ mask })
    return zeros as DeviceTensor
  }

  async dropped({ tokens }: PackedRun, layer: number, drops: string): Promise<Tensors> {
    const { trained, programs } = this.#options
    const { dropout } = trained.adapters ?? {}
    if (dropout === undefined) return {}
    const { widths, chance } = dropout
    const program = await programs.get('dropout', () => dropProgram(widths, chance))
    this.#columns[layer] ??= this.#drawColumns(widths, layer)
    const rows = this.#rowsOf(tokens.length, drops)
    return await program.run({ rows, ...prefixed('columns.', this.#columns[layer]) })
  }

  dispose(): void {
    if (this.#rows !== null) this.#options.backend.dispose(this.#rows.tensor)
    this.#rows = null
    for (const columns of this.#columns.splice(0))
      for (const tensor of Object.values(columns)) this.#options.backend.dispose(tensor)
  }

  #rowsOf(count: number, drops: string): DeviceTensor {
    const { backend } = this.#options
    const key = `${count} ${drops}`
    if (this.#rows?.key !== key) {
      if (this.#rows !== null) backend.dispose(this.#rows.tensor)
      this.#rows = { key, tensor: backend.upload(dropRows(count, Rng.fromSeed(drops)), [count, 3]) }
    }
    return this.#rows.tensor
  }

  #drawColumns(widths: ReadonlyMap<string, number>, layer: number): Tensors {
    const rng = Rng.fromSeed('columns of what is left out').fork(layer)
    return Object.fromEntries(
      [...widths].map(([name, width]) => [
        name,
        this.#options.backend.upload(dropColumns(width, rng.fork(name)), [3, width]),
      ]),
    )
  }
}

/** Query heads a key. */
function groupOf({ architecture }: Trained): number {
  const { heads, keyValueHeads } = attentionShape(architecture)
  return heads / keyValueHeads
}

/** Input `mask` [N, columns]; output `zeros` [N, width]: what is finite, times 0, as often as it is wanted. */
function zerosProgram(columns: number, width: number): Program {
  const program = new Program()
  const first_N1 = program.slice(program.input('mask', [anyRows, columns]), 1, 0, 1)
  program.output('zeros', program.broadcast(program.multiply(first_N1, program.scalar(0)), [anyRows, width]))
  return program
}
