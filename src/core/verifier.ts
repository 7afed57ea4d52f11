// A verifier gives a verdict on one reply. It never sees the policy, the group or the trainer.
import { describeError } from './errors.ts'
import type { Json } from './json.ts'
import type { Message } from './message.ts'
import type { Task } from './task.ts'
import { invalid, scored, type Verdict } from './verdict.ts'

export interface VerifyInput<Answer = Json> {
  readonly task: Task<Answer>
  /** The text of the last assistant message. */
  readonly reply: string
  /** The whole conversation, prompt included. */
  readonly messages: readonly Message[]
  /** The environment's state at the end of the episode, where it has one. */
  readonly state?: unknown
  /** Aborts when the deadline passes; a verifier that waits must end on it. */
  readonly signal: AbortSignal
}

/**
 * Gives verdicts on replies. `verify` is given a deadline: it either counts its own steps, or runs its work where it
 * can be killed on `signal`. What it throws becomes an invalid verdict, never a score.
 */
export interface Verifier<Answer = Json> {
  readonly name: string
  /** Longest time one verdict may take, in milliseconds. */
  readonly timeoutMs?: number
  // A method, not a property: so an environment of text answers may stand where one of any answers is asked for.
  verify(input: VerifyInput<Answer>): Verdict | Promise<Verdict>
}

/** A verifier written as a function: a verdict, a score in 0..1, or a yes or no. */
export type VerifyFunction<Answer = Json> = (
  input: VerifyInput<Answer>,
) => Verdict | number | boolean | Promise<Verdict | number | boolean>

/** Longest time a verdict may take where its verifier does not say. */
export const defaultTimeoutMs = 10_000

/** Gives a function the shape of a verifier. */
export function verifierOf<Answer>(name: string, verify: VerifyFunction<Answer>): Verifier<Answer> {
  return {
    name,
    verify: async (input) => {
      const answer = await verify(input)
      return typeof answer === 'object' ? answer : scored(answer, `${name} gave ${String(answer)}`)
    },
  }
}

/** One verdict under a deadline. Never rejects: a throw, a timeout or a malformed verdict becomes an invalid one. */
export async function runVerifier<Answer>(
  verifier: Verifier<Answer>,
  input: Omit<VerifyInput<Answer>, 'signal'>,
  options: { signal?: AbortSignal } = {},
): Promise<Verdict> {
  const timeoutMs = verifier.timeoutMs ?? defaultTimeoutMs
  const deadline = new AbortController()
  const signal = options.signal === undefined ? deadline.signal : AbortSignal.any([options.signal, deadline.signal])
  let timer: NodeJS.Timeout | undefined
  try {
    const answer = verifier.verify({ ...input, signal })
    if (!(answer instanceof Promise)) return checkVerdict(verifier.name, answer)
    const late = new Promise<Verdict>((resolve) => {
      timer = setTimeout(() => {
        resolve(invalid('timeout', `${verifier.name} gave no verdict within ${timeoutMs} ms.`))
        deadline.abort()
      }, timeoutMs)
    })
    return checkVerdict(verifier.name, await Promise.race([answer, late]))
  } catch (thrown) {
    return invalid('verifier-error', `${verifier.name} threw: ${describeError(thrown)}`)
  } finally {
    clearTimeout(timer)
  }
}

/** What an untyped author returned, made safe: anything that is no verdict becomes an invalid one. */
function checkVerdict(name: string, verdict: Verdict): Verdict {
  if (verdict !== null && typeof verdict === 'object') {
    if (verdict.status === 'scored') return scored(verdict.score, verdict.reason, verdict.evidence)
    if (verdict.status === 'not-applicable' || verdict.status === 'invalid') return verdict
  }
  return invalid('verifier-error', `${name} returned something that is no verdict.`)
}
