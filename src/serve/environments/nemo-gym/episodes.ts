// The episodes that need a session: those of environments with tools. An agent sends one call at a time and, at the end,
// the whole of what was said; which calls belong to one reply is known only then, so turns are counted there.
import { createHash } from 'node:crypto'
import type { Action, StepResult } from '../../../core/environment.ts'
import type { Peer } from '../../http/fair-queue.ts'
import { BoundedMap } from '../bounded-map.ts'
import type { Grade } from '../grade.ts'
import { ungraded } from '../grade.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { FoundTask, ServedEnvironment } from '../served-environment.ts'
import type { SessionHost } from '../session-host.ts'
import type { Session, SessionStep } from '../session.ts'
import { argumentsFrom, type Reply } from './read-replies.ts'
import type { SessionCookie } from './session-cookie.ts'
import type { Masked, Verified } from './verify-reply.ts'

/** What a call answers, and whether it did what it should. */
export interface CallAnswer {
  readonly text: string
  readonly isFailed: boolean
}

/** A tool may be called so often for each turn of its environment; a policy that calls it for ever is stopped. */
const callsOfTurn = 128
/** Requests of one session that wait for the one before; agents send calls of one reply at once. */
const mostWaiting = 256

export class Episodes {
  readonly #sessions: SessionHost
  readonly #bySession = new WeakMap<Session, Episode>()
  /** What came of episodes that are over, for a client that asks again because the answer was lost on its way. */
  readonly #ended = new BoundedMap<string, Ended>(20_000)

  constructor(sessions: SessionHost) {
    this.#sessions = sessions
  }

  /** Begins one, and gives the id of its session. `turnsAreCounted`: by the environment, as each action is a turn. */
  async open(
    environment: ServedEnvironment,
    found: FoundTask,
    { peer, signal, turnsAreCounted = false }: { peer: Peer; signal: AbortSignal; turnsAreCounted?: boolean },
  ): Promise<string> {
    const session = this.#sessions.open(environment, { peer })
    try {
      await session.reset(found, { signal, ...(!turnsAreCounted && { maxTurns: Number.MAX_SAFE_INTEGER }) })
    } catch (thrown) {
      await this.#sessions.close(session.id)
      throw thrown
    }
    this.#bySession.set(session, new Episode(session))
    return session.id
  }

  /** The episode of a cookie. Throws `ProtocolFault` `unknown-session` where there is none any more. */
  of(cookie: SessionCookie): Episode {
    const session = cookie.session === null ? undefined : this.#sessions.get(cookie.session)
    const episode = session === undefined ? undefined : this.#bySession.get(session)
    if (episode !== undefined) return episode
    throw new ProtocolFault('unknown-session', this.#whyGone(cookie).reason)
  }

  /** Judges an episode by what was said in all, and ends it. Asked again, it tells the same. */
  async verify(
    cookie: SessionCookie,
    said: { readonly replies: readonly Reply[]; readonly row: FoundTask },
  ): Promise<Verified> {
    const id = cookie.session
    const reply = digestOf(said.replies)
    const ended = id === null ? undefined : this.#ended.get(id)
    if (id !== null && ended?.verified?.reply === reply) return ended.verified.verified
    const session = id === null ? undefined : this.#sessions.get(id)
    const episode = session === undefined ? undefined : this.#bySession.get(session)
    if (id === null || episode === undefined) return { masked: this.#whyGone(cookie) }
    if (episode.session.reference?.prompt !== said.row.reference.prompt)
      throw new ProtocolFault(
        'malformed',
        'The session was begun with another row: verify the row that it was begun with.',
      )
    const verified: Verified = { grade: await episode.judge(said.replies) }
    this.#ended.set(id, { verified: { reply, verified }, why: over })
    await this.#sessions.close(id)
    return verified
  }

  /** Ends it without a verdict; one that is not there is ended already. */
  async close(id: string): Promise<void> {
    if (this.#ended.get(id) === undefined) this.#ended.set(id, { verified: null, why: closed })
    await this.#sessions.close(id)
  }

  #whyGone({ session, isForeign }: SessionCookie): Masked {
    if (isForeign) return { kind: 'session_lost', reason: 'The server was started anew since the session began.' }
    if (session === null)
      return {
        kind: 'session_lost',
        reason: 'No session: POST /seed_session comes first, and its cookie with every request.',
      }
    return (
      this.#ended.get(session)?.why ?? {
        kind: 'session_expired',
        reason: 'The session was closed because nobody used it.',
      }
    )
  }
}

interface Ended {
  readonly verified: { readonly reply: string; readonly verified: Verified } | null
  readonly why: Masked
}

const over: Masked = {
  kind: 'session_expired',
  reason: 'The episode of this session has been verified already, with another reply.',
}
const closed: Masked = { kind: 'session_lost', reason: 'The session was closed before it was verified.' }

/** One at a time: requests that come together are answered in their order. */
export class Episode {
  readonly session: Session
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #calls = 0
  #failures = 0
  #earned = 0
  #answered: { readonly mark: string; readonly step: Promise<SessionStep> } | null = null

