// What a verifier answers. Three cases that must never be confused: a score, "does not apply",
// and "could not be judged". Only the first is about the reply.
import type { JsonObject } from './json.ts'

/** Why a verdict is invalid. `sandbox` and `judge` stand when whoever owns that resource has tried it often enough. */
export type InvalidCause = 'broken-gold' | 'verifier-error' | 'timeout' | 'sandbox' | 'judge'

export type Verdict =
  | { readonly status: 'scored'; readonly score: number; readonly reason: string; readonly evidence?: JsonObject }
  | { readonly status: 'not-applicable'; readonly reason: string }
  | {
      readonly status: 'invalid'
      readonly cause: InvalidCause
      readonly reason: string
      readonly evidence?: JsonObject
    }

/** A verdict with a score in 0..1 (or true for 1, false for 0). */
export function scored(score: number | boolean, reason: string, evidence?: JsonObject): Verdict {
  const value = typeof score === 'boolean' ? Number(score) : score
  if (!(value >= 0 && value <= 1)) {
    return invalid('verifier-error', `A score must lie in 0..1; the verifier gave ${value}.`, evidence)
  }
  return { status: 'scored', score: value, reason, ...(evidence && { evidence }) }
}

/** The question does not arise for this task or reply; the reward is formed without it. */
export function notApplicable(reason: string): Verdict {
  return { status: 'not-applicable', reason }
}

/** The reply could not be judged through no fault of its own: the reward becomes null, never 0. */
export function invalid(cause: InvalidCause, reason: string, evidence?: JsonObject): Verdict {
  return { status: 'invalid', cause, reason, ...(evidence && { evidence }) }
}
