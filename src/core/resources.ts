// What an environment is handed to work with: a sandbox, policies that judge or play along, a signal. Nothing of it is taken from a
// module. What nobody handed in is opened when first needed, belongs to the configured environment, and ends with it.
import { RlvrError } from './errors.ts'
import type { Policy } from './policy.ts'

/** What whoever configures an environment may hand in. Other layers add their own fields, as `src/sandbox` does. */
export interface GivenResources {
  /** Answers where a verdict is a model's. */
  readonly judge?: Policy
  /** Plays the other side of a game. */
  readonly opponent?: Policy
  /** Speaks as the user whom the policy serves. */
  readonly user?: Policy
  /** Ends whatever the environment waits for. */
  readonly signal?: AbortSignal
}

/** What `tasks`, `rewards`, `state`, `observe`, tools and verifiers get. */
export interface Resources extends GivenResources {
  /**
   * What the configured environment opens for itself, once for each `open` function, and closes with itself.
   * @example const sandbox = resources.sandbox ?? (await resources.own(openSandbox))
   */
  own<T extends Closable>(open: () => Promise<T>): Promise<T>
}

/** What one episode opens for itself, once for each `open` function, and closes with itself, however it ends. */
export type EpisodeResources = Pick<Resources, 'own'>

export interface Closable {
  close(): Promise<void>
}

/** What a verifier has that is run by itself, outside of any environment. */
export const noResources: Resources = {
  own: async () => {
    throw new RlvrError(
      'RLVR_VERIFIER',
      'There is no environment here that could open what is needed. Hand it in, as in `code({ sandbox })`, or judge by the rubric of a configured environment.',
    )
  },
}

/** The resources of one configured environment, or of one episode. `close` ends what was opened for it, and nothing that was handed in. */
export function resourcesFrom(given: GivenResources, owner: string): Resources & Closable {
  const opened = new Map<() => Promise<Closable>, Promise<Closable>>()
  let closed = false
  return {
    ...given,
    own: async <T extends Closable>(open: () => Promise<T>): Promise<T> => {
      if (closed) throw new RlvrError('RLVR_ENVIRONMENT', `${owner} is closed; nothing can be opened for it any more.`)
      const known = opened.get(open) as Promise<T> | undefined
      if (known !== undefined) return await known
      const opening = open()
      opened.set(open, opening)
      // What could not be opened is tried anew by the next who asks.
      opening.catch(() => opened.delete(open))
      return await opening
    },
    close: async () => {
      closed = true
      const owned = [...opened.values()]
      opened.clear()
      await Promise.all(owned.map(async (opening) => await (await opening.catch(() => null))?.close()))
    },
  }
}
