// The tensors of one run of packed rows, as the programs of a model take them: what stands at each position, masks, what
// is scored, what adapters leave out, and memory for what passes between programs.
import type { TokenScores } from '../../../core/policy.ts'
import { Rng } from '../../../core/random.ts'
import type { Backend, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import type { Kept } from '../../../tensor/partition.ts'
import { attentionShape } from './architecture.ts'
import { drawKept } from './lora.ts'
import { maskOf, type PackedRun } from './packed-rows.ts'
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

export class RunTensors {
  readonly run: PackedRun
  /** By token position. */
  readonly rows: Tensors
  readonly #trained: Trained
  readonly #backend: Backend
  readonly #scratch: Scratch
  readonly #masks = new Map<number, DeviceTensor>()

  constructor(
    run: PackedRun,
    { trained, backend, scratch }: { readonly trained: Trained; readonly backend: Backend; readonly scratch: Scratch },
  ) {
    this.run = run
    this.#trained = trained
    this.#backend = backend
    this.#scratch = scratch
    this.rows = {
      tokens: backend.upload(run.tokens, [run.tokens.length]),
      places: backend.upload(run.places, [run.places.length]),
    }
  }

  /** Of layers that look back over so many positions. [N, g·T] */
  mask(window: number): DeviceTensor {
    const { positions, tokens } = this.run
    const { heads, keyValueHeads } = attentionShape(this.#trained.architecture)
    const group = heads / keyValueHeads
    const width = Math.min(window, positions)
    let mask = this.#masks.get(width)
    if (mask === undefined) {
      mask = this.#backend.upload(maskOf(this.run, { window, group }), [tokens.length, group * positions])
      this.#masks.set(width, mask)
    }
    return mask
  }

  /** What a program takes to score picked positions; the caller disposes of it. */
  picked({ from, to, temperature, coefficients }: Picked): Tensors {
    const { picked, targets } = this.run
    const given: Record<string, DeviceTensor> = {
      picked: this.#backend.upload(picked.subarray(from, to), [to - from]),
      targets: this.#backend.upload(targets.subarray(from, to), [to - from]),
      inverseTemperature: this.#backend.upload(Float32Array.of(1 / temperature), [1]),
    }
    if (coefficients !== null)
      for (const [name, input] of Object.entries(coefficientInputs) as [keyof TokenScores, string][]) {
        const column = coefficients[name]?.subarray(from, to) ?? new Float32Array(to - from)
        given[input] = this.#backend.upload(column, [to - from, 1])
      }
    return given
  }

  /** What the adapters of a layer leave out, drawn again on the way back rather than kept; the caller disposes of it. */
  dropped(layer: number, drops = ''): Tensors {
    const { dropout } = this.#trained.adapters ?? {}
    if (dropout === undefined) return {}
    const rng = Rng.fromSeed(`${drops}/${layer}`)
    const rows = this.run.tokens.length
    return Object.fromEntries(
      [...dropout.widths].map(([name, width]) => [
        name,
        this.#backend.upload(drawKept(rows * width, dropout.chance, rng.fork(name)), [rows, width]),
      ]),
    )
  }

  /** As an output that a run may write into: [N, …rest] under a name of its own. */
  into(output: string, name: string, rest: readonly number[]): Tensors {
    return this.#scratch.into(output, name, [this.run.tokens.length, ...rest])
  }

  intoKept(output: string, layer: number, { rest, rows }: Kept): Tensors {
    const count = 'count' in rows ? rows.count : Math.round(this.run.tokens.length * rows.perRow)
    return this.#scratch.into(output, `${layer} ${output}`, [count, ...rest])
  }

  zeros(name: string, rest: readonly number[]): DeviceTensor {
    return this.#scratch.zeros(name, [this.run.tokens.length, ...rest])
  }

  dispose(): void {
    for (const tensor of [...Object.values(this.rows), ...this.#masks.values()]) this.#backend.dispose(tensor)
  }
}

/** The scores of a run, chunk by chunk. */
export class ScoreColumns {
  readonly columns: { -readonly [name in keyof TokenScores]: TokenScores[name] }
  readonly #backend: Backend
  readonly #count: number

  constructor(backend: Backend, count: number) {
    this.#backend = backend
    this.#count = count
    this.columns = { logProbs: new Float32Array(count) }
  }

  /** Takes the scores of the positions from `from` on out of the outputs of a program. */
  async take(outputs: Tensors, from: number): Promise<void> {
    for (const name of ['logProbs', 'entropies', 'values'] as const) {
      const part = outputs[name]
      if (part === undefined) continue
      ;(this.columns[name] ??= new Float32Array(this.#count)).set(await this.#backend.download(part), from)
      this.#backend.dispose(part)
    }
  }
}

/** The same model with nothing left out. */
export function undropped({ adapters, ...rest }: Trained): Trained {
  return adapters === undefined ? rest : { ...rest, adapters: { shapes: adapters.shapes, scale: adapters.scale } }
}
