// The numbers behind a trainable transformer: its parameters and optimizer, and the shards that compute with them.
// Knows tokens, not text. Runs in a worker thread (`model-worker.ts`), or in place for tests and benchmarks.
import { availableParallelism } from 'node:os'
import { RlvrError } from '../../../core/errors.ts'
import {
  defaultOptimizer,
  type ApplyOptions,
  type ApplyResult,
  type OptimizerSettings,
  type Sampling,
  type TokenCoefficients,
  type TokenScores,
  type TokenSequence,
} from '../../../core/policy.ts'
import { Rng } from '../../../core/random.ts'
import type { Backend } from '../../../tensor/backend.ts'
import { openBackend, type BackendName } from '../../../tensor/open-backend.ts'
import { checkArchitecture, initialParameters, parameterShapes, type Architecture } from '../model/architecture.ts'
import type { DecodedReply, DecodeRequest } from '../decode/decoder.ts'
import type { StopRule } from '../decode/stop-rule.ts'
import { OptimizerState } from '../model/optimizer-state.ts'
import { ParameterSet } from '../model/parameter-set.ts'
import { SnapshotReader, writeSnapshot } from '../model/snapshot.ts'
import type { TextDescription } from '../text/text-codec.ts'
import { ShardPool, threadsOn, type KeyedWeights } from './shard-pool.ts'

export interface ModelOptions {
  readonly architecture: Architecture
  /** Seeds the starting parameters. */
  readonly seed: number | string
  /** What differs from `defaultOptimizer`. */
  readonly optimizer?: Partial<OptimizerSettings>
  readonly backend?: BackendName | 'auto'
  /** Threads of a CPU back end; all cores by default. Results differ in the last bits between numbers of threads. */
  readonly threads?: number
  /** Bytes of keys and values that one thread's wave of sequences may take while it generates. */
  readonly cacheBudgetBytes?: number
}

/** The key of the weights being trained; frozen copies have numbers above it. */
const trained = 0

export class TransformerModel {
  readonly architecture: Architecture
  readonly backend: Backend
  readonly #optimizer: OptimizerState
  readonly #shards: ShardPool
  readonly #frozen = new Map<number, ParameterSet>()
  #nextFrozen = trained + 1
  #version = 0

  private constructor(architecture: Architecture, backend: Backend, optimizer: OptimizerState, shards: ShardPool) {
    this.architecture = architecture
    this.backend = backend
    this.#optimizer = optimizer
    this.#shards = shards
  }

  static async open(options: ModelOptions): Promise<TransformerModel> {
    const {
      architecture,
      seed,
      optimizer: settings = {},
      backend: name = 'auto',
      threads = availableParallelism(),
      cacheBudgetBytes,
    } = options
    checkArchitecture(architecture)
    // One thread a session: cores are used by shards, and a session's own threads would spin beside them.
    const backend = await openBackend({ name, threads: 1 })
    const optimizer = OptimizerState.create(backend, parameterShapes(architecture), {
      settings: { ...defaultOptimizer, ...settings },
      values: initialParameters(architecture, Rng.fromSeed(seed).fork('parameters')),
      gradients: threadsOn(backend, threads),
    })
    const shards = await ShardPool.open({
      architecture,
      backend,
      sets: optimizer.sets,
      ...(cacheBudgetBytes !== undefined && { cacheBudgetBytes }),
    })
    await shards.attach({ key: trained, set: optimizer.parameters })
    return new TransformerModel(architecture, backend, optimizer, shards)
  }

  get version(): number {
    return this.#version
  }

  async generate(requests: readonly DecodeRequest[], sampling: Sampling, stops: StopRule): Promise<DecodedReply[]> {
    return await this.#shards.generate(this.#weights(), requests, sampling, stops)
  }

  /** Scores with the parameters as they are, or with a frozen copy. */
  async score(
    sequences: readonly TokenSequence[],
    temperature: number,
    frozen: number | null = null,
  ): Promise<TokenScores[]> {
    return await this.#shards.score(this.#weights(frozen), sequences, temperature)
  }

