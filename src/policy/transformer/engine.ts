// The numbers behind a trainable transformer: its parameters on a back end and everything that is done with them.
// Knows tokens, not text. Runs in a worker thread (`engine-worker.ts`), or in place for tests and benchmarks.
import { availableParallelism } from 'node:os'
import { RlvrError } from '../../core/errors.ts'
import type { ApplyResult, Sampling, TokenCoefficients, TokenScores, TokenSequence } from '../../core/policy.ts'
import { Rng } from '../../core/random.ts'
import { defaultAdamW, type AdamWSettings } from '../../tensor/adamw.ts'
import type { Backend, CompiledProgram, DeviceTensor, Tensors } from '../../tensor/backend.ts'
import { openBackend, type BackendName } from '../../tensor/open-backend.ts'
import { checkArchitecture, initialParameters, parameterShapes, type Architecture } from './architecture.ts'
import { DecodePool } from './decode-pool.ts'
import type { DecodedReply, DecodeRequest } from './decoder.ts'
import { OptimizerState } from './optimizer-state.ts'
import { packBatch, unpackScores, type PackedBatch } from './packed-batch.ts'
import { ProgramCache } from './program-cache.ts'
import { gradientProgram, scoreProgram } from './training-programs.ts'

export interface EngineOptions {
  readonly architecture: Architecture
  /** Seeds the starting parameters. */
  readonly seed: number | string
  readonly adamW?: AdamWSettings
  readonly backend?: BackendName | 'auto'
  readonly threads?: number
}

/** Every tensor that a snapshot holds, by name, and the counters beside them. */
export interface EngineState {
  readonly tensors: ReadonlyMap<string, Float32Array>
  readonly version: number
  readonly optimizerSteps: number
}

export class TransformerEngine {
  readonly architecture: Architecture
  readonly backend: Backend
  readonly #optimizer: OptimizerState
  readonly #programs: ProgramCache
  readonly #decoders: DecodePool
  readonly #frozen = new Map<number, Tensors>()
  #nextFrozen = 1
  #version = 0
  /** Rises whenever the parameters change, restores included. */
  #weightsVersion = 0

  private constructor(architecture: Architecture, backend: Backend, optimizer: OptimizerState, decoders: DecodePool) {
    this.architecture = architecture
    this.backend = backend
    this.#optimizer = optimizer
    this.#decoders = decoders
    this.#programs = new ProgramCache(backend)
  }

  static async open({
    architecture,
    seed,
    adamW = defaultAdamW,
    backend: name = 'auto',
    threads,
  }: EngineOptions): Promise<TransformerEngine> {
    checkArchitecture(architecture)
    const backend = await openBackend({ name, ...(threads !== undefined && { threads }) })
    const optimizer = await OptimizerState.create(
      architecture,
      backend,
      adamW,
      initialParameters(architecture, Rng.fromSeed(seed).fork('parameters')),
    )
    const decoders = await DecodePool.open(architecture, backend, threads ?? availableParallelism())
    return new TransformerEngine(architecture, backend, optimizer, decoders)
  }

  get version(): number {
    return this.#version
  }

