// The numbers behind a trainable transformer: its parameters and optimizer, and the shards that compute with them.
// Knows tokens, not text. Runs in a worker thread (`model-worker.ts`), or in place for tests and benchmarks.
import { availableParallelism, totalmem } from 'node:os'
import { RlvrError, describeError } from '../../../core/errors.ts'
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
import type { TrafficCounts } from '../../../core/traffic-counts.ts'
import type { Backend } from '../../../tensor/backend.ts'
import { elementCount, type ConstantStorage } from '../../../tensor/program.ts'
import { openBackend, type BackendName, type BackendOpeners } from '../../../tensor/open-backend.ts'
import { checkArchitecture, parameterCount, type Architecture } from '../model/architecture.ts'
import type { DecodedReply, DecodeRequest } from '../decode/decoder.ts'
import type { StopRule } from '../decode/stop-rule.ts'
import { checkLora, type LoraSettings } from '../model/lora.ts'
import {
  heldAdapter,
  heldSet,
  learnedShapes,
  openNumbers,
  type HeldWeights,
  type ModelNumbers,
  type NumbersOptions,
} from '../model/model-numbers.ts'
import { loadSets, type OptimizerState } from '../model/optimizer-state.ts'
import { checkSnapshotFits } from '../model/snapshot-fit.ts'
import { keeps } from '../model/layered-pass.ts'
import { memoryPlan, memoryPlanLines, type MemoryPlan } from '../model/memory-plan.ts'
import { paddedPositions, positionsPerRun } from '../model/packed-rows.ts'
import type { ParameterSet } from '../model/parameter-set.ts'
import { SnapshotReader, writeSnapshot, type SnapshotAdapter } from '../model/snapshot.ts'
import type { TextDescription } from '../text/text-codec.ts'
import { checkCoefficients } from './check-coefficients.ts'
import { coresFor, type Cores } from './cores.ts'
import { trainedOf } from './shard.ts'
import { ShardPool, type KeyedWeights } from './shard-pool.ts'

export interface ModelOptions extends Pick<
  NumbersOptions,
  'architecture' | 'seed' | 'checkpoint' | 'lora' | 'onProgress'
> {
  /** What differs from `defaultOptimizer`. */
  readonly optimizer?: Partial<OptimizerSettings>
  /** False for a model that only answers and scores; true where left out. */
  readonly trainable?: boolean
  /** How the matrices are kept that replies are computed from; answers differ from those of `float32`, so only where nothing learns. */
  readonly answersIn?: ConstantStorage | undefined
  readonly backend?: BackendName | 'auto'
  /** Threads of a CPU back end; all cores by default. Results differ in the last bits between numbers of threads. */
  readonly threads?: number
  /** What the model may take of the memory while it learns; a share of the free memory where left out. */
  readonly memoryBytes?: number | undefined
  /** Bytes of keys and values that one thread's wave of sequences may take while it generates. */
  readonly cacheBudgetBytes?: number
  /** Stand in for the library's own back ends in tests. */
  readonly openers?: BackendOpeners
}

/** The share of a machine's memory that a second copy of weights which never change may take. */
const heldShare = 0.1

/** Keys of weights: those that answer, the base that an adapter stands on, and above them frozen ones. */
const keys = { present: 0, base: 1, firstFrozen: 2 } as const

export class TransformerModel {
  readonly architecture: Architecture
  readonly backend: Backend
  readonly #numbers: ModelNumbers
  readonly #lora: LoraSettings | null
  readonly #answersIn: ConstantStorage
  readonly #present: KeyedWeights
  readonly #shards: ShardPool
  readonly #frozen = new Map<number, KeyedWeights>()
  #nextFrozen: number = keys.firstFrozen
  #version = 0
  #memoryLines: readonly string[] = []
  readonly #seed: ModelOptions['seed']
  /** Calls of `accumulate` since the parameters last moved. */
  #accumulations = 0
  /** Why the weights are not to be used any more: an update that failed may have moved some of them. */
  #broken: string | null = null

