// Generation on every core: the sequences of a batch are shared out over threads that decode on their own. Threads
// within one product of so few rows wait for each other more than they compute; whole sequences need no waiting.
import { Worker } from 'node:worker_threads'
import type { Sampling } from '../../core/policy.ts'
import type { Backend, Tensors } from '../../tensor/backend.ts'
import { openBackend, type BackendName } from '../../tensor/open-backend.ts'
import type { Architecture } from './architecture.ts'
import { Decoder, type DecodedReply, type DecodeRequest } from './decoder.ts'
import { WorkerCalls, workerFile } from './worker-calls.ts'

/** Sequences that are worth a thread of their own. */
const fewestPerThread = 8

export class DecodePool {
  readonly #backend: Backend
  readonly #decoder: Decoder
  readonly #helpers: readonly WorkerCalls[]
  #loadedVersion = -1

  private constructor(backend: Backend, decoder: Decoder, helpers: readonly WorkerCalls[]) {
    this.#backend = backend
    this.#decoder = decoder
    this.#helpers = helpers
  }

  /** `threads` decoders, the first of them on the calling thread. Back ends that are not CPUs get one, on `backend` itself. */
  static async open(architecture: Architecture, backend: Backend, threads: number): Promise<DecodePool> {
    if (!backend.keepsArrays) return new DecodePool(backend, await Decoder.open(architecture, backend), [])
    const name = backend.name as BackendName
    const own = await openBackend({ name, threads: 1 })
    const helpers = Array.from(
      { length: threads - 1 },
      () => new WorkerCalls(new Worker(workerFile('decode-worker', import.meta.url))),
    )
    await Promise.all(helpers.map((helper) => helper.call('open', [architecture, name])))
    return new DecodePool(backend, await Decoder.open(architecture, own), helpers)
  }

  /** One reply a request, in order. `version` says whether the parameters are those of the call before. */
  async generate(
    parameters: Tensors,
    version: number,
    requests: readonly DecodeRequest[],
    sampling: Sampling,
    stopToken: number,
  ): Promise<DecodedReply[]> {
    const threads = Math.min(this.#helpers.length + 1, Math.max(1, Math.floor(requests.length / fewestPerThread)))
    const shares = shareOut(requests, threads)
    if (threads > 1) await this.#load(parameters, version)
    const elsewhere = shares
      .slice(1)
      .map((share, index) => this.#helpers[index]?.call('generate', [share, sampling, stopToken]))
    const here = this.#decoder.generate(parameters, shares[0] ?? [], sampling, stopToken)
    const replies = await Promise.all([here, ...elsewhere])
    return (replies as DecodedReply[][]).flat()
  }

  async close(): Promise<void> {
    await Promise.all(this.#helpers.map((helper) => helper.close()))
    await this.#decoder.close()
  }

  async #load(parameters: Tensors, version: number): Promise<void> {
    if (version === this.#loadedVersion) return
    const weights = new Map<string, Float32Array>()
    // Copied out of the long vectors that they are views of, or each would be sent with all of them.
    for (const [name, tensor] of Object.entries(parameters))
      weights.set(name, ((await this.#backend.download(tensor)) as Float32Array).slice())
    await Promise.all(this.#helpers.map((helper) => helper.call('load', [weights])))
    this.#loadedVersion = version
  }
}

/** Consecutive shares of nearly equal size. */
function shareOut<Item>(items: readonly Item[], shares: number): Item[][] {
  return Array.from({ length: shares }, (_, share) =>
    items.slice(Math.floor((share * items.length) / shares), Math.floor(((share + 1) * items.length) / shares)),
  )
}
