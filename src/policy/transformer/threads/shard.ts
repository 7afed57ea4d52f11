// Everything that is computed from weights, on one thread: replies, scores, gradients. Knows tokens, not text.
import { RlvrError } from '../../../core/errors.ts'
import type { Sampling, TokenScores } from '../../../core/policy.ts'
import type { Backend } from '../../../tensor/backend.ts'
import type { Architecture } from '../model/architecture.ts'
import { Decoder, type DecodedReply, type DecodeRequest } from '../decode/decoder.ts'
import type { StopRule } from '../decode/stop-rule.ts'
import { LayeredPass, type PickedCoefficients } from '../model/layered-pass.ts'
import type { PackedRun } from '../model/packed-rows.ts'
import type { ParameterSet } from '../model/parameter-set.ts'
import type { Weights } from '../model/weights.ts'

/** Packed rows to be scored, and to learn from where there are coefficients. */
export interface ShardJob {
  readonly run: PackedRun
  readonly coefficients: PickedCoefficients | null
}

export class Shard {
  readonly backend: Backend
  /** What `accumulate` has added up. */
  readonly gradients: ParameterSet
  readonly #pass: LayeredPass
  readonly #decoder: Decoder

  private constructor(architecture: Architecture, backend: Backend, gradients: ParameterSet, decoder: Decoder) {
    this.backend = backend
    this.gradients = gradients
    const trained = { architecture, learns: () => true }
    this.#pass = new LayeredPass({ trained, backend, gradients })
    this.#decoder = decoder
  }

  /** @param gradients what it adds to; its owner disposes of it */
  static async open(
    architecture: Architecture,
    backend: Backend,
    gradients: ParameterSet,
    cacheBudgetBytes?: number,
  ): Promise<Shard> {
    return new Shard(architecture, backend, gradients, Decoder.open({ architecture }, backend, { cacheBudgetBytes }))
  }

  async generate(
    weights: Weights,
    requests: readonly DecodeRequest[],
    sampling: Sampling,
    stops: StopRule,
  ): Promise<DecodedReply[]> {
    return await this.#decoder.generate(weights, requests, sampling, stops)
  }

  /** The scores of the picked positions of each job, [S]; where it has coefficients, adds their gradient to `gradients`. */
  async compute(weights: Weights, jobs: readonly ShardJob[], temperature: number): Promise<TokenScores[]> {
    if (!(temperature > 0)) throw new RlvrError('RLVR_POLICY', `Scores need a temperature above 0; got ${temperature}.`)
    const scores: TokenScores[] = []
    for (const { run, coefficients } of jobs)
      scores.push(
        coefficients === null
          ? await this.#pass.score(weights, run, temperature)
          : await this.#pass.accumulate(weights, run, { temperature, coefficients }),
      )
    return scores
  }

  async close(): Promise<void> {
    await this.#decoder.close()
    await this.#pass.close()
    await this.backend.close()
  }
}
