// What a route is to a WebSocket: one talk a connection.
import type { Peer } from './fair-queue.ts'

export interface SocketRequest {
  readonly path: string
  readonly query: URLSearchParams
  readonly peer: Peer
  /** Aborted where the connection is lost, or the server closes. */
  readonly signal: AbortSignal
}

/** What answers the frames of one connection. */
export interface SocketTalk {
  /** A frame that is sent before any comes; with `isOver` the connection is closed after it, once its client has sent something or a second has passed. */
  readonly greeting?: string
  /** The frame that answers this one, or null for none; the next is not read before. */
  answer(frame: string): Promise<string | null>
  /** Whether the connection is closed after the last answer. */
  readonly isOver?: boolean
  /** The connection is gone. Never rejects. */
  end(): Promise<void>
}
