// Scores and gradients of packed rows, a small model as one program.
import type { TokenScores } from '../../../core/policy.ts'
import type { Backend, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import type { PackedRun } from './packed-rows.ts'
import { prefixed, type ParameterSet } from './parameter-set.ts'
import { ProgramCache } from './program-cache.ts'
import { runInputs, type RunInputs } from './run-inputs.ts'
import { RunTensors, undropped, type AccumulateOptions, type PickedCoefficients } from './run-tensors.ts'
import { ScoreColumns } from './score-columns.ts'
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
  readonly #inputs: RunInputs

  constructor(options: WholePassOptions) {
    this.#options = options
    this.#programs = new ProgramCache(options.backend)
    this.#scratch = new Scratch(options.backend)
    this.#inputs = runInputs({ ...options, programs: this.#programs, scratch: this.#scratch })
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
    this.#inputs.dispose()
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
    const { layers, width, valueHead } = trained.architecture
    const gradient = coefficients === null ? null : { entropy: coefficients.entropies !== undefined }
    const program = await this.#programs.get(`${run.positions} ${gradient?.entropy}`, () =>
      wholeProgram(trained, { positions: run.positions, gradient }),
    )
    const tensors = new RunTensors(run, {
      backend,
      scratch: this.#scratch,
      inputs: this.#inputs,
      valueHead: valueHead === true,
    })
    const to = run.picked.length
    const given: Record<string, DeviceTensor> = tensors.picked({ from: 0, to, temperature, coefficients })
    if (coefficients !== null)
      for (let layer = 0; layer < layers; layer++)
        Object.assign(given, prefixed(`layers.${layer}.`, await tensors.dropped(layer, drops)))
    const masks: Record<string, DeviceTensor> = {}
    for (const each of maskWidths(trained.architecture, run.positions)) masks[`mask.${each}`] = await tensors.mask(each)
    if (gradient !== null) given['zeros'] = await tensors.zeros('zeros', width)
    const learned = gradient === null ? {} : gradients.named
    const outputs = await program.run(
      {
        ...tensors.rows,
        ...masks,
        ...given,
        ...weights,
        ...prefixed('accumulated.', learned),
      },
      prefixed('gradient.', learned),
    )
    gradients.take(outputs)
    const scores = new ScoreColumns(to, { backend, programs: this.#programs })
    await scores.take(outputs, 0)
    for (const tensor of Object.values(given)) backend.dispose(tensor)
    tensors.dispose()
    return scores.columns
  }
}
