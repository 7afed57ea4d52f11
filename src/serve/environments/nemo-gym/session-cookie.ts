// The cookie by which NeMo Gym's agents keep their session. An agent of 0.4 replaces its cookies by those of the last
// reply (responses_api_agents/simple_agent/app.py), so every reply sets it. Its value is START.SESSION: which start of
// the server made it, so that a session which is gone is told from one of a server that has been restarted since.
import { randomBytes } from 'node:crypto'

/** Where a client has no session yet. */
const none = 'none'

/** What came with a request. */
export interface SessionCookie {
  /** As it was sent, or the one of nobody. */
  readonly value: string
  /** The session that this start of the server gave to the client; null where it has none of ours. */
  readonly session: string | null
  /** Whether it names a session of another start. */
  readonly isForeign: boolean
}

export class SessionCookies {
  /** Of this start of the server. */
  readonly #start = randomBytes(6).toString('hex')
  readonly #nobody: SessionCookie = { value: `${this.#start}.${none}`, session: null, isForeign: false }

  /** Of the header `Cookie`. */
  read(header: string | undefined): SessionCookie {
    const found =
      header === undefined ? null : /(?:^|;)\s*rlvr_session="?([\w-]{1,64}\.[\w-]{1,128})"?\s*(?:;|$)/.exec(header)
    const value = found?.[1]
    if (value === undefined) return this.#nobody
    const [start, session] = value.split('.') as [string, string]
    if (session === none) return this.#nobody
    const isForeign = start !== this.#start
    return { value, session: isForeign ? null : session, isForeign }
  }

  /** For a session of this start. */
  of(session: string): SessionCookie {
    return { value: `${this.#start}.${session}`, session, isForeign: false }
  }
}

/** The header `Set-Cookie`. */
export function setCookie({ value }: SessionCookie): string {
  return `rlvr_session=${value}; Path=/; HttpOnly; SameSite=Strict`
}
