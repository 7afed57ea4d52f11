// Shards on every core: the sequences of a batch are shared out, each thread works through its share alone, and
// gradients are added up once an optimizer step. Threads that share one small product wait for each other more than
// they compute; threads that share out whole sequences meet once a batch.
import { Worker } from 'node:worker_threads'
import type { Sampling, TokenCoefficients, TokenScores, TokenSequence } from '../../../core/policy.ts'
import type { Backend } from '../../../tensor/backend.ts'
import type { BackendName } from '../../../tensor/open-backend.ts'
import type { DecodedReply, DecodeRequest } from '../decode/decoder.ts'
import type { StopRule } from '../decode/stop-rule.ts'
import { parameterShapes, type Architecture } from '../model/architecture.ts'
import { KernelUpdate, sharedSets } from '../model/kernel-update.ts'
import type { ParameterSet } from '../model/parameter-set.ts'
import { ProgramUpdate } from '../model/program-update.ts'
import type { AdamWStep, TrainedSets } from '../model/update.ts'
import { attentionTokens, type PackOptions } from '../model/packed-rows.ts'
import { dealOut, jobsOf, scoresOf } from './jobs.ts'
import { Shard } from './shard.ts'
import type { AfterWeights, ShardFunctions } from './shard-protocol.ts'
import { updateOnThreads } from './shared-update.ts'
import { openWideDecoder, type WideDecoder } from './wide-decoder.ts'
import { WorkerCalls, workerFile } from './worker-calls.ts'

/** Positions of one run: enough to keep a core busy, and little enough for the memory of a run to stay small. */
const positionsPerRun = 1024

/** Sequences that are worth a thread of their own. */
const fewestPerThread = 8

/** Weights that calls are made with; threads know them by their key. */
export interface KeyedWeights {
  readonly key: number
  readonly set: ParameterSet
}

type Helper = WorkerCalls<ShardFunctions>

/** Places in a batch that one thread works on. */
type Share = readonly number[]

export interface ShardPoolOptions {
  readonly architecture: Architecture
  readonly backend: Backend
  /** Gradients for as many threads as there are to be. */
  readonly sets: TrainedSets
  /** Bytes of keys and values that one thread's wave of sequences may take while it generates. */
  readonly cacheBudgetBytes?: number
  /** True where the weights never change, but for adapters; see `DecoderOptions`. */
  readonly holdsWeights?: boolean
}

/** How many threads compute on a back end: a GPU is one device, and the other CPU back ends are for tests and last resorts. */
export function threadsOn(backend: Backend, threads: number): number {
  return backend.name === 'onnx-cpu' ? threads : 1
}

export class ShardPool {
  readonly #own: Shard
  readonly #helpers: readonly Helper[]
  readonly #update: KernelUpdate | ProgramUpdate
  readonly #sets: TrainedSets
  readonly #packing: PackOptions
  readonly #wide: WideDecoder | null
  /** How many shards, from the first on, have accumulated since the last update. */
  #accumulated = 0

