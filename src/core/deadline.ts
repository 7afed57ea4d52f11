// The limit of time of one episode. `AbortSignal.timeout` would not keep the process: where a tool hangs and nothing else
// is under way, Node would end before the limit does.

/** Aborts `signal` when the time is over. */
export class Deadline {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout

  constructor(timeMs: number) {
    const end = (): void =>
      this.#controller.abort(new DOMException(`The limit of time of ${timeMs} ms is reached.`, 'TimeoutError'))
    // An episode that nobody ends holds no process.
    this.#timer = setTimeout(end, timeMs).unref()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Keeps the process until `release`: something is waited for. */
  hold(): void {
    this.#timer.ref()
  }

  release(): void {
    this.#timer.unref()
  }

  /** The episode is over; the time runs no longer. */
  end(): void {
    clearTimeout(this.#timer)
  }
}
