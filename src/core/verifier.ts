// A verifier gives a verdict on one reply. It never sees the policy, the group or the trainer.
import { describeAuthorError } from './author-place.ts'
import { RlvrError, show } from './errors.ts'
import { beginAuthorCode } from './author-code.ts'
import { frozenData, frozenFault } from './freeze.ts'
import type { Message } from './message.ts'
import { answerOf } from './reasoning/split-reply.ts'
import { noResources, type Resources } from './resources.ts'
import { frozenTask, type Task } from './task.ts'
import { untilAborted } from './until-aborted.ts'
import { checkVerdict, invalid, scored, type Verdict } from './verdict.ts'

export interface VerifyInput<Answer = unknown, State = unknown> {
  /** Frozen, as the messages are: what one reward changed, the others would see. */
  readonly task: Task<Answer>
  /**
   * What the last assistant message says, without its reasoning (`splitReply` decides what that is); all of it for a
   * verifier with `reads: 'reply'`.
   */
  readonly reply: string
  /** The whole conversation, prompt included. */
  readonly messages: readonly Message[]
  /** The environment's state at the end of the episode; undefined where it has none, or where a saved reply is judged. */
  readonly state: State
  /** What the environment works with, such as a sandbox. */
  readonly resources: Resources
  /** Aborts when the deadline passes; a verifier that waits must end on it. */
  readonly signal: AbortSignal
}

/**
 * Gives verdicts on replies. `verify` is given a deadline: it either counts its own steps, or runs its work where it
 * can be killed on `signal`. What it throws becomes an invalid verdict, never a score.
 */
export interface Verifier<Answer = unknown, State = unknown> {
  readonly name: string
  /** Longest time one verdict may take, in milliseconds, above 0; `Infinity` for no deadline. */
  readonly timeoutMs?: number
  /**
   * What `verify` is given as the reply: what it says (`answer`, the default), or all of it (`reply`), for a verifier of
   * its form or one that cuts the reasoning itself.
   */
  readonly reads?: 'answer' | 'reply'
  // A method, not a property: so an environment of text answers may stand where one of any answers is asked for.
  verify(input: VerifyInput<Answer, State>): Verdict | Promise<Verdict>
}

/** A verifier written as a function: a verdict, a score in 0..1, or a yes or no. */
export type VerifyFunction<Answer = unknown, State = unknown> = (
  input: VerifyInput<Answer, State>,
) => Verdict | number | boolean | Promise<Verdict | number | boolean>

/** Longest time a verdict may take where its verifier does not say. */
export const defaultTimeoutMs = 10_000

/** Longest time that a timer can hold; a longer one is no deadline. */
const longestTimerMs = 2 ** 31 - 1

/** What is wrong with a deadline, or null. */
export function timeoutFault(timeoutMs: unknown): string | null {
  if (timeoutMs === undefined || (typeof timeoutMs === 'number' && timeoutMs > 0)) return null
  const given = typeof timeoutMs === 'number' ? String(timeoutMs) : show(timeoutMs, 80)
  return `\`timeoutMs\` is a number of milliseconds above 0, or Infinity for no deadline; got ${given}`
}

/** Gives a function the shape of a verifier. */
export function verifierOf<Answer, State>(
  name: string,
  verify: VerifyFunction<Answer, State>,
): Verifier<Answer, State> {
  return {
    name,
    verify: (input) => {
      const answer = verify(input)
      return isThenable(answer)
        ? Promise.resolve(answer).then((late) => verdictOf(name, late))
        : verdictOf(name, answer)
    },
  }
}

function verdictOf(name: string, answer: Verdict | number | boolean): Verdict {
  const isScore = typeof answer === 'number' || typeof answer === 'boolean'
  return isScore ? scored(answer, `${name} gave ${answer}`) : answer
}

/** What is judged: a verifier's input without its deadline. */
export interface JudgedReply<Answer = unknown> extends Pick<VerifyInput<Answer>, 'task' | 'reply' | 'messages'> {
  readonly state?: unknown
  readonly resources?: Resources
}

