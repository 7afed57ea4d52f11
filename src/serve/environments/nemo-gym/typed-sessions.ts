// Sessions that an Environment Server of NeMo Gym 0.7 names itself (nemo_gym/base_resources_server.py,
// ResourcesSeedSessionRequest): the same id again is the same session, to close one is always right, and one that was
// closed is never begun again, not even by a seed that was sent before and comes after.
import { Type } from 'typebox'
import { canonicalJson, type Json, type JsonObject } from '../../../core/json.ts'
import { BoundedMap } from '../bounded-map.ts'
import { ProtocolFault } from '../protocol-fault.ts'

export interface TypedSeed {
  readonly resources_session_id: string
  readonly episode_id: Json
  readonly task_id: Json
  /** The row, without `responses_create_params`. */
  readonly task_data: JsonObject
}

export const typedSeed: object = Type.Object({
  resources_session_id: Type.String({ minLength: 1, maxLength: 1000 }),
  episode_id: Type.Unknown(),
  task_id: Type.Unknown(),
  task_data: Type.Record(Type.String(), Type.Unknown()),
})

export interface TypedClose {
  readonly resources_session_id: string
}

export const typedClose: object = Type.Object({ resources_session_id: Type.String({ minLength: 1, maxLength: 1000 }) })

interface Typed {
  readonly episode: string
  /** The session's own id; null where its environment needs none. */
  readonly session: Promise<string | null>
}

export class TypedSessions {
  readonly #open = new BoundedMap<string, Typed>(100_000)
  readonly #closed = new BoundedMap<string, true>(100_000)

  /** The session of a seed, begun by `begin` where there is none yet; `end` ends what was begun too late. */
  async seed(
    { resources_session_id: id, episode_id: episodeId }: TypedSeed,
    { begin, end }: { begin: () => Promise<string | null>; end: (session: string) => Promise<void> },
  ): Promise<string | null> {
    const episode = canonicalJson(episodeId)
    if (this.#closed.get(id) === true) throw closedFault(id)
    const known = this.#open.get(id)
    if (known !== undefined) {
      if (known.episode === episode) return await known.session
      throw new ProtocolFault('busy', `There is a session ${JSON.stringify(id.slice(0, 100))} of another episode.`)
    }
    const session = begin()
    this.#open.set(id, { episode, session })
    try {
      const begun = await session
      if (this.#closed.get(id) !== true) return begun
      if (begun !== null) await end(begun)
      throw closedFault(id)
    } catch (thrown) {
      this.#open.delete(id)
      throw thrown
    }
  }

  async close({ resources_session_id: id }: TypedClose, end: (session: string) => Promise<void>): Promise<void> {
    this.#closed.set(id, true)
    const known = this.#open.get(id)
    this.#open.delete(id)
    // A seed that failed has begun nothing.
    const session = await known?.session.catch(() => null)
    if (session !== undefined && session !== null) await end(session)
  }
}

function closedFault(id: string): ProtocolFault {
  return new ProtocolFault('episode-over', `The session ${JSON.stringify(id.slice(0, 100))} is closed.`)
}
