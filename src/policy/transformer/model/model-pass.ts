// Scores and gradients of packed rows: a small model as one program, a larger one, or a run that would take too much so,
// layer by layer.
import type { TokenScores } from '../../../core/policy.ts'
import { LayeredPass, type LayeredPassOptions } from './layered-pass.ts'
import { wholeRunBytes } from './memory-plan.ts'
import type { PackedRun } from './packed-rows.ts'
import type { AccumulateOptions } from './run-tensors.ts'
import type { Weights } from './weights.ts'
import { WholePass } from './whole-pass.ts'

export class ModelPass {
  readonly #options: LayeredPassOptions
  readonly #whole: WholePass
  readonly #layered: LayeredPass
  /** Bytes of a run in one program by rows and positions; null where the model is too large for that. */
  readonly #wholeBytes = new Map<string, number | null>()

  constructor(options: LayeredPassOptions) {
    this.#options = options
    this.#whole = new WholePass(options)
    this.#layered = new LayeredPass(options)
  }

  /** [S] each. */
  async score(weights: Weights, run: PackedRun, temperature: number): Promise<TokenScores> {
    return this.#isWhole(weights, run)
      ? await this.#whole.score(weights.whole, run, temperature)
      : await this.#layered.score(weights, run, temperature)
  }

  /** Adds the gradient of Σ coefficient · score; gives the scores. */
  async accumulate(weights: Weights, run: PackedRun, options: AccumulateOptions): Promise<TokenScores> {
    return this.#isWhole(weights, run)
      ? await this.#whole.accumulate(weights.whole, run, options)
      : await this.#layered.accumulate(weights, run, options)
  }

  async close(): Promise<void> {
    await this.#whole.close()
    await this.#layered.close()
  }

  #isWhole(
    weights: Weights,
    { positions, tokens }: PackedRun,
  ): weights is Weights & { readonly whole: NonNullable<Weights['whole']> } {
    if (weights.whole === null) return false
    // Rows are rounded up, so that few sizes are counted.
    const rows = 2 ** Math.ceil(Math.log2(tokens.length))
    const key = `${rows} ${positions}`
    let bytes = this.#wholeBytes.get(key)
    if (bytes === undefined) {
      bytes = wholeRunBytes(this.#options.trained, { rows, positions })
      this.#wholeBytes.set(key, bytes)
    }
    return bytes !== null && bytes <= (this.#options.runBytes ?? Infinity)
  }
}
