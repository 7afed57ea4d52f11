// Work that outlives the stream that asked for it: a client whose connection broke names it by its id and is given
// what it gave, without its being done again. After openreward 0.1.167, `environments/reconnect.py`.
import { randomUUID } from 'node:crypto'

export interface Work {
  readonly id: string
  /** Never rejects. */
  readonly result: Promise<WorkResult>
}

export type WorkResult = { readonly text: string } | { readonly error: string }

export interface OngoingWork {
  start(work: () => Promise<string>): Work
  /** Undefined where none of that id is known, or it ended long ago. */
  find(id: string): Work | undefined
}

/** How long a result is kept for a client that comes again, and how many of a session at most. */
const lingerMs = 60_000
const mostKept = 16

/** Of one session: nobody finds another's. `told` gives the words of an error that may leave. */
export function ongoingWork({
  now = () => performance.now(),
  told,
}: {
  now?: () => number
  told: (thrown: unknown) => string
}): OngoingWork {
  const kept = new Map<string, { readonly work: Work; endedAt: number | null }>()
  const drop = (): void => {
    const ended = [...kept].filter(([, { endedAt }]) => endedAt !== null)
    for (const [index, [id, { endedAt }]] of ended.entries())
      if (now() - (endedAt as number) > lingerMs || index < ended.length - mostKept) kept.delete(id)
  }
  return {
    start: (work) => {
      drop()
      const id = randomUUID()
      const settled = work().then(
        (text) => ({ text }),
        (thrown: unknown) => ({ error: told(thrown) }),
      )
      const held: { readonly work: Work; endedAt: number | null } = { work: { id, result: settled }, endedAt: null }
      void settled.then(() => {
        held.endedAt = now()
      })
      kept.set(id, held)
      return held.work
    },
    find: (id) => {
      drop()
      return kept.get(id)?.work
    },
  }
}
