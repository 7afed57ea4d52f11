// Shards on every core: the sequences of a batch are shared out, each thread works through its share alone, and
// gradients are added up once an optimizer step. Threads that share one small product wait for each other more than
// they compute; threads that share out whole sequences meet once a batch.
import { Worker } from 'node:worker_threads'
import type { Sampling, TokenCoefficients, TokenScores, TokenSequence } from '../../../core/policy.ts'
import type { Backend } from '../../../tensor/backend.ts'
import type { BackendName } from '../../../tensor/open-backend.ts'
import type { Architecture } from '../model/architecture.ts'
import type { DecodedReply, DecodeRequest } from '../decode/decoder.ts'
import type { StopRule } from '../decode/stop-rule.ts'
import type { Exchange, ParameterSet } from '../model/parameter-set.ts'
import { Shard } from './shard.ts'
import type { AfterWeights, ShardFunctions } from './shard-protocol.ts'
import { WorkerCalls, workerFile } from './worker-calls.ts'

/** Sequences that are worth a thread of their own. */
const fewestPerThread = 8

/** Weights that calls are made with. Threads keep a copy under `key` and take a new one when `version` has changed. */
export interface VersionedWeights {
  readonly key: number
  readonly version: number
  readonly set: ParameterSet
}

/** A further thread, and the memory through which weights go to it and gradients come back. */
interface Helper {
  readonly calls: WorkerCalls<ShardFunctions>
  readonly exchange: Exchange
}

/** Places in a batch that one thread works on. */
type Share = readonly number[]

export interface ShardPoolOptions {
  readonly threads: number
  /** Bytes of keys and values that one thread's wave of sequences may take while it generates. */
  readonly cacheBudgetBytes?: number
}

export class ShardPool {
  readonly #own: Shard
  readonly #helpers: readonly Helper[]
  /** For each key of weights, the version that the helpers hold. */
  readonly #loaded = new Map<number, number>()

  private constructor(own: Shard, helpers: readonly Helper[]) {
    this.#own = own
    this.#helpers = helpers
  }

  /** One shard on the calling thread, and one on each further thread of the back end `onnx-cpu`; the others have one shard in all. */
  static async open(
    architecture: Architecture,
    backend: Backend,
    { threads, cacheBudgetBytes }: ShardPoolOptions,
  ): Promise<ShardPool> {
    // A GPU is one device, and the other CPU back ends are for tests and last resorts.
    if (backend.name !== 'onnx-cpu' || threads === 1)
      return new ShardPool(await Shard.open(architecture, backend, cacheBudgetBytes), [])
    const name = backend.name as BackendName
    const own = await Shard.open(architecture, backend, cacheBudgetBytes)
    const helpers = Array.from({ length: threads - 1 }, (): Helper => ({
      calls: new WorkerCalls(new Worker(workerFile('shard-worker', import.meta.url))),
      exchange: own.gradients.exchange(),
    }))
    await Promise.all(
      helpers.map(({ calls, exchange }) => calls.call('open', architecture, name, exchange, cacheBudgetBytes)),
    )
    return new ShardPool(own, helpers)
  }

  async generate(
    weights: VersionedWeights,
    requests: readonly DecodeRequest[],
    sampling: Sampling,
    stops: StopRule,
  ): Promise<DecodedReply[]> {
    // Neighbours stay together: they share prompts.
    const shares = this.#shares(requests.length, (index, count) => Math.floor((index * count) / requests.length))
    const given = (share: Share): AfterWeights<'generate'> => [pick(requests, share), sampling, stops]
    return await this.#workOff(weights, shares, {
      here: (share) => this.#own.generate(weights.set, ...given(share)),
      there: (calls, share) => calls.call('generate', weights.key, ...given(share)),
    })
  }

  async score(
    weights: VersionedWeights,
    sequences: readonly TokenSequence[],
    temperature: number,
  ): Promise<TokenScores[]> {
    const given = (share: Share): AfterWeights<'score'> => [pick(sequences, share), temperature]
    return await this.#workOff(weights, this.#dealt(sequences.length), {
      here: (share) => this.#own.score(weights.set, ...given(share)),
      there: (calls, share) => calls.call('score', weights.key, ...given(share)),
    })
  }

  async accumulate(
    weights: VersionedWeights,
    sequences: readonly TokenSequence[],
    temperature: number,
    coefficients: readonly TokenCoefficients[],
  ): Promise<TokenScores[]> {
    const given = (share: Share): AfterWeights<'accumulate'> => [
      pick(sequences, share),
      temperature,
      pick(coefficients, share),
    ]
    return await this.#workOff(weights, this.#dealt(sequences.length), {
      here: (share) => this.#own.accumulate(weights.set, ...given(share)),
      there: (calls, share) => calls.call('accumulate', weights.key, ...given(share)),
    })
  }

  /** The gradient accumulated on every thread, added up; valid until the next `accumulate` or `discard`. */
  async gradients(): Promise<ParameterSet> {
    await Promise.all(this.#helpers.map(({ calls }) => calls.call('takeGradients')))
    for (const { exchange } of this.#helpers) this.#own.gradients.addFrom(exchange)
    return this.#own.gradients
  }

  async discard(): Promise<void> {
    this.#own.gradients.clear()
    await Promise.all(this.#helpers.map(({ calls }) => calls.call('discard')))
  }

  /** Lets the threads drop their copies of weights that are not used again. */
  async forget(key: number): Promise<void> {
    this.#loaded.delete(key)
    await Promise.all(this.#helpers.map(({ calls }) => calls.call('forget', key)))
  }

  async close(): Promise<void> {
    await Promise.all(this.#helpers.map(({ calls }) => calls.close()))
    await this.#own.close()
  }

  /** Works on every share at once: the first on this thread, each other on one of its own. Results in the order of the indices. */
  async #workOff<Result>(
    weights: VersionedWeights,
    shares: readonly Share[],
    work: {
      readonly here: (share: Share) => Promise<Result[]>
      readonly there: (calls: Helper['calls'], share: Share) => Promise<Result[]>
    },
  ): Promise<Result[]> {
    if (shares.length > 1) await this.#load(weights)
    const [first = [], ...others] = shares
    const elsewhere = others.map((share, index) => work.there((this.#helpers[index] as Helper).calls, share))
    const done = await Promise.all([work.here(first), ...elsewhere])
    const results: Result[] = []
    shares.forEach((share, place) =>
      share.forEach((index, position) => (results[index] = done[place]?.[position] as Result)),
    )
    return results
  }

  /** Dealt out like cards, so that long and short sequences, which come sorted, are on every thread. */
  #dealt(items: number): number[][] {
    return this.#shares(items, (index, count) => index % count)
  }

  #shares(items: number, placeOf: (index: number, count: number) => number): number[][] {
    const count = Math.min(this.#helpers.length + 1, Math.max(1, Math.floor(items / fewestPerThread)))
    const shares: number[][] = Array.from({ length: count }, () => [])
    for (let index = 0; index < items; index++) shares[placeOf(index, count)]?.push(index)
    return shares
  }

  async #load({ key, version, set }: VersionedWeights): Promise<void> {
    if (this.#loaded.get(key) === version) return
    for (const { exchange } of this.#helpers) set.copyTo(exchange)
    await Promise.all(this.#helpers.map(({ calls }) => calls.call('load', key)))
    this.#loaded.set(key, version)
  }
}

function pick<Item>(items: readonly Item[], share: Share): Item[] {
  return share.map((index) => items[index] as Item)
}
