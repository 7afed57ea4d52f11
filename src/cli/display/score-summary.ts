// What the rows of a scoring came to, in a few lines for people.
import { mean, wilsonInterval } from '../../core/statistics.ts'
import type { Verdict } from '../../core/verdict.ts'
import type { ScoreResult } from '../../eval/score-reply.ts'

/** Counts results as they come. Rewards of null are counted apart and never averaged as 0. */
export class ScoreSummary {
  #malformed = 0
  #solved = 0
  #decided = 0
  readonly #rewards: number[] = []
  #rows = 0
  readonly #notScored = new Map<string, number>()

  get rows(): number {
    return this.#rows
  }

  get malformed(): number {
    return this.#malformed
  }

  addMalformed(): void {
    this.#malformed++
  }

  add(result: ScoreResult): void {
    this.#rows++
    if (result.reward !== null) this.#rewards.push(result.reward)
    if (result.outcome !== null) this.#decided++
    if (result.outcome === true) this.#solved++
    for (const [name, verdict] of Object.entries(result.verdicts)) this.#count(name, verdict)
  }

  /** @example 'scored 4 rows; 1 malformed\nreward 0.5 on average of 4\n…' */
  text(): string {
    const interval = wilsonInterval(this.#solved, this.#decided)
    const average = mean(this.#rewards)
    const lines = [
      `scored ${this.#rows} rows; ${this.#malformed} malformed`,
      `reward ${average === null ? 'null' : average.toFixed(4)} on average of ${this.#rewards.length}; null for ${this.#rows - this.#rewards.length}`,
      interval === null
        ? 'outcome could be judged for no row'
        : `outcome true for ${this.#solved} of ${this.#decided}: ${(this.#solved / this.#decided).toFixed(4)}, 95 % interval ${interval.low.toFixed(4)} to ${interval.high.toFixed(4)}`,
      `not scored: ${this.#notScored.size === 0 ? 'none' : [...this.#notScored].map(([what, count]) => `${what} ${count}`).join('; ')}`,
    ]
    return lines.join('\n')
  }

  #count(name: string, verdict: Verdict): void {
    if (verdict.status === 'scored') return
    const what = verdict.status === 'invalid' ? `${name} invalid (${verdict.cause})` : `${name} not applicable`
    this.#notScored.set(what, (this.#notScored.get(what) ?? 0) + 1)
  }
}
