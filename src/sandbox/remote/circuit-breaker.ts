// Keeps away from an endpoint that fails: after `failures` in a row within `windowMs` nothing is sent for `openMs`, then
// one request tries (half-open), and its end decides. M. Nygard, "Release It!", 2007, "Circuit Breaker".

export interface CircuitBreakerOptions {
  readonly failures: number
  readonly windowMs: number
  readonly openMs: number
  readonly now: () => number
}

export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions
  /** Times of the failures since the last success, the oldest first. */
  #failedAt: number[] = []
  #openedAt: number | null = null
  #isProbing = false

  constructor(options: CircuitBreakerOptions) {
    this.#options = options
  }

  /** Whether a request may be sent now. One that was let through must be settled by one of the three below. */
  admits(): boolean {
    if (this.#openedAt === null) return true
    if (this.#isProbing || this.#options.now() - this.#openedAt < this.#options.openMs) return false
    this.#isProbing = true
    return true
  }

  succeeded(): void {
    this.#failedAt = []
    this.#openedAt = null
    this.#isProbing = false
  }

  failed(): void {
    const { failures, windowMs, now } = this.#options
    this.#failedAt = [...this.#failedAt.filter((time) => now() - time < windowMs), now()]
    if (this.#isProbing || this.#failedAt.length >= failures) this.#openedAt = now()
    this.#isProbing = false
  }

  /** The caller gave up before the endpoint had shown anything. */
  abandoned(): void {
    this.#isProbing = false
  }
}
