// The sessions of a server: found by id, bounded in number, ended when nobody uses them.
import { randomBytes } from 'node:crypto'
import type { Logger } from '../../core/logger.ts'
import type { Peer } from '../http/fair-queue.ts'
import { ProtocolFault } from './protocol-fault.ts'
import { Session } from './session.ts'
import type { ServedEnvironment } from './served-environment.ts'

export interface SessionHostOptions {
  /** Default 10,000. */
  readonly maxSessions?: number
  /** Of those, most that one client may have whose token says nothing of it. Default all. */
  readonly maxSessionsOfPeer?: number
  /** A session that nobody used for so long is closed. Default 900,000. */
  readonly idleMs?: number
  /** Longest time of one step, its verdict included. Default 600,000. */
  readonly stepMs?: number
  readonly logger: Logger
  /** Monotonic, in milliseconds. */
  readonly now?: () => number
}

export interface SessionStats {
  readonly open: number
  readonly opened: number
  readonly expired: number
  readonly refused: number
}

interface HeldSession {
  readonly session: Session
  readonly peer: string
  readonly onClose: ((session: Session) => void) | undefined
}

export class SessionHost implements AsyncDisposable {
  readonly #options: Required<SessionHostOptions>
  readonly #sessions = new Map<string, HeldSession>()
  readonly #perPeer = new Map<string, number>()
  readonly #sweep: NodeJS.Timeout
  #opened = 0
  #expired = 0
  #refused = 0

  constructor(options: SessionHostOptions) {
    const maxSessions = options.maxSessions ?? 10_000
    this.#options = {
      maxSessionsOfPeer: maxSessions,
      idleMs: 900_000,
      stepMs: 600_000,
      now: () => performance.now(),
      ...options,
      maxSessions,
    }
    const { idleMs, stepMs } = this.#options
    this.#sweep = setInterval(() => this.sweep(), Math.min(1000, idleMs / 4, stepMs / 4)).unref()
  }

  /** A new session, of a random id unless one is given. Throws `ProtocolFault` `capacity`. */
  open(
    environment: ServedEnvironment,
    options: {
      readonly peer?: Peer
      readonly id?: string
      /** Called once, when the session is ended by whomever. */
      readonly onClose?: (session: Session) => void
    } = {},
  ): Session {
    const { peer, id = newId(), onClose } = options
    const { maxSessions, maxSessionsOfPeer, logger, now } = this.#options
    const { name = '', maxSessions: mostOwn = maxSessionsOfPeer } = peer ?? {}
    const own = this.#perPeer.get(name) ?? 0
    if (this.#sessions.size >= maxSessions || own >= mostOwn) {
      this.#refused++
      throw new ProtocolFault(
        'capacity',
        this.#sessions.size >= maxSessions
          ? `All ${maxSessions} sessions of this server are taken; try again when one has ended.`
          : `You have ${own} sessions, as many as one client may; close one first.`,
      )
    }
    if (this.#sessions.has(id)) throw new ProtocolFault('busy', 'There is a session of that id already.')
    const session = new Session(id, environment, { logger, now })
    this.#sessions.set(id, { session, peer: name, onClose })
    this.#perPeer.set(name, own + 1)
    this.#opened++
    return session
  }

  /** Undefined where there is none of that id. Counts as use. */
  get(id: string): Session | undefined {
    const session = this.#sessions.get(id)?.session
    session?.touch()
    return session
  }

  /** Ends a session; one that is not there is ended already. */
  async close(id: string): Promise<void> {
    const held = this.#sessions.get(id)
    if (held === undefined) return
    this.#sessions.delete(id)
    const left = (this.#perPeer.get(held.peer) ?? 1) - 1
    if (left === 0) this.#perPeer.delete(held.peer)
    else this.#perPeer.set(held.peer, left)
    await held.session.close()
    held.onClose?.(held.session)
  }

  /** Closes what is idle and breaks off what takes too long; done by itself from time to time. */
  sweep(): void {
    const { idleMs, stepMs } = this.#options
    for (const [id, { session }] of this.#sessions) {
      if (session.workingMs > stepMs) session.abort(`The step took longer than ${stepMs / 1000} s.`)
      else if (session.idleMs > idleMs) {
        this.#expired++
        void this.close(id)
      }
    }
  }

  /** Why there is no room for `peer`: the server's sessions, or its own where those are the fewer. */
  room({ name, maxSessions: mostOwn }: Peer): { readonly open: number; readonly max: number } {
    const { maxSessions, maxSessionsOfPeer } = this.#options
    const own = { open: this.#perPeer.get(name) ?? 0, max: mostOwn ?? maxSessionsOfPeer }
    return this.#sessions.size < maxSessions && own.open >= own.max
      ? own
      : { open: this.#sessions.size, max: maxSessions }
  }

  stats(): SessionStats {
    return { open: this.#sessions.size, opened: this.#opened, expired: this.#expired, refused: this.#refused }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sweep)
    await Promise.all([...this.#sessions.keys()].map((id) => this.close(id)))
  }
}

/** 128 bits: who knows one may use the session. */
function newId(): string {
  return randomBytes(16).toString('hex')
}
