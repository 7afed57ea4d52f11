// The OpenEnv sessions of a server: made by a WebSocket for as long as it is open, or by `openenv/session/create` until it
// is closed or idle for long, and then found by its id, in its own environment alone.
import type { ServedEnvironment } from '../served-environment.ts'
import type { Session } from '../session.ts'
import type { SessionHost } from '../session-host.ts'
import { OpenEnvSession } from './openenv-session.ts'
import type { Peer } from '../../http/fair-queue.ts'

export class OpenEnvSessions {
  readonly #host: SessionHost
  readonly #known = new WeakMap<Session, OpenEnvSession>()
  readonly #next = new WeakMap<ServedEnvironment, { index: number }>()

  constructor(host: SessionHost) {
    this.#host = host
  }

  /** Throws `ProtocolFault` `capacity`. */
  open(environment: ServedEnvironment, peer: Peer): OpenEnvSession {
    const session = this.#host.open(environment, { peer })
    const opened = new OpenEnvSession(session, () => this.#nextIndex(environment))
    this.#known.set(session, opened)
    return opened
  }

  /** Undefined where the environment has none of that id. */
  find(environment: ServedEnvironment, id: string): OpenEnvSession | undefined {
    const session = this.#host.get(id)
    return session?.environment === environment ? this.#known.get(session) : undefined
  }

  async close({ session }: OpenEnvSession): Promise<void> {
    await this.#host.close(session.id)
  }

  /** What OpenEnv tells beside that there is no room. */
  counts(peer: Peer): { active_sessions: number; max_sessions: number } {
    const { open, max } = this.#host.room(peer)
    return { active_sessions: open, max_sessions: max }
  }

  /** Of resets that name no task: over all sessions, so that they walk through the tasks. */
  #nextIndex(environment: ServedEnvironment): number {
    const next = this.#next.get(environment) ?? { index: 0 }
    this.#next.set(environment, next)
    return next.index++
  }
}