  private constructor(
    { architecture, lora, seed, answersIn = 'float32' }: ModelOptions,
    backend: Backend,
    numbers: ModelNumbers,
    shards: ShardPool,
  ) {
    this.architecture = architecture
    this.backend = backend
    this.#lora = lora ?? null
    this.#answersIn = answersIn
    this.#seed = seed
    this.#numbers = numbers
    this.#shards = shards
    this.#present = { ...this.#presentWeights(), key: keys.present }
  }

  static async open(options: ModelOptions): Promise<TransformerModel> {
    const { architecture, lora, cacheBudgetBytes, trainable = true, answersIn = 'float32' } = options
    checkArchitecture(architecture)
    if (lora !== undefined) checkLora(lora, architecture)
    const { backend, cores } = await openCores(options)
    if (answersIn !== 'float32' && backend.name !== 'onnx-cpu') {
      await backend.close()
      throw new RlvrError(
        'RLVR_USAGE',
        `Weights in ${answersIn} are read by the back end onnx-cpu; this one is ${backend.name}. Choose onnx-cpu, or float32.`,
      )
    }
    const optimizer = { ...defaultOptimizer, ...options.optimizer }
    let memory: MemoryPlan | null = null
    const beforeReading = (frozenBytesPerNumber: number): void => {
      // What a device has free nobody here knows: it is planned for where it is said.
      const isKnown = backend.keepsArrays || (backend.onDevice && options.memoryBytes !== undefined)
      if (trainable && isKnown) memory = memoryOf(options, { threads: cores.shards, frozenBytesPerNumber })
    }
    const numbers = await openNumbers(backend, {
      ...options,
      optimizer,
      trainable,
      threads: cores.shards,
      beforeReading,
    })
    const plan = memory as MemoryPlan | null
    const learned = numbers.trained === null ? null : { lora: lora ?? null, sets: numbers.trained.sets }
    // What never changes is read over and over: where there is room, programs keep a copy in the order that suits them.
    const holdsWeights = trainable
      ? backend.keepsArrays && plan?.holdsWeights === true
      : backend.keepsArrays && cores.shards * heldBytes(architecture) < totalmem() * heldShare
    const shards = await ShardPool.open({
      ...{ architecture, backend, cores, learned, cacheBudgetBytes, holdsWeights },
      runBytes: plan?.bytesPerThread,
      precision: answersIn,
    })
    const model = new TransformerModel(options, backend, numbers, shards)
    if (plan !== null) model.#memoryLines = memoryPlanLines(plan)
    if (numbers.base !== null) await shards.attach({ ...numbers.base, key: keys.base })
    await shards.attach(model.#present)
    return model
  }

  /** The back end, and what it answers from where that is not float32. */
  get backendName(): string {
    return this.#answersIn === 'float32' ? this.backend.name : `${this.backend.name} ${this.#answersIn}`
  }

  get version(): number {
    return this.#version
  }

  /** What it takes of the memory while it learns, for people; none where it does not learn, or another device holds it. */
  get memoryLines(): readonly string[] {
    return this.#memoryLines
  }

  async generate(
    requests: readonly DecodeRequest[],
    ...[sampling, stops, frozen = null]: [Sampling, StopRule, (number | null)?]
  ): Promise<DecodedReply[]> {
    return await this.#shards.generate(this.#weights(frozen), requests, sampling, stops)
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
    this.#trained()
    checkCoefficients(sequences, coefficients, this.architecture)
    const drops = `${this.#seed}/dropout/${this.#version}/${this.#accumulations++}`
    try {
      return await this.#shards.accumulate(this.#present, sequences, temperature, { coefficients, drops })
    } catch (thrown) {
      // What part of it had been added nobody knows.
      await this.discard().catch(() => undefined)
      throw thrown
    }
  }

  /**
   * One optimizer step over the accumulated gradient, which is cleared. Where it fails, the weights are not used any
   * more until `load` has put others in their place.
   */
  async apply(options: ApplyOptions): Promise<ApplyResult> {
    const { learningRate, maxGradNorm } = options
    // Either would make every weight NaN behind a gradient that is sound.
    if (!(learningRate >= 0 && learningRate < Infinity && maxGradNorm > 0))
      throw new RlvrError(
        'RLVR_POLICY',
        `An update needs a finite learning rate from 0 and a maxGradNorm above 0; got ${learningRate} and ${maxGradNorm}.`,
      )
    const result = await this.#trained().apply(options, async (step) => {
      try {
        return await this.#shards.apply(step)
      } catch (thrown) {
        this.#broken = describeError(thrown)
        throw thrown
      }
    })
    if (result.skipped) this.#shards.discard()
    else this.#version++
    this.#accumulations = 0
    return result
  }

  async discard(): Promise<void> {
    this.#shards.discard()
    this.#accumulations = 0
  }

  /** What the back ends of all threads have moved and dispatched so far. */
  async traffic(): Promise<TrafficCounts> {
    return await this.#shards.traffic()
  }

  /** Writes what learns and its optimizer state into a folder, a tensor at a time. */
  async save(folder: string, tokenizer: TextDescription): Promise<void> {
    const { architecture } = this
    const trained = this.#trained()
    const adapter = this.#adapter()
    const header = { architecture, tokenizer, version: this.#version, optimizerSteps: trained.steps }
    await writeSnapshot(folder, { ...header, ...(adapter !== null && { adapter }) }, trained.sources())
  }

  /** Takes what `save` wrote. Throws `RLVR_POLICY` where it does not fit; nothing has changed then. */
  async load(path: string): Promise<void> {
    const { trained, own } = this.#numbers
    const snapshot = await SnapshotReader.open(path)
    try {
      checkSnapshotFits(snapshot.header, this.#adapter())
      if (own === null)
        throw new RlvrError(
          'RLVR_POLICY',
          'The weights of this policy are frozen as bfloat16 and take no snapshot of a whole model. Open it with `precision: "float32"`.',
        )
      if (trained !== null) await trained.load(snapshot)
      else {
        await loadSets(snapshot, learnedShapes(this.architecture, this.#lora), { parameters: own })
        await this.#shards.forgetHeld()
      }
    } finally {
      await snapshot.close()
    }
    this.#shards.discard()
    this.#accumulations = 0
    this.#version = snapshot.header.version
    this.#broken = null
  }

  /** Keeps a copy of the parameters as they are; gives the number that `score` knows it by. */
  async freeze(): Promise<number> {
    this.#requireWhole()
    const held = await this.#copy()
    const key = this.#nextFrozen++
    const frozen = { ...held, key }
    await this.#shards.attach(frozen)
    this.#frozen.set(key, frozen)
    return key
  }

  async thaw(frozen: number): Promise<void> {
    const weights = this.#weights(frozen)
    await this.#shards.forget(frozen)
    weights.dispose()
    this.#frozen.delete(frozen)
  }

  async close(): Promise<void> {
    await this.#shards.close()
    const { base, own, trained } = this.#numbers
    if (trained === null) own?.dispose()
    trained?.dispose()
    base?.dispose()
    await this.backend.close()
  }

  /** @throws RlvrError `RLVR_POLICY` for a model that only answers */
  #trained(): OptimizerState {
    const { trained } = this.#numbers
    this.#requireWhole()
    if (trained !== null) return trained
    throw new RlvrError(
      'RLVR_POLICY',
      'The policy was opened to answer (`trainable: false`), so it has no gradients and no moments. Open it without that to train it.',
    )
  }

  /** @throws RlvrError `RLVR_POLICY` after an update that failed part way */
  #requireWhole(): void {
    if (this.#broken !== null)
      throw new RlvrError(
        'RLVR_POLICY',
        `An update failed part way, so the weights are neither those before it nor those after it (${this.#broken}). Restore a snapshot, or open the policy again: \`rlvr train --resume RUN\` goes on from the newest checkpoint.`,
      )
  }

  #presentWeights(): HeldWeights {
    const { base, own } = this.#numbers
    if (own === null) return base as HeldWeights
    return base === null ? heldSet(own) : this.#adapted(own, base)
  }

  #adapted(adapter: ParameterSet, { weights }: HeldWeights): HeldWeights {
    return heldAdapter(adapter, { base: weights, key: keys.base, lora: this.#lora as LoraSettings })
  }

  /** What the adapter is and stands on; null without one. */
  #adapter(): SnapshotAdapter | null {
    const { base } = this.#numbers
    return base === null || this.#lora === null ? null : { lora: this.#lora, base: base.identity }
  }

  /** What the parameters are now: with a base, a copy of the adapter alone, or the base by itself where that adds nothing. */
  async #copy(): Promise<HeldWeights> {
    const { base, own } = this.#numbers
    const shared = base === null ? null : { ...base, dispose: () => undefined }
    if (own === null) return shared as HeldWeights
    if (shared !== null && (await addsNothing(own))) return shared
    const copy = await own.copy()
    return base === null ? heldSet(copy) : this.#adapted(copy, base)
  }

  #weights(frozen: number | null = null): KeyedWeights {
    if (frozen === null) {
      this.#requireWhole()
      return this.#present
    }
    const weights = this.#frozen.get(frozen)
    if (weights === undefined) throw new RlvrError('RLVR_POLICY', `There is no frozen copy ${frozen}; it was closed.`)
    return weights
  }
}

