// Lets so many work at once; the others wait in line, up to a length.
import { SandboxFault } from '../engine.ts'

interface Waiting {
  enter(): void
  refuse(error: Error): void
}

export class Slots {
  readonly #size: number
  readonly #maxQueued: number
  readonly #queue: Waiting[] = []
  #taken = 0

  constructor(size: number, maxQueued: number) {
    this.#size = size
    this.#maxQueued = maxQueued
  }

  get taken(): number {
    return this.#taken
  }

  get queued(): number {
    return this.#queue.length
  }

  /** Runs `work` when it has a slot. Rejects as `overloaded` where the line is full, with the signal's reason. */
  async with<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    if (this.#taken < this.#size) this.#taken++
    else await this.#line(signal)
    try {
      return await work()
    } finally {
      const next = this.#queue.shift()
      if (next === undefined) this.#taken--
      else next.enter()
    }
  }

  /** Refuses whoever waits. */
  refuse(error: Error): void {
    for (const waiting of this.#queue.splice(0)) waiting.refuse(error)
  }

  async #line(signal: AbortSignal | undefined): Promise<void> {
    if (this.#queue.length >= this.#maxQueued) {
      throw new SandboxFault('overloaded', `${this.#queue.length} jobs wait for the remote sandbox already.`)
    }
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1)
        reject(signal?.reason as Error)
      }
      const settled = (): void => signal?.removeEventListener('abort', abort)
      const waiting: Waiting = {
        enter: () => (settled(), resolve()),
        refuse: (error) => (settled(), reject(error)),
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#queue.push(waiting)
    })
  }
}
