// Lets so many work at once; the others wait in line, up to a length.
import PQueue from 'p-queue'
import { SandboxFault } from '../engine.ts'

export class Slots {
  readonly #queue: PQueue
  readonly #maxQueued: number

  constructor(size: number, maxQueued: number) {
    this.#queue = new PQueue({ concurrency: size })
    this.#maxQueued = maxQueued
  }

  get taken(): number {
    return this.#queue.pending
  }

  get queued(): number {
    return this.#queue.size
  }

  /** Runs `work` when it has a slot. Rejects as `overloaded` where the line is full, with the signal's reason. */
  async with<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    if (this.taken >= this.#queue.concurrency && this.queued >= this.#maxQueued) {
      throw new SandboxFault('overloaded', `${this.queued} jobs wait for the remote sandbox already.`)
    }
    return await this.#queue.add(work, signal && { signal })
  }
}