  private constructor(
    architecture: Architecture,
    own: Shard,
    helpers: readonly Helper[],
    { update, sets }: { readonly update: KernelUpdate | ProgramUpdate; readonly sets: TrainedSets },
    wide: WideDecoder | null = null,
  ) {
    this.#wide = wide
    this.#packing = {
      maxLengthTokens: architecture.maxLengthTokens,
      positionsPerRun,
      attentionTokens: attentionTokens(architecture),
    }
    this.#own = own
    this.#helpers = helpers
    this.#update = update
    this.#sets = sets
  }

  /** One shard on the calling thread, and one on a thread of its own for each further gradient. */
  static async open(options: ShardPoolOptions): Promise<ShardPool> {
    const { architecture, backend, sets, cacheBudgetBytes } = options
    const shapes = parameterShapes(architecture)
    const own = await Shard.open(architecture, backend, sets.gradients[0] as ParameterSet, cacheBudgetBytes)
    const shared = sharedSets(sets)
    if (shared === null)
      return new ShardPool(architecture, own, [], { update: new ProgramUpdate(backend, shapes, sets), sets })
    const helpers = sets.gradients
      .slice(1)
      .map(() => new WorkerCalls<ShardFunctions>(new Worker(workerFile('shard-worker', import.meta.url))))
    const model = { architecture, backend: backend.name as BackendName, sets: shared }
    const budget = cacheBudgetBytes === undefined ? {} : { cacheBudgetBytes }
    await Promise.all(
      helpers.map(async (calls, index) => await calls.call('open', { ...model, ...budget, thread: index + 1 })),
    )
    const wide = await openWideDecoder({ ...options, threads: helpers.length + 1 })
    return new ShardPool(architecture, own, helpers, { update: new KernelUpdate(shapes, shared), sets }, wide)
  }

  /** Lets every thread compute with weights. */
  async attach({ key, set }: KeyedWeights): Promise<void> {
    await this.#onHelpers((calls) => calls.call('attach', key, set.shared ?? []))
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
    if (this.#wide !== null) return await this.#wide.decoder.generate(weights.set, requests, sampling, stops)
    // Neighbours stay together: they share prompts.
    const shares = this.#shares(requests.length, (index, count) => Math.floor((index * count) / requests.length))
    const given = (share: Share): AfterWeights<'generate'> => [pick(requests, share), sampling, stops]
    return await this.#workOff(shares, {
      here: (share) => this.#own.generate(weights.set, ...given(share)),
      there: (calls, share) => calls.call('generate', weights.key, ...given(share)),
    })
  }

  async score(weights: KeyedWeights, sequences: readonly TokenSequence[], temperature: number): Promise<TokenScores[]> {
    return await this.#compute(weights, { sequences, temperature, coefficients: null })
  }

  async accumulate(
    weights: KeyedWeights,
    sequences: readonly TokenSequence[],
    temperature: number,
    coefficients: readonly TokenCoefficients[],
  ): Promise<TokenScores[]> {
    return await this.#compute(weights, { sequences, temperature, coefficients })
  }

  /**
   * Moves parameters and moments by what all threads have accumulated, which is zero afterwards; gives the norm of that
   * gradient. Where it is not finite nothing has changed.
   */
  async apply(step: AdamWStep): Promise<number> {
    const update = this.#update
    if (update instanceof ProgramUpdate) return await update.apply(step)
    const norm = await updateOnThreads({ own: update, helpers: this.#helpers }, step, Math.max(1, this.#accumulated))
    if (Number.isFinite(norm)) this.#accumulated = 0
    return norm
  }

  discard(): void {
    for (const set of this.#sets.gradients.slice(0, Math.max(1, this.#accumulated))) set.clear()
    this.#accumulated = 0
  }

  async close(): Promise<void> {
    await this.#onHelpers((calls) => calls.close())
    if (this.#update instanceof ProgramUpdate) await this.#update.close()
    await this.#wide?.close()
    await this.#own.close()
  }

  async #compute(
    weights: KeyedWeights,
    {
      sequences,
      temperature,
      coefficients,
    }: {
      readonly sequences: readonly TokenSequence[]
      readonly temperature: number
      readonly coefficients: readonly TokenCoefficients[] | null
    },
  ): Promise<TokenScores[]> {
    const threads = this.#helpers.length + 1
    const jobs = jobsOf(sequences, coefficients, { ...this.#packing, threads })
    const shares = dealOut(jobs, threads)
    if (coefficients !== null) this.#accumulated = Math.max(this.#accumulated, shares.length)
    const given = (share: Share): AfterWeights<'compute'> => [pick(jobs, share), temperature]
    const scores = await this.#workOff(shares, {
      here: (share) => this.#own.compute(weights.set, ...given(share)),
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
    const count = Math.min(this.#helpers.length + 1, Math.max(1, Math.floor(items / fewestPerThread)))
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
