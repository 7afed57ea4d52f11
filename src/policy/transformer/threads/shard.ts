// Everything that is computed from weights, on one thread: replies, scores, gradients. Knows tokens, not text.
import { RlvrError } from '../../../core/errors.ts'
import type { Sampling, TokenCoefficients, TokenScores, TokenSequence } from '../../../core/policy.ts'
import type { Backend, CompiledProgram, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import type { Architecture } from '../model/architecture.ts'
import { Decoder, type DecodedReply, type DecodeRequest } from '../decode/decoder.ts'
import type { StopRule } from '../decode/stop-rule.ts'
import { packBatch, runsOf, unpackScores, type PackedBatch } from '../model/packed-batch.ts'
import { prefixed, type ParameterSet } from '../model/parameter-set.ts'
import { ProgramCache } from '../model/program-cache.ts'
import { coefficientInputs, gradientProgram, scoreProgram } from '../model/training-programs.ts'
import type { Weights } from '../model/weights.ts'

export class Shard {
  readonly backend: Backend
  /** What `accumulate` has added up. */
  readonly gradients: ParameterSet
  readonly #architecture: Architecture
  readonly #programs: ProgramCache
  readonly #decoder: Decoder

  private constructor(architecture: Architecture, backend: Backend, gradients: ParameterSet, decoder: Decoder) {
    this.backend = backend
    this.gradients = gradients
    this.#architecture = architecture
    this.#programs = new ProgramCache(backend)
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

  async score(weights: Weights, sequences: readonly TokenSequence[], temperature: number): Promise<TokenScores[]> {
    return await this.#inRuns(sequences, (run) => this.#scoreRun(weights, run, temperature))
  }

  /** Adds the gradient of Σ coefficient · score over log-probabilities, entropies and values to `gradients`; gives the scores. */
  async accumulate(
    weights: Weights,
    sequences: readonly TokenSequence[],
    temperature: number,
    coefficients: readonly TokenCoefficients[],
  ): Promise<TokenScores[]> {
    // Which program runs does not depend on how sequences are shared out.
    const entropy = coefficients.some((each) => each.entropies !== undefined)
    return await this.#inRuns(sequences, (run, places) => {
      const own = places.map((place) => coefficients[place] as TokenCoefficients)
      return this.#accumulateRun(weights, run, temperature, own, entropy)
    })
  }

  async close(): Promise<void> {
    await this.#decoder.close()
    await this.#programs.close()
    await this.backend.close()
  }

  /** Scores of all sequences, in their order, from runs over a few of them each. */
  async #inRuns(
    sequences: readonly TokenSequence[],
    work: (run: readonly TokenSequence[], places: readonly number[]) => Promise<TokenScores[]>,
  ): Promise<TokenScores[]> {
    const scores: TokenScores[] = Array.from({ length: sequences.length })
    for (const places of runsOf(sequences, this.#architecture.maxLengthTokens)) {
      const run = await work(
        places.map((place) => sequences[place] as TokenSequence),
        places,
      )
      places.forEach((place, index) => (scores[place] = run[index] as TokenScores))
    }
    return scores
  }

  async #scoreRun(weights: Weights, sequences: readonly TokenSequence[], temperature: number): Promise<TokenScores[]> {
    const batch = packBatch(sequences, this.#architecture.maxLengthTokens)
    const program = await this.#programs.get(`score ${batch.positions}`, () =>
      scoreProgram(this.#architecture, batch.positions),
    )
    return await this.#scores(batch, await this.#run(program, batch, { ...weights.whole }, temperature))
  }

  async #accumulateRun(
    weights: Weights,
    sequences: readonly TokenSequence[],
    temperature: number,
    coefficients: readonly TokenCoefficients[],
    entropy: boolean,
  ): Promise<TokenScores[]> {
    const batch = packBatch(sequences, this.#architecture.maxLengthTokens)
    const program = await this.#programs.get(`gradient ${entropy} ${batch.positions}`, () =>
      gradientProgram(this.#architecture, batch.positions, { entropy }),
    )
    const column = (values: (each: TokenCoefficients) => ArrayLike<number> | undefined): DeviceTensor =>
      this.backend.upload(batch.spread(coefficients.map(values)), [batch.tokens.length, 1])
    const given: Record<string, DeviceTensor> = { [coefficientInputs.logProbs]: column((each) => each.logProbs) }
    if (entropy) given[coefficientInputs.entropies] = column((each) => each.entropies)
    if (this.#architecture.valueHead === true) given[coefficientInputs.values] = column((each) => each.values)
    const inputs = { ...weights.whole, ...prefixed('accumulated.', this.gradients.named), ...given }
    const outputs = await this.#run(program, batch, inputs, temperature, prefixed('gradient.', this.gradients.named))
    this.gradients.replace((name) => outputs[`gradient.${name}`] as DeviceTensor)
    for (const tensor of Object.values(given)) this.backend.dispose(tensor)
    return await this.#scores(batch, outputs)
  }

  async #run(
    program: CompiledProgram,
    batch: PackedBatch,
    inputs: Tensors,
    temperature: number,
    into: Tensors = {},
  ): Promise<Tensors> {
    if (!(temperature > 0)) throw new RlvrError('RLVR_POLICY', `Scores need a temperature above 0; got ${temperature}.`)
    const rows = batch.tokens.length
    const given = {
      tokens: this.backend.upload(batch.tokens, [rows]),
      targets: this.backend.upload(batch.targets, [rows]),
      inverseTemperature: this.backend.upload(Float32Array.of(1 / temperature), [1]),
    }
    const outputs = await program.run({ ...inputs, ...given }, into)
    for (const tensor of Object.values(given)) this.backend.dispose(tensor)
    return outputs
  }

  async #scores(batch: PackedBatch, { logProbs, entropies, values }: Tensors): Promise<TokenScores[]> {
    return unpackScores(batch, {
      logProbs: await this.#take(logProbs),
      entropies: await this.#take(entropies),
      ...(values !== undefined && { values: await this.#take(values) }),
    })
  }

  async #take(tensor: DeviceTensor | undefined): Promise<Float32Array> {
    const data = (await this.backend.download(tensor as DeviceTensor)) as Float32Array
    const copy = data.slice()
    this.backend.dispose(tensor as DeviceTensor)
    return copy
  }
}
