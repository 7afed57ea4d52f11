// What a verifier answers. Three cases that must never be confused: a score, "does not apply",
// and "could not be judged". Only the first is about the reply.
import { describeError, show } from './errors.ts'
import { frozenData } from './freeze.ts'
import type { JsonObject } from './json.ts'

/** Why a verdict is invalid. `sandbox` and `judge` stand when whoever owns that resource has tried it often enough. */
export type InvalidCause = 'broken-gold' | 'verifier-error' | 'timeout' | 'sandbox' | 'judge'

const causes: readonly unknown[] = [
  'broken-gold',
  'verifier-error',
  'timeout',
  'sandbox',
  'judge',
] satisfies readonly InvalidCause[]

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
  const value: unknown = typeof score === 'boolean' ? Number(score) : score
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    const given = typeof value === 'number' ? String(value) : show(value, 80)
    return invalid('verifier-error', `A score must lie in 0..1; the verifier gave ${given}.`, evidence)
  }
  return evidence ? { status: 'scored', score: value, reason, evidence } : { status: 'scored', score: value, reason }
}

/** The question does not arise for this task or reply; the reward is formed without it. */
export function notApplicable(reason: string): Verdict {
  return { status: 'not-applicable', reason }
}

/** The reply could not be judged through no fault of its own: the reward becomes null, never 0. */
export function invalid(cause: InvalidCause, reason: string, evidence?: JsonObject): Verdict {
  return { status: 'invalid', cause, reason, ...(evidence && { evidence }) }
}

/**
 * What an untyped author returned, made safe: anything that is no verdict becomes an invalid one. Evidence that JSON
 * cannot hold costs the evidence alone; a note stands in its place.
 */
export function checkVerdict(name: string, given: unknown): Verdict {
  const fault = (what: string): Verdict =>
    invalid('verifier-error', `${name} returned ${what}. Use scored(), notApplicable() or invalid().`)
  if (typeof given !== 'object' || given === null) return fault(`${show(given, 80)}, which is no verdict`)
  const { status, score, cause, reason, evidence } = given as { [field: string]: unknown }
  if (status !== 'scored' && status !== 'not-applicable' && status !== 'invalid')
    return fault(`${show(given, 80)}, which is no verdict`)
  if (typeof reason !== 'string')
    return fault(`a verdict (${status}) whose \`reason\` is ${show(reason, 80)}; expected a text`)
  if (status === 'not-applicable') return notApplicable(reason)
  const kept = evidence === undefined ? undefined : soundEvidence(evidence)
  if (status === 'scored') return scored(score as number, reason, kept)
  if (causes.includes(cause)) return invalid(cause as InvalidCause, reason, kept)
  return fault(
    `an invalid verdict whose \`cause\` is ${show(cause, 80)}; expected ${causes.join(', ')}. Its reason: ${reason}`,
  )
}

function soundEvidence(evidence: unknown): JsonObject {
  try {
    if (typeof evidence === 'object' && evidence !== null && !Array.isArray(evidence))
      return frozenData(evidence as JsonObject, { code: 'RLVR_VERIFIER', owner: 'evidence' })
    return { note: `The evidence was left out: it is ${show(evidence, 80)}; expected an object.` }
  } catch (thrown) {
    return { note: `The evidence was left out: ${describeError(thrown)}` }
  }
}
