// When an evaluation is not worth going on with: more replies than tolerated could not be judged, or the policy has
// failed with the same words again and again.
import { counted } from '../core/counted.ts'
import { RlvrError } from '../core/errors.ts'
import { causeName, failureLines, FailureTally, talliedEpisode, type Failures } from '../core/failure-tally.ts'
import type { EpisodeRecord } from '../core/episode.ts'
import type { EvaluationSummary } from './evaluation-summary.ts'

/** The share of replies that may go unjudged where nothing else is said. */
export const defaultTolerance = 0.1

/** Equal failed requests in a row, each already given up by the one who retries, that end an evaluation. */
const equalFailures = 5

/** An evaluation that was given up. What had been done is recorded, and `summary` holds its numbers. */
export class EvaluationStopped extends RlvrError {
  readonly summary: EvaluationSummary

  constructor(reason: string, summary: EvaluationSummary) {
    super('RLVR_TOLERANCE', reason)
    this.summary = summary
  }
}

/** Counts episodes, and says when it is enough. */
export class EvaluationWatch {
  readonly #tally = new FailureTally()
  readonly #total: number
  readonly #tolerance: number
  #lastFailure: string | null = null
  #equal = 0

  constructor(total: number, tolerance: number) {
    this.#total = total
    this.#tolerance = tolerance
  }

  get failures(): Failures {
    return this.#tally.failures
  }

  add(record: EpisodeRecord): void {
    this.#tally.add(talliedEpisode(record))
    const failure = record.error?.code === 'RLVR_POLICY' ? withoutNumbers(record.error.message) : null
    this.#equal = failure === null ? 0 : failure === this.#lastFailure ? this.#equal + 1 : 1
    this.#lastFailure = failure
  }

  /** Why to stop; null to go on. The tolerance is a share of all replies, so that it is over once it is certain to be. */
  reason(): string | null {
    const { unjudged } = this.failures
    if (unjudged > this.#tolerance * this.#total) return overTolerance(this.failures, this.#total, this.#tolerance)
    if (this.#equal < equalFailures) return null
    const words = this.failures.causes.find(({ cause }) => cause === 'RLVR_POLICY')?.first ?? ''
    return `The last ${this.#equal} requests failed alike, so the others would too: ${words}`
  }
}

/** @example '9 of 40 replies could not be judged: over the tolerance of 0.1. RLVR_POLICY: … answered with status 401: …' */
export function overTolerance(failures: Failures, total: number, tolerance: number): string {
  const [most] = [...failures.causes].sort((a, b) => b.count - a.count)
  const why = most === undefined ? '' : ` ${causeName(most)}: ${most.first}`
  return `${failures.unjudged} of ${counted(total, 'reply', 'replies')} could not be judged: over the tolerance of ${tolerance}.${why}`
}

/** The failures of an evaluation for its table. */
export function failureText(failures: Failures): string[] {
  return failures.unjudged === 0 ? ['every reply was judged', ...failureLines(failures)] : failureLines(failures)
}

/** Words without what differs from one request to the next: counts, times, ids. */
function withoutNumbers(words: string): string {
  return words.replaceAll(/[0-9a-f-]{8,}|\d+/giu, '#')
}
