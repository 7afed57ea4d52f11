// The tensors of one run of packed rows, as the programs of a model take them: what stands at each position, masks, what
// is scored, what adapters leave out, and memory for what passes between programs.
import type { TokenScores } from '../../../core/policy.ts'
import type { Backend, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import type { Kept } from '../../../tensor/partition.ts'
import type { PackedRun } from './packed-rows.ts'
import type { RunInputs } from './run-inputs.ts'
import type { Scratch } from './scratch.ts'
import { coefficientInputs, type Trained } from './training-programs.ts'

/** Coefficients of the picked positions of a run, [S] each. */
export interface PickedCoefficients {
  readonly logProbs: Float32Array
  readonly entropies?: Float32Array
  readonly values?: Float32Array
}

export interface AccumulateOptions {
  readonly temperature: number
  readonly coefficients: PickedCoefficients
  /** The seed of what adapters leave out, where they do. */
  readonly drops?: string | undefined
}

/** Picked positions of a run, from the first to below the second, and what is wanted of them. */
export interface Picked {
  readonly from: number
  readonly to: number
  readonly temperature: number
  readonly coefficients: PickedCoefficients | null
}

export interface RunTensorsOptions {
  readonly valueHead: boolean
  readonly backend: Backend
  readonly scratch: Scratch
  readonly inputs: RunInputs
}

export class RunTensors {
  readonly run: PackedRun
  /** By token position. */
  readonly rows: Tensors
  readonly #options: RunTensorsOptions
  readonly #masks = new Map<number, DeviceTensor>()

  constructor(run: PackedRun, options: RunTensorsOptions) {
    const { backend } = options
    this.run = run
    this.#options = options
    this.rows = {
      tokens: backend.upload(run.tokens, [run.tokens.length]),
      places: backend.upload(run.places, [run.places.length]),
    }
  }

  /** Of layers that look back over so many positions. [N, g·T] */
  async mask(window: number): Promise<DeviceTensor> {
    const width = Math.min(window, this.run.positions)
    let mask = this.#masks.get(width)
    if (mask === undefined) {
      mask = await this.#options.inputs.mask(this.run, width)
      this.#masks.set(width, mask)
    }
    return mask
  }

  /** What a program takes to score picked positions; the caller disposes of it. */
  picked({ from, to, temperature, coefficients }: Picked): Tensors {
    const { picked, targets } = this.run
    const { backend, valueHead } = this.#options
    const given: Record<string, DeviceTensor> = {
      picked: backend.upload(picked.subarray(from, to), [to - from]),
      targets: backend.upload(targets.subarray(from, to), [to - from]),
      inverseTemperature: backend.upload(Float32Array.of(1 / temperature), [1]),
    }
    if (coefficients !== null)
      for (const [name, input] of Object.entries(coefficientInputs) as [keyof TokenScores, string][]) {
        const column = coefficients[name]?.subarray(from, to)
        if (column !== undefined) given[input] = backend.upload(column, [to - from, 1])
        // A model with a value head takes coefficients for it always.
        else if (name === 'values' && valueHead)
          given[input] = backend.upload(new Float32Array(to - from), [to - from, 1])
      }
    return given
  }

  /** What the adapters of a layer leave out, drawn again on the way back rather than kept; the caller disposes of it. */
  async dropped(layer: number, drops = ''): Promise<Tensors> {
    return await this.#options.inputs.dropped(this.run, layer, drops)
  }

  /** As an output that a run may write into: [N, …rest] under a name of its own. */
  into(output: string, name: string, rest: readonly number[]): Tensors {
    return this.#options.scratch.into(output, name, [this.run.tokens.length, ...rest])
  }

  intoKept(output: string, layer: number, { rest, rows }: Kept): Tensors {
    const count = 'count' in rows ? rows.count : Math.round(this.run.tokens.length * rows.perRow)
    return this.#options.scratch.into(output, `${layer} ${output}`, [count, ...rest])
  }

  /** [N, width], under a name of its own; once there is a mask. */
  async zeros(name: string, width: number): Promise<DeviceTensor> {
    const [mask = await this.mask(this.run.positions)] = this.#masks.values()
    return await this.#options.inputs.zeros(this.run, { name, width, mask })
  }

  dispose(): void {
    for (const tensor of [...Object.values(this.rows), ...this.#masks.values()]) this.#options.backend.dispose(tensor)
  }
}

/** The same model with nothing left out. */
export function undropped({ adapters, ...rest }: Trained): Trained {
  return adapters === undefined ? rest : { ...rest, adapters: { shapes: adapters.shapes, scale: adapters.scale } }
}