/** Whether an adapter leaves its base as it is: every B is zero. */
async function addsNothing(adapter: ParameterSet): Promise<boolean> {
  for (const name of adapter.names)
    if (name.endsWith('.loraB') && (await adapter.read(name)).some((each) => each !== 0)) return false
  return true
}

/** Longer rows than this keep less, and are not what the plan is about. */
const plannedRow = 1024

/** Of one copy of the weights that programs hold; float32 whatever the weights are at rest. */
function heldBytes(architecture: Architecture): number {
  return 4 * parameterCount(architecture)
}

function memoryOf(
  { architecture, lora, memoryBytes, cacheBudgetBytes = 0 }: ModelOptions,
  { threads, frozenBytesPerNumber }: { readonly threads: number; readonly frozenBytesPerNumber: number },
): MemoryPlan {
  const shapes = learnedShapes(architecture, lora ?? null)
  const positions = Math.min(plannedRow, paddedPositions(architecture.maxLengthTokens - 1))
  return memoryPlan({
    trained: trainedOf(architecture, lora ?? null, shapes),
    learnedNumbers: [...shapes.values()].reduce((sum, shape) => sum + elementCount(shape), 0),
    frozenBytesPerNumber,
    threads,
    run: { rows: positionsPerRun(architecture), positions },
    keeps: keeps.all,
    cacheBytes: threads * cacheBudgetBytes,
    ...(lora !== undefined && { heldBytes: threads * heldBytes(architecture) }),
    ...(memoryBytes !== undefined && { budgetBytes: memoryBytes }),
  })
}

/** A back end with as many threads a product as the model is computed by. */
async function openCores({
  architecture,
  backend: name = 'auto',
  threads = availableParallelism(),
  answersIn = 'float32',
  openers,
}: ModelOptions): Promise<{ backend: Backend; cores: Cores }> {
  const single = await openBackend({ name, threads: 1, ...(openers !== undefined && { openers }) })
  const cores = coresFor(architecture, single, { threads, isHeld: answersIn !== 'float32' })
  if (cores.threadsPerShard === 1) return { backend: single, cores }
  await single.close()
  return { backend: await openBackend({ name: single.name as BackendName, threads: cores.threadsPerShard }), cores }
}
