// Who is served next where many ask at once: the peer with the least under way, then the one that was served longest
// ago; of one peer's connections, the one that was served least. Nobody's thousand keeps another's one waiting.

/** Whoever asks, and the connection by which it does. */
export interface Peer {
  /** The name of its token where there are several, else its address. */
  readonly name: string
  readonly connection: object
  /** Sessions that it may have at once, of each protocol; as many as anybody where left out. */
  readonly maxSessions?: number
  /** Requests that it may have at once, of each protocol; as many as anybody where left out. */
  readonly maxInFlight?: number
}

interface Waiting {
  readonly peer: Peer
  readonly begin: () => void
}

interface Served {
  running: number
  /** The number of the job of its that began last. */
  last: number
  waiting: number
}

export class FairQueue {
  readonly #slots: number
  readonly #waiting: Waiting[] = []
  readonly #peers = new Map<string, Served>()
  readonly #connections = new WeakMap<object, number>()
  #running = 0
  #begun = 0

  constructor(slots: number) {
    this.#slots = slots
  }

  /** Does `work` when its turn has come. Rejects with the signal's reason where it is aborted before. */
  async do<T>(peer: Peer, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    const served = this.#servedOf(peer.name)
    served.waiting++
    try {
      await this.#turn(peer, signal)
    } finally {
      served.waiting--
    }
    try {
      return await work()
    } finally {
      this.#running--
      served.running--
      if (served.running === 0 && served.waiting === 0) this.#peers.delete(peer.name)
      this.#serve()
    }
  }

  #turn(peer: Peer, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        peer,
        begin: () => {
          signal.removeEventListener('abort', abort)
          resolve()
        },
      }
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', abort, { once: true })
      this.#waiting.push(waiting)
      this.#serve()
    })
  }

  #serve(): void {
    while (this.#running < this.#slots && this.#waiting.length > 0) {
      let next = 0
      for (let place = 1; place < this.#waiting.length; place++) {
        if (this.#isBefore(this.#waiting[place]!, this.#waiting[next]!)) next = place
      }
      const [chosen] = this.#waiting.splice(next, 1)
      if (chosen === undefined) return
      const served = this.#servedOf(chosen.peer.name)
      this.#running++
      served.running++
      served.last = ++this.#begun
      this.#connections.set(chosen.peer.connection, this.#timesOf(chosen.peer) + 1)
      chosen.begin()
    }
  }

  #isBefore(one: Waiting, other: Waiting): boolean {
    const [these, those] = [this.#servedOf(one.peer.name), this.#servedOf(other.peer.name)]
    if (these.running !== those.running) return these.running < those.running
    if (these.last !== those.last) return these.last < those.last
    return this.#timesOf(one.peer) < this.#timesOf(other.peer)
  }

  #timesOf({ connection }: Peer): number {
    return this.#connections.get(connection) ?? 0
  }

  #servedOf(address: string): Served {
    const known = this.#peers.get(address)
    if (known !== undefined) return known
    const served: Served = { running: 0, last: 0, waiting: 0 }
    this.#peers.set(address, served)
    return served
  }
}