  constructor(session: Session) {
    this.session = session
  }

  /** One call of a tool; `given` is what was sent for its arguments. What is wrong with it the policy is told. */
  async call(name: string, given: unknown, signal: AbortSignal): Promise<CallAnswer> {
    return await this.#inTurn(async () => {
      if (++this.#calls > callsOfTurn * this.session.environment.spec.maxTurns)
        throw new ProtocolFault('episode-over', 'Too many calls in one episode: answer now.')
      const call = argumentsFrom({ id: `call-${this.#calls}`, name }, given)
      const step = await this.#step({ text: '', toolCalls: [call] }, signal)
      const failures = step.info.toolFailures
      const isFailed = failures > this.#failures
      this.#failures = failures
      return { text: step.answer.map(({ content }) => content).join('\n'), isFailed }
    })
  }

  /** One turn of the policy. The same `mark` again gives the same answer. */
  async step(action: Action, { signal, mark }: { signal: AbortSignal; mark: string | null }): Promise<SessionStep> {
    if (mark !== null && this.#answered?.mark === mark) return await this.#answered.step
    const step = this.#inTurn(async () => await this.#step(action, signal))
    if (mark !== null) this.#answered = { mark, step }
    step.catch(() => (this.#answered = null))
    return await step
  }

  /** What the episode earned in all, by its last reply: the one that its limit of turns left it. */
  async judge(replies: readonly Reply[]): Promise<Grade> {
    return await this.#inTurn(async () => {
      const { maxTurns } = this.session.environment.spec
      const text = replies[Math.min(replies.length, maxTurns) - 1]?.text ?? ''
      if (this.session.grade === null) {
        try {
          await this.#step({ text, toolCalls: [] }, new AbortController().signal)
        } catch (thrown) {
          if (!(thrown instanceof ProtocolFault)) throw thrown
        }
      }
      const { grade } = this.session
      if (grade === null) return ungraded('unfinished')
      return grade.reward === null ? grade : { ...grade, reward: this.#earned }
    })
  }

  /** The step's reward counts; at the end the rubric's is in it. */
  async #step(action: Action, signal: AbortSignal): Promise<SessionStep> {
    const step = await this.session.step(action, { signal })
    this.#earned += rewardOf(step)
    return step
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= mostWaiting)
      throw new ProtocolFault('busy', `${this.#waiting} requests of this session wait already; send one at a time.`)
    this.#waiting++
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      this.#waiting--
    }
  }
}

/** Null only at an end that could not be judged, whose grade says so. */
function rewardOf({ reward }: StepResult): number {
  return reward ?? 0
}

function digestOf(replies: readonly Reply[]): string {
  return createHash('sha256').update(JSON.stringify(replies)).digest('base64')
}
