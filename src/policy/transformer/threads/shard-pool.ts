// Shards on every core: the sequences of a batch are shared out, each thread works through its share alone, and
// gradients are added up once an optimizer step. Threads that share one small product wait for each other more than
// they compute; threads that share out whole sequences meet once a batch.
import { Worker } from 'node:worker_threads'
import { RlvrError } from '../../../core/errors.ts'
import type { Sampling, TokenCoefficients, TokenScores, TokenSequence } from '../../../core/policy.ts'
import { trafficSum, type TrafficCounts } from '../../../core/traffic-counts.ts'
import type { Backend } from '../../../tensor/backend.ts'
import type { ConstantStorage } from '../../../tensor/program.ts'
import type { BackendName } from '../../../tensor/open-backend.ts'
import type { Shape } from '../../../tensor/program.ts'
import type { DecodedReply, DecodeRequest } from '../decode/decoder.ts'
import type { StopRule } from '../decode/stop-rule.ts'
import type { Architecture } from '../model/architecture.ts'
import { KernelUpdate, sharedSets } from '../model/kernel-update.ts'
import type { LoraSettings } from '../model/lora.ts'
import { learnedShapes, type HeldWeights } from '../model/model-numbers.ts'
import { ProgramUpdate } from '../model/program-update.ts'
import type { AdamWStep, TrainedSets } from '../model/update.ts'
import { attentionTokens, positionsPerRun, type PackOptions } from '../model/packed-rows.ts'
import type { Cores } from './cores.ts'
import { dealOut, jobsOf, scoresOf } from './jobs.ts'
import { Shard } from './shard.ts'
import type { AfterWeights, ShardFunctions } from './shard-protocol.ts'
import { updateOnThreads } from './shared-update.ts'
import { WorkerCalls, workerFile } from './worker-calls.ts'

/** Sequences that are worth a thread of their own. */
const fewestPerThread = 8

/** Weights that calls are made with; threads know them by their key. */
export interface KeyedWeights extends HeldWeights {
  readonly key: number
}

type Helper = WorkerCalls<ShardFunctions>

/** Places in a batch that one thread works on. */
type Share = readonly number[]

export interface ShardPoolOptions {
  readonly architecture: Architecture
  readonly backend: Backend
  readonly cores: Cores
  /** What learns, an adapter or everything, with a gradient for each shard; null where nothing does. */
  readonly learned: { readonly lora: LoraSettings | null; readonly sets: TrainedSets } | null
  /** Bytes of keys and values that one thread's wave of sequences may take while it generates. */
  readonly cacheBudgetBytes?: number | undefined
  /** What a run of packed rows may take on its thread; without a bound where left out. */
  readonly runBytes?: number | undefined
  /** True where the weights never change, but for adapters; see `DecoderOptions`. */
  readonly holdsWeights?: boolean | undefined
  /** Of the weights that are held to answer from; see `DecoderOptions`. */
  readonly precision?: ConstantStorage | undefined
}

interface Learned {
  readonly update: KernelUpdate | ProgramUpdate
  readonly sets: TrainedSets
}

export class ShardPool {
  readonly #own: Shard
  readonly #helpers: readonly Helper[]
  /** Null where nothing learns. */
  readonly #learned: Learned | null
  readonly #packing: PackOptions
  readonly #shardCount: number
  /** How many shards, from the first on, have accumulated since the last update. */
  #accumulated = 0