  /** Adds the gradient of Σ coefficient · score over log-probabilities, entropies and values to what is accumulated; gives the scores. */
  async accumulate(
    sequences: readonly TokenSequence[],
    temperature: number,
    coefficients: readonly TokenCoefficients[],
  ): Promise<TokenScores[]> {
    checkCoefficients(sequences, coefficients, this.architecture)
    return await this.#shards.accumulate(this.#weights(), sequences, temperature, coefficients)
  }

  /** One optimizer step over the accumulated gradient, which is cleared. */
  async apply(options: ApplyOptions): Promise<ApplyResult> {
    const { learningRate, maxGradNorm } = options
    // Either would make every weight NaN behind a gradient that is sound.
    if (!(learningRate >= 0 && learningRate < Infinity && maxGradNorm > 0))
      throw new RlvrError(
        'RLVR_POLICY',
        `An update needs a finite learning rate from 0 and a maxGradNorm above 0; got ${learningRate} and ${maxGradNorm}.`,
      )
    const result = await this.#optimizer.apply(options, (step) => this.#shards.apply(step))
    if (result.skipped) this.#shards.discard()
    else this.#version++
    return result
  }

  async discard(): Promise<void> {
    this.#shards.discard()
  }

  /** Writes weights and optimizer state into a folder, a tensor at a time. */
  async save(folder: string, tokenizer: TextDescription): Promise<void> {
    const { architecture } = this
    const header = { architecture, tokenizer, version: this.#version, optimizerSteps: this.#optimizer.steps }
    await writeSnapshot(folder, header, this.#optimizer.sources())
  }

  /** Takes what `save` wrote. Throws `RLVR_POLICY` where it does not fit; nothing has changed then. */
  async load(path: string): Promise<void> {
    const snapshot = await SnapshotReader.open(path)
    try {
      await this.#optimizer.load(snapshot)
    } finally {
      await snapshot.close()
    }
    this.#shards.discard()
    this.#version = snapshot.header.version
  }

  /** Keeps a copy of the parameters as they are; gives the number that `score` knows it by. */
  async freeze(): Promise<number> {
    const shapes = parameterShapes(this.architecture)
    const values = new Map<string, Float32Array>()
    for (const name of shapes.keys()) values.set(name, await this.#optimizer.parameters.read(name))
    const set = ParameterSet.create(this.backend, shapes, { values })
    await this.#shards.attach({ key: this.#nextFrozen, set })
    this.#frozen.set(this.#nextFrozen, set)
    return this.#nextFrozen++
  }

  async thaw(frozen: number): Promise<void> {
    const { set } = this.#weights(frozen)
    await this.#shards.forget(frozen)
    set.dispose()
    this.#frozen.delete(frozen)
  }

  async close(): Promise<void> {
    await this.#shards.close()
    this.#optimizer.dispose()
    await this.backend.close()
  }

  #weights(frozen: number | null = null): KeyedWeights {
    if (frozen === null) return { key: trained, set: this.#optimizer.parameters }
    const set = this.#frozen.get(frozen)
    if (set === undefined) throw new RlvrError('RLVR_POLICY', `There is no frozen copy ${frozen}; it was closed.`)
    return { key: frozen, set }
  }
}

/** One number for each sampled token: what is left out would silently count as 0. */
function checkCoefficients(
  sequences: readonly TokenSequence[],
  coefficients: readonly TokenCoefficients[],
  { valueHead = false }: Architecture,
): void {
  if (coefficients.length !== sequences.length)
    throw new RlvrError(
      'RLVR_POLICY',
      `The loss gave coefficients of ${coefficients.length} sequences; there are ${sequences.length}.`,
    )
  coefficients.forEach((given, index) => {
    const due = sequences[index]?.sampled.reduce((count, mark) => count + mark, 0)
    for (const [name, column] of Object.entries(given) as [string, ArrayLike<number> | undefined][])
      if (column !== undefined && column.length !== due)
        throw new RlvrError(
          'RLVR_POLICY',
          `Sequence ${index} has ${due} sampled tokens, but the loss gave ${column.length} coefficients for \`${name}\`.`,
        )
    if (given.values !== undefined && !valueHead)
      throw new RlvrError(
        'RLVR_POLICY',
        'The loss gave coefficients for `values`, but the policy has no value head. Open it with `valueHead: true` in its architecture.',
      )
  })
}