  async generate(requests: readonly DecodeRequest[], sampling: Sampling, stopToken: number): Promise<DecodedReply[]> {
    return await this.#decoders.generate(
      this.#optimizer.parameters,
      this.#weightsVersion,
      requests,
      sampling,
      stopToken,
    )
  }

  /** Scores with the parameters as they are, or with a frozen copy. */
  async score(
    sequences: readonly TokenSequence[],
    temperature: number,
    frozen: number | null = null,
  ): Promise<TokenScores[]> {
    if (sequences.length === 0) return []
    const parameters = frozen === null ? this.#optimizer.parameters : this.#frozenParameters(frozen)
    const batch = this.#pack(sequences)
    const program = await this.#programs.get(`score ${batch.positions}`, () =>
      scoreProgram(this.architecture, batch.positions),
    )
    const { logProbs, entropies } = await this.#run(program, batch, { ...parameters }, temperature)
    return unpackScores(batch, await this.#take(logProbs), await this.#take(entropies))
  }

  /** Adds the gradient of Σ coefficient · logProb (+ Σ coefficient · entropy) to what is accumulated; gives the scores. */
  async accumulate(
    sequences: readonly TokenSequence[],
    temperature: number,
    coefficients: readonly TokenCoefficients[],
  ): Promise<TokenScores[]> {
    if (sequences.length === 0) return []
    const batch = this.#pack(sequences)
    const entropy = coefficients.some((each) => each.entropies !== undefined)
    const program = await this.#programs.get(`gradient ${entropy} ${batch.positions}`, () =>
      gradientProgram(this.architecture, batch.positions, { entropy }),
    )
    const rows = batch.tokens.length
    const column = (values: (each: TokenCoefficients) => ArrayLike<number> | undefined): DeviceTensor =>
      this.backend.upload(batch.spread(coefficients.map(values)), [rows, 1])
    const inputs: Record<string, DeviceTensor> = {
      ...this.#optimizer.parameters,
      ...this.#optimizer.accumulatedInputs(),
      coefficients: column((each) => each.logProbs),
    }
    if (entropy) inputs['entropyCoefficients'] = column((each) => each.entropies)
    const outputs = await this.#run(program, batch, inputs, temperature, this.#optimizer.gradientOutputs())
    this.#optimizer.takeGradients(outputs)
    for (const name of ['coefficients', 'entropyCoefficients'])
      if (inputs[name] !== undefined) this.backend.dispose(inputs[name])
    return unpackScores(batch, await this.#take(outputs['logProbs']), await this.#take(outputs['entropies']))
  }

  /** One optimizer step over the accumulated gradient, which is cleared. */
  async apply(options: { learningRate: number; maxGradNorm: number }): Promise<ApplyResult> {
    const result = await this.#optimizer.apply(options)
    if (!result.skipped) {
      this.#version++
      this.#weightsVersion++
    }
    return result
  }

  async discard(): Promise<void> {
    this.#optimizer.clearGradients()
  }

  async state(): Promise<EngineState> {
    return { tensors: await this.#optimizer.download(), version: this.#version, optimizerSteps: this.#optimizer.steps }
  }

  async restore(state: EngineState): Promise<void> {
    this.#optimizer.upload(state.tensors, state.optimizerSteps)
    this.#version = state.version
    this.#weightsVersion++
  }

  /** Keeps a copy of the parameters as they are; gives the number that `score` knows it by. */
  async freeze(): Promise<number> {
    const copies: Record<string, DeviceTensor> = {}
    for (const [name, shape] of parameterShapes(this.architecture)) {
      const data = await this.backend.download(this.#optimizer.parameters[name] as DeviceTensor)
      copies[name] = this.backend.upload(data.slice(), shape)
    }
    this.#frozen.set(this.#nextFrozen, copies)
    return this.#nextFrozen++
  }

  async thaw(frozen: number): Promise<void> {
    for (const tensor of Object.values(this.#frozenParameters(frozen))) this.backend.dispose(tensor)
    this.#frozen.delete(frozen)
  }

  async close(): Promise<void> {
    await this.#decoders.close()
    await this.#programs.close()
    await this.#optimizer.close()
    await this.backend.close()
  }

  #frozenParameters(frozen: number): Tensors {
    const parameters = this.#frozen.get(frozen)
    if (parameters === undefined)
      throw new RlvrError('RLVR_POLICY', `There is no frozen copy ${frozen}; it was closed.`)
    return parameters
  }

  #pack(sequences: readonly TokenSequence[]): PackedBatch {
    return packBatch(sequences, this.architecture.maxLengthTokens)
  }

  async #run(
    program: CompiledProgram,
    batch: PackedBatch,
    inputs: Record<string, DeviceTensor>,
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

  async #take(tensor: DeviceTensor | undefined): Promise<Float32Array> {
    const data = (await this.backend.download(tensor as DeviceTensor)) as Float32Array
    const copy = data.slice()
    this.backend.dispose(tensor as DeviceTensor)
    return copy
  }
}
