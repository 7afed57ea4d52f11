// What came of an episode, in the words that leave the process: scores by name, and where there is no reward the kind
// of the cause. What verifiers wrote may hold the answer; it goes to the log.
import type { PublicVerdict } from '../../core/environment.ts'
import type { InvalidCause } from '../../core/verdict.ts'

/** Why there is no reward. `environment`: its own code failed. `unfinished`: the episode did not come to its end. */
export type UngradedCause = InvalidCause | 'not-applicable' | 'environment' | 'time-limit' | 'unfinished'

export interface Grade {
  /** Null where it could not be judged: never a zero. */
  readonly reward: number | null
  /** Whether the task was solved; null where that could not be judged. */
  readonly outcome: boolean | null
  /** Of each term of the rubric; null where it has none. */
  readonly scores: { readonly [name: string]: number | null }
  /** Why the reward is null; null where there is one. */
  readonly invalid: UngradedCause | null
}

/** Of an episode that ended with these verdicts. */
export function gradeOf(ended: {
  readonly reward: number | null
  readonly outcome: boolean | null
  readonly verdicts: { readonly [name: string]: PublicVerdict }
}): Grade {
  const { reward, outcome } = ended
  const verdicts = Object.entries(ended.verdicts)
  const scores = verdicts.map(([name, verdict]) => [name, verdict.status === 'scored' ? verdict.score : null] as const)
  const cause = verdicts.map(([, verdict]) => (verdict.status === 'invalid' ? verdict.cause : null)).find(Boolean)
  return {
    reward,
    outcome,
    scores: Object.fromEntries(scores),
    invalid: reward === null ? (cause ?? 'not-applicable') : null,
  }
}

/** Of an episode that has no verdict. */
export function ungraded(cause: UngradedCause): Grade {
  return { reward: null, outcome: null, scores: {}, invalid: cause }
}
