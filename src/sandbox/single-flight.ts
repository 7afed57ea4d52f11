// Identical work is done once: those who ask while it is under way share it, and finished results are kept. A GRPO
// group repeats answers; a repeated one costs nothing and gets the same verdict.
import { LRUCache } from 'lru-cache'

interface Flight<T> {
  readonly result: Promise<T>
  readonly abort: AbortController
  waiting: number
}

export class SingleFlight<T extends {}> {
  readonly #flights = new Map<string, Flight<T>>()
  readonly #kept: LRUCache<string, T> | null
  readonly #isKept: (result: T) => boolean

  /** Keeps up to `capacity` finished results that `isKept` allows; the one unused for longest goes first. */
  constructor(capacity: number, isKept: (result: T) => boolean) {
    this.#kept = capacity > 0 ? new LRUCache({ max: capacity }) : null
    this.#isKept = isKept
  }

  /** `fresh` is false where another's work or a kept result was used. The work is aborted when all who wait are. */
  async do(
    key: string,
    work: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<{ result: T; fresh: boolean }> {
    signal?.throwIfAborted()
    const kept = this.#kept?.get(key)
    if (kept !== undefined) return { result: kept, fresh: false }
    const known = this.#flights.get(key)
    const flight = known ?? this.#start(key, work)
    flight.waiting++
    return { result: await this.#wait(key, flight, signal), fresh: known === undefined }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const abort = new AbortController()
    const result = work(abort.signal)
      .then((value) => {
        if (this.#isKept(value)) this.#kept?.set(key, value)
        return value
      })
      .finally(() => this.#forget(key, flight))
    // Everybody may have left before it fails.
    result.catch(() => {})
    const flight: Flight<T> = { result, abort, waiting: 0 }
    this.#flights.set(key, flight)
    return flight
  }

  async #wait(key: string, flight: Flight<T>, signal?: AbortSignal): Promise<T> {
    if (signal === undefined) return await flight.result
    let leave = (): void => {}
    const left = new Promise<never>((_, reject) => {
      leave = () => {
        flight.waiting--
        if (flight.waiting === 0) {
          this.#forget(key, flight)
          flight.abort.abort(signal.reason)
        }
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', leave, { once: true })
    })
    try {
      return await Promise.race([flight.result, left])
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
  }
}
