// Workers kept warm. A lease is exclusive: untrusted work of two candidates is never in one process at a time. A
// worker that was killed or is worn out is replaced from a spare that is already running.
import type { ChildProcess } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { describeError } from '../../core/errors.ts'
import { SandboxFault, type EngineStats } from '../engine.ts'
import { WorkerDied, WorkerProcess, type DeathReason } from './worker-process.ts'

export interface WorkerPoolOptions {
  /** For messages, such as `python`. */
  readonly name: string
  readonly spawn: () => ChildProcess
  /** Workers that may be leased at once. */
  readonly size: number
  /** Workers kept ready beyond those. */
  readonly spares: number
  readonly startTimeoutMs: number
  /** A worker is replaced after this many requests, or this age. */
  readonly maxRequests: number
  readonly maxAgeMs: number
  /** Most leases that may wait; one more is refused as `overloaded`. */
  readonly maxQueued: number
}

/** Failed starts in a row after which a pool gives up on those who wait. */
const maxFailedStarts = 3
/** Between a failed start and the next. */
const retryDelayMs = 20

export interface Lease {
  readonly workers: readonly WorkerProcess[]
  /** Gives the workers back. Dead ones are replaced. `worn` ones are ended first. */
  release(worn?: boolean): void
}

interface Waiting {
  readonly count: number
  grant(lease: Lease): void
  refuse(error: Error): void
}

export class WorkerPool {
  readonly #options: WorkerPoolOptions
  readonly #idle: WorkerProcess[] = []
  readonly #all = new Set<WorkerProcess>()
  readonly #queue: Waiting[] = []
  readonly #deaths: Record<string, number> = {}
  #leased = 0
  readonly #starting = new Set<Promise<void>>()
  #failedStarts = 0
  #started = 0
  #executed = 0
  readonly #closing = new AbortController()

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.#refill()
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted
  }

  /** `count` workers at once, never one after the other, so that two callers cannot block each other half way. */
  lease(count: number, signal?: AbortSignal): Promise<Lease> {
    if (this.#closed) return Promise.reject(new SandboxFault('closed', `The ${this.#options.name} pool is closed.`))
    if (count > this.#options.size) {
      return Promise.reject(new RangeError(`${count} workers asked of a pool of ${this.#options.size}`))
    }
    if (signal?.aborted) return Promise.reject(signal.reason as Error)
    if (this.#queue.length >= this.#options.maxQueued) {
      return Promise.reject(
        new SandboxFault('overloaded', `${this.#queue.length} jobs wait for ${this.#options.name} already.`),
      )
    }
    // Whoever asks anew after a pool gave up pays for another attempt.
    if (this.#failedStarts >= maxFailedStarts) this.#failedStarts = 0
    return new Promise((resolve, reject) => {
      const settled = (): void => signal?.removeEventListener('abort', abort)
      const waiting: Waiting = {
        count,
        grant: (lease) => (settled(), resolve(lease)),
        refuse: (error) => (settled(), reject(error)),
      }
      const abort = (): void => {
        const place = this.#queue.indexOf(waiting)
        if (place >= 0) this.#queue.splice(place, 1)
        reject(signal?.reason as Error)
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#queue.push(waiting)
      this.#serve()
    })
  }

  stats(): EngineStats {
    return {
      workers: this.#all.size,
      busy: this.#leased,
      queued: this.#queue.length,
      executed: this.#executed,
      respawned: Math.max(0, this.#started - this.#options.size - this.#options.spares),
      deaths: { ...this.#deaths },
    }
  }

  /** Ends every worker, those that are starting too: nobody waits for a start that nobody needs. */
  async close(): Promise<void> {
    this.#closing.abort()
    for (const waiting of this.#queue.splice(0)) {
      waiting.refuse(new SandboxFault('closed', `The ${this.#options.name} pool was closed.`))
    }
    const deaths = [...this.#all].map((worker) => (worker.kill('closed'), worker.death))
    await Promise.all([...deaths, ...this.#starting])
  }

  #serve(): void {
    for (;;) {
      const next = this.#queue[0]
      if (!next || this.#leased + next.count > this.#options.size || this.#idle.length < next.count) break
      this.#queue.shift()
      this.#leased += next.count
      // The worker used last is the warmest in the caches.
      next.grant(this.#leaseOf(this.#idle.splice(-next.count)))
    }
    this.#refill()
  }

  #leaseOf(workers: readonly WorkerProcess[]): Lease {
    let released = false
    return {
      workers,
      release: (worn = false) => {
        if (released) return
        released = true
        this.#leased -= workers.length
        this.#executed++
        for (const worker of workers) {
          if (worn || this.#isWorn(worker)) this.#end(worker, 'recycled')
          else if (worker.isAlive) this.#idle.push(worker)
        }
        this.#serve()
      },
    }
  }

  #isWorn(worker: WorkerProcess): boolean {
    const { maxRequests, maxAgeMs } = this.#options
    return worker.requests >= maxRequests || performance.now() - worker.startedAt > maxAgeMs
  }

  #end(worker: WorkerProcess, reason: DeathReason): void {
    worker.kill(reason)
    this.#all.delete(worker)
  }

  #refill(): void {
    if (this.#closed || this.#failedStarts >= maxFailedStarts) return
    const wanted = this.#options.size + this.#options.spares
    while (this.#all.size + this.#starting.size < wanted) {
      const starting: Promise<void> = this.#start().finally(() => {
        this.#starting.delete(starting)
        this.#serve()
      })
      this.#starting.add(starting)
    }
  }

  async #start(): Promise<void> {
    try {
      const { spawn, startTimeoutMs } = this.#options
      const worker = await WorkerProcess.start(spawn(), startTimeoutMs, this.#closing.signal)
      this.#failedStarts = 0
      this.#started++
      if (this.#closed) {
        worker.kill('closed')
        await worker.death
        return
      }
      this.#all.add(worker)
      this.#idle.push(worker)
      void worker.death.then(({ reason }) => this.#lose(worker, reason))
    } catch (thrown) {
      if (this.#closed) return
      // One that somebody killed says little about whether the next one starts.
      const wasKilled = thrown instanceof WorkerDied && thrown.reason === 'died' && thrown.signal === 'SIGKILL'
      this.#failedStarts += wasKilled ? 0.1 : 1
      // What fails at once would otherwise be tried again as fast as the machine can.
      await setTimeout(retryDelayMs)
      if (this.#failedStarts < maxFailedStarts) return
      for (const waiting of this.#queue.splice(0)) {
        waiting.refuse(
          new SandboxFault('unavailable', `No ${this.#options.name} worker starts: ${describeError(thrown)}`, {
            cause: thrown,
          }),
        )
      }
    }
  }

  #lose(worker: WorkerProcess, reason: DeathReason): void {
    this.#deaths[reason] = (this.#deaths[reason] ?? 0) + 1
    this.#all.delete(worker)
    const place = this.#idle.indexOf(worker)
    if (place >= 0) this.#idle.splice(place, 1)
    this.#serve()
  }
}
