// Seconds spent in each phase of a step.
import type { TrainPhase } from './train-event.ts'

export class PhaseClock {
  readonly #onPhase: (phase: TrainPhase) => void
  readonly #seconds: { [phase in TrainPhase]?: number } = {}
  #phase: TrainPhase | null = null
  #since = performance.now()

  constructor(onPhase: (phase: TrainPhase) => void) {
    this.#onPhase = onPhase
  }

  enter(phase: TrainPhase): void {
    if (phase === this.#phase) return
    this.stop()
    this.#phase = phase
    this.#onPhase(phase)
  }

  stop(): { readonly [phase in TrainPhase]?: number } {
    const now = performance.now()
    if (this.#phase !== null)
      this.#seconds[this.#phase] = (this.#seconds[this.#phase] ?? 0) + (now - this.#since) / 1000
    this.#since = now
    return this.#seconds
  }
}
