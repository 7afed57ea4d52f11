// The episodes of an MCP endpoint: each is a session of the server with its task chosen, found by the session's id.
import type { Peer } from '../../http/fair-queue.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { Served } from '../protocol.ts'
import type { FoundTask, ServedEnvironment, TaskChoice } from '../served-environment.ts'
import { VerdictBook } from '../verdict-book.ts'
import { Episode } from './episode.ts'

export class Episodes {
  readonly book: VerdictBook
  readonly #served: Served
  readonly #byId = new Map<string, Episode>()

  constructor(served: Served) {
    this.#served = served
    this.book = new VerdictBook({ onVerdict: served.onVerdict })
  }

  /** Throws `ProtocolFault` `capacity`, `unknown-task`, `failed`; no session is left then. */
  async open(
    environment: ServedEnvironment,
    choice: TaskChoice | FoundTask,
    options: { readonly peer?: Peer; readonly signal?: AbortSignal } = {},
  ): Promise<Episode> {
    const { peer, signal } = options
    const session = this.#served.sessions.open(environment, {
      ...(peer !== undefined && { peer }),
      onClose: (closed) => {
        if (this.#byId.delete(closed.id)) this.book.close(closed)
      },
    })
    try {
      const opening = await session.reset(choice, { ...(signal !== undefined && { signal }) })
      const episode = new Episode(session, opening, this.book)
      this.book.add(session)
      this.#byId.set(session.id, episode)
      return episode
    } catch (thrown) {
      await this.#served.sessions.close(session.id)
      throw thrown
    }
  }

  /** Counts as use. Throws `ProtocolFault` `unknown-session`. */
  get(id: string): Episode {
    const episode = this.#served.sessions.get(id) === undefined ? undefined : this.#byId.get(id)
    if (episode !== undefined) return episode
    throw new ProtocolFault('unknown-session', 'There is no such session, or not any more: begin a new one.')
  }

  async close(id: string): Promise<void> {
    await this.#served.sessions.close(id)
  }
}
