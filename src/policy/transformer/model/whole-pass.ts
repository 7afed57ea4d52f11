// Scores and gradients of packed rows, a small model as one program.
import type { TokenScores } from '../../../core/policy.ts'
import type { Backend, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import type { PackedRun } from './packed-rows.ts'
import { prefixed, type ParameterSet } from './parameter-set.ts'
import { ProgramCache } from './program-cache.ts'
import { RunTensors, ScoreColumns, undropped, type AccumulateOptions, type PickedCoefficients } from './run-tensors.ts'
import { Scratch } from './scratch.ts'
import type { Trained } from './training-programs.ts'
import { maskWidths, wholeProgram } from './whole-program.ts'

export interface WholePassOptions {
  readonly trained: Trained
  readonly backend: Backend
  /** To which gradients are added; it holds the parameters that learn. */
  readonly gradients: ParameterSet
}

export class WholePass {
  readonly #options: WholePassOptions
  readonly #programs: ProgramCache
  readonly #scratch: Scratch

  constructor(options: WholePassOptions) {
    this.#options = options
    this.#programs = new ProgramCache(options.backend)
    this.#scratch = new Scratch(options.backend)
  }

  /** [S] each. @param weights every parameter by its full name */
  async score(weights: Tensors, run: PackedRun, temperature: number): Promise<TokenScores> {
    return await this.#compute(weights, run, { temperature, coefficients: null })
  }

  /** Adds the gradient of Σ coefficient · score; gives the scores. */
  async accumulate(weights: Tensors, run: PackedRun, options: AccumulateOptions): Promise<TokenScores> {
    return await this.#compute(weights, run, options)
  }

  async close(): Promise<void> {
    await this.#programs.close()
  }

  async #compute(
    weights: Tensors,
    run: PackedRun,
    {
      temperature,
      coefficients,
      drops,
    }: {
      readonly temperature: number
      readonly coefficients: PickedCoefficients | null
      readonly drops?: string | undefined
    },
  ): Promise<TokenScores> {
    const { backend, gradients } = this.#options
    const trained = coefficients === null ? undropped(this.#options.trained) : this.#options.trained
    const { layers, width } = trained.architecture
    const gradient = coefficients === null ? null : { entropy: coefficients.entropies !== undefined }
    const program = await this.#programs.get(`${run.positions} ${gradient?.entropy}`, () =>
      wholeProgram(trained, { positions: run.positions, gradient }),
    )
    const tensors = new RunTensors(run, { trained, backend, scratch: this.#scratch })
    const to = run.picked.length
    const given: Record<string, DeviceTensor> = tensors.picked({ from: 0, to, temperature, coefficients })
    if (coefficients !== null)
      for (let layer = 0; layer < layers; layer++)
        Object.assign(given, prefixed(`layers.${layer}.`, tensors.dropped(layer, drops)))
    if (gradient !== null) given['zeros'] = tensors.zeros('zeros', [width])
    const masks = maskWidths(trained.architecture, run.positions).map((each) => [`mask.${each}`, tensors.mask(each)])
    const learned = gradient === null ? {} : gradients.named
    const outputs = await program.run(
      {
        ...tensors.rows,
        ...Object.fromEntries(masks),
        ...given,
        ...weights,
        ...prefixed('accumulated.', learned),
      },
      prefixed('gradient.', learned),
    )
    gradients.take(outputs)
    const scores = new ScoreColumns(backend, to)
    await scores.take(outputs, 0)
    for (const tensor of Object.values(given)) backend.dispose(tensor)
    tensors.dispose()
    return scores.columns
  }
}