  private constructor(options: ShardPoolOptions, own: Shard, helpers: readonly Helper[], learned: Learned | null) {
    const { architecture, cores } = options
    this.#shardCount = cores.shards
    this.#packing = {
      maxLengthTokens: architecture.maxLengthTokens,
      positionsPerRun: positionsPerRun(architecture, options.backend.onDevice),
      attentionTokens: attentionTokens(architecture),
    }
    this.#own = own
    this.#helpers = helpers
    this.#learned = learned
  }

  /** One shard on the calling thread, and further threads with shards of their own, or to share out updates alone. */
  static async open(options: ShardPoolOptions): Promise<ShardPool> {
    const { architecture, backend, cores, learned, cacheBudgetBytes, runBytes, holdsWeights, precision } = options
    const shapes = learned === null ? new Map<string, Shape>() : learnedShapes(architecture, learned.lora)
    const gradients = learned?.sets.gradients[0]
    const shared = learned === null ? null : sharedSets(learned.sets)
    const helpers = Array.from(
      { length: cores.threads - 1 },
      () => new WorkerCalls<ShardFunctions>(new Worker(workerFile('shard-worker', import.meta.url))),
    )
    const own = new Shard({
      architecture,
      backend,
      learned: gradients === undefined ? null : { shapes, gradients },
      cacheBudgetBytes,
      runBytes,
      holdsWeights,
      precision,
      // Helpers without sequences of their own take part in those of the one shard.
      helpers: cores.shards > 1 ? [] : helpers.map((calls, index) => (work) => calls.call('attend', work, index + 1)),
    })
    const model = {
      architecture,
      backend: backend.name as BackendName,
      learned: learned === null || shared === null ? null : { lora: learned.lora, sets: shared },
      cacheBudgetBytes,
      runBytes,
      holdsWeights,
    }
    await Promise.all(helpers.map(async (calls, index) => await calls.call('open', { ...model, thread: index + 1 })))
    if (learned === null) return new ShardPool(options, own, helpers, null)
    const { sets } = learned
    const update = shared === null ? new ProgramUpdate(backend, shapes, sets) : new KernelUpdate(shapes, shared)
    return new ShardPool(options, own, helpers, { update, sets })
  }

  /** Lets every thread compute with weights. */
  async attach({ key, shared }: KeyedWeights): Promise<void> {
    if (shared !== null) await this.#onHelpers((calls) => calls.call('attach', key, shared))
  }

  /** Lets the threads drop weights that are not used again. */
  async forget(key: number): Promise<void> {
    await this.#onHelpers((calls) => calls.call('forget', key))
  }

  async generate(
    weights: KeyedWeights,
    requests: readonly DecodeRequest[],
    sampling: Sampling,
    stops: StopRule,
  ): Promise<DecodedReply[]> {
    // Neighbours stay together: they share prompts.
    const shares = this.#shares(requests.length, (index, count) => Math.floor((index * count) / requests.length))
    const given = (share: Share): AfterWeights<'generate'> => [pick(requests, share), sampling, stops]
    return await this.#workOff(shares, {
      here: (share) => this.#own.generate(weights.weights, ...given(share)),
      there: (calls, share) => calls.call('generate', weights.key, ...given(share)),
    })
  }

  async score(weights: KeyedWeights, sequences: readonly TokenSequence[], temperature: number): Promise<TokenScores[]> {
    return await this.#compute(weights, { sequences, temperature, coefficients: null })
  }

  /** @param drops the seed of what adapters leave out */
  async accumulate(
    weights: KeyedWeights,
    sequences: readonly TokenSequence[],
    temperature: number,
    { coefficients, drops }: { readonly coefficients: readonly TokenCoefficients[]; readonly drops: string },
  ): Promise<TokenScores[]> {
    return await this.#compute(weights, { sequences, temperature, coefficients, drops })
  }

  /**
   * Moves parameters and moments by what all threads have accumulated, which is zero afterwards; gives the norm of that
   * gradient. Where it is not finite nothing has changed.
   */
  async apply(step: AdamWStep): Promise<number> {
    const update = this.#learned?.update
    if (update === undefined) throw new RlvrError('RLVR_POLICY', 'Nothing learns in this model.')
    if (update instanceof ProgramUpdate) return await update.apply(step)
    const norm = await updateOnThreads({ own: update, helpers: this.#helpers }, step, Math.max(1, this.#accumulated))
    if (Number.isFinite(norm)) this.#accumulated = 0
    return norm
  }

  discard(): void {
    for (const set of this.#learned?.sets.gradients.slice(0, Math.max(1, this.#accumulated)) ?? []) set.clear()
    this.#accumulated = 0
  }

  /** Of the back ends of all threads. */
  async traffic(): Promise<TrafficCounts> {
    const others = await Promise.all(this.#helpers.map(async (calls) => await calls.call('traffic')))
    return trafficSum([this.#own.backend.traffic.counts, ...others])
  }

  /** Lets go of programs that may hold weights, after those that never change have changed. */
  async forgetHeld(): Promise<void> {
    await this.#own.forgetHeld()
    await this.#onHelpers((calls) => calls.call('forgetHeld'))
  }

  async close(): Promise<void> {
    await this.#onHelpers((calls) => calls.close())
    if (this.#learned?.update instanceof ProgramUpdate) await this.#learned.update.close()
    await this.#own.close()
  }

  async #compute(
    weights: KeyedWeights,
    {
      sequences,
      temperature,
      coefficients,
      drops,
    }: {
      readonly sequences: readonly TokenSequence[]
      readonly temperature: number
      readonly coefficients: readonly TokenCoefficients[] | null
      readonly drops?: string
    },
  ): Promise<TokenScores[]> {
    const threads = this.#shardCount
    const jobs = jobsOf(sequences, coefficients, { ...this.#packing, threads }).map((job, index) => ({
      ...job,
      drops: `${drops}/${index}`,
    }))
    const shares = dealOut(jobs, threads)
    if (coefficients !== null) this.#accumulated = Math.max(this.#accumulated, shares.length)
    const given = (share: Share): AfterWeights<'compute'> => [pick(jobs, share), temperature]
    const scores = await this.#workOff(shares, {
      here: (share) => this.#own.compute(weights.weights, ...given(share)),
      there: (calls, share) => calls.call('compute', weights.key, ...given(share)),
    })
    return scoresOf(sequences.length, jobs, scores)
  }

  /** Works on every share at once: the first on this thread, each other on one of its own. Results in the order of the indices. */
  async #workOff<Result>(
    shares: readonly Share[],
    work: {
      readonly here: (share: Share) => Promise<Result[]>
      readonly there: (calls: Helper, share: Share) => Promise<Result[]>
    },
  ): Promise<Result[]> {
    const [first = [], ...others] = shares
    const elsewhere = others.map((share, index) => work.there(this.#helpers[index] as Helper, share))
    const here = work.here(first)
    // A share that fails waits for the others: all work on the same memory.
    await Promise.allSettled([...elsewhere, here])
    const done = await Promise.all([here, ...elsewhere])
    const results: Result[] = []
    shares.forEach((share, place) =>
      share.forEach((index, position) => (results[index] = done[place]?.[position] as Result)),
    )
    return results
  }

  #shares(items: number, placeOf: (index: number, count: number) => number): number[][] {
    const count = Math.min(this.#shardCount, Math.max(1, Math.floor(items / fewestPerThread)))
    const shares: number[][] = Array.from({ length: count }, () => [])
    for (let index = 0; index < items; index++) shares[placeOf(index, count)]?.push(index)
    return shares
  }

  async #onHelpers(work: (calls: Helper) => Promise<unknown>): Promise<void> {
    await Promise.all(this.#helpers.map(work))
  }
}

function pick<Item>(items: readonly Item[], share: Share): Item[] {
  return share.map((index) => items[index] as Item)
}
