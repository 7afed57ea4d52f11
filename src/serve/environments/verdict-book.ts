// What came of the sessions of a server, for the one who grades: rows by session, the latest ones where there are many.
// An agent never reads them: they are served on another port, or written to a file.
import { ungraded, type Grade } from './grade.ts'
import type { Session } from './session.ts'
import type { TaskReference } from './task-reference.ts'

export interface VerdictRow {
  /** The id of the session. */
  readonly session: string
  /** `open` goes on; `ended` came to its end; `unfinished` was given up before: closed, idle for too long. */
  readonly state: 'open' | 'ended' | 'unfinished'
  /** The reference of its task; null before it is begun. */
  readonly task: TaskReference | null
  readonly steps: number
  /** Null while it is open. Its reward is null where nothing could be judged. */
  readonly grade: Grade | null
}

export interface VerdictBookOptions {
  /** Called once for each session that is over. */
  readonly onVerdict?: ((row: VerdictRow) => void) | undefined
  /** Rows of sessions that are over; the oldest go first. Default 100,000. */
  readonly mostRows?: number
}

export class VerdictBook {
  readonly #open = new Map<string, Session>()
  readonly #over = new Map<string, VerdictRow>()
  readonly #onVerdict: (row: VerdictRow) => void
  readonly #mostRows: number

  constructor({ onVerdict = () => {}, mostRows = 100_000 }: VerdictBookOptions = {}) {
    this.#onVerdict = onVerdict
    this.#mostRows = mostRows
  }

  add(session: Session): void {
    this.#open.set(session.id, session)
  }

  /** To be called after each step. */
  note(session: Session): void {
    if (session.grade !== null) this.#settle(session, 'ended')
  }

  /** To be called where a session is closed. */
  close(session: Session): void {
    this.#settle(session, session.grade === null ? 'unfinished' : 'ended')
  }

  /** Undefined where there is, or is any more, no such session. */
  row(id: string): VerdictRow | undefined {
    const session = this.#open.get(id)
    return session === undefined ? this.#over.get(id) : rowOf(session, 'open')
  }

  /** Those that are over first, in the order in which they ended. */
  rows(): VerdictRow[] {
    return [...this.#over.values(), ...[...this.#open.values()].map((session) => rowOf(session, 'open'))]
  }

  #settle(session: Session, state: 'ended' | 'unfinished'): void {
    if (!this.#open.delete(session.id)) return
    const row = { ...rowOf(session, state), grade: session.grade ?? ungraded('unfinished') }
    this.#over.set(session.id, row)
    for (const id of this.#over.keys()) {
      if (this.#over.size <= this.#mostRows) break
      this.#over.delete(id)
    }
    this.#onVerdict(row)
  }
}

function rowOf(session: Session, state: VerdictRow['state']): VerdictRow {
  const { id, reference, steps, grade } = session
  return { session: id, state, task: reference, steps, grade: state === 'open' ? null : grade }
}