/**
 * What a verifier is given, with some of it exchanged. Its signal is handed on and not read: it is made for whoever asks,
 * and a spread would ask.
 */
export function inputWith<Answer, State>(
  input: VerifyInput<Answer, State>,
  changes: Partial<Omit<VerifyInput<Answer, State>, 'signal'>>,
): VerifyInput<Answer, State> {
  const { task, reply, messages, state, resources } = input
  return {
    task,
    reply,
    messages,
    state,
    resources,
    ...changes,
    get signal() {
      return input.signal
    },
  }
}

/** One verdict under a deadline. Never rejects: a throw, a timeout or a malformed verdict becomes an invalid one. */
export async function runVerifier<Answer>(
  verifier: Verifier<Answer>,
  input: JudgedReply<Answer>,
  options: { signal?: AbortSignal } = {},
): Promise<Verdict> {
  return await beginVerdict(verifier, input, options)
}

/** As `runVerifier`; the verdict itself where the verifier gives it at once, as most do: a promise costs more than many of them. */
export function beginVerdict<Answer>(
  verifier: Verifier<Answer>,
  input: JudgedReply<Answer>,
  options: { signal?: AbortSignal } = {},
): Verdict | Promise<Verdict> {
  const { name } = verifier
  const fault = timeoutFault(verifier.timeoutMs)
  if (fault !== null) return invalid('verifier-error', `${name}: ${fault}.`)
  let deadline: AbortController | null = null
  let signal: AbortSignal | null = null
  let end: (() => void) | undefined
  let waits = false
  try {
    const task = frozenTask(input.task)
    const messages = frozenData(input.messages, { code: 'RLVR_ENVIRONMENT', owner: 'messages' })
    const reply = verifier.reads === 'reply' ? input.reply : answerOf(input.reply)
    const { state, resources = noResources } = input
    const given = {
      task,
      reply,
      messages,
      state,
      resources,
      // Made for whoever asks: most verifiers are done at once, and it costs more than many of them.
      get signal() {
        if (signal !== null) return signal
        deadline = new AbortController()
        signal = options.signal === undefined ? deadline.signal : AbortSignal.any([options.signal, deadline.signal])
        return signal
      },
    }
    end = beginAuthorCode(`the verifier \`${name}\``, task.id)
    const answer = verifier.verify(given)
    if (!isThenable(answer)) return checkVerdict(name, answer)
    waits = true
    const { timeoutMs = defaultTimeoutMs } = verifier
    return inTime(name, answer, { timeoutMs, abort: () => deadline?.abort(), signal: options.signal }).finally(end)
  } catch (thrown) {
    return verdictOfFault(name, thrown)
  } finally {
    if (!waits) end?.()
  }
}

/** The verdict that comes, or an invalid one at the deadline. */
async function inTime(
  name: string,
  answer: PromiseLike<Verdict>,
  {
    timeoutMs,
    abort,
    signal,
  }: { readonly timeoutMs: number; readonly abort: () => void; readonly signal: AbortSignal | undefined },
): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Verdict>((resolve) => {
    if (timeoutMs > longestTimerMs) return
    timer = setTimeout(() => {
      resolve(invalid('timeout', `${name} gave no verdict within ${timeoutMs} ms.`))
      abort()
    }, timeoutMs)
  })
  try {
    // An abort ends the wait too, whether or not the verifier listens; the caller throws what is said then away.
    return checkVerdict(name, await untilAborted(signal, name, () => Promise.race([answer, late])))
  } catch (thrown) {
    return verdictOfFault(name, thrown)
  } finally {
    clearTimeout(timer)
  }
}

function verdictOfFault(name: string, thrown: unknown): Verdict {
  // The task is no plain data: nothing that a verifier could read.
  if (RlvrError.isInstance(thrown) && thrown.code === 'RLVR_TASK') return invalid('broken-gold', thrown.message)
  return invalid('verifier-error', `${name} threw: ${frozenFault(thrown) ?? describeAuthorError(thrown)}`)
}

/** Promises, those of other libraries too. */
function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
