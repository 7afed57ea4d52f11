// One entry for each request and each WebSocket, for a log that programs read. It holds no body and no token.

export interface RequestEntry {
  /** Name of its token, else its address. */
  readonly client: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly ms: number
}

export interface SocketEntry {
  readonly client: string
  readonly path: string
  /** That were answered. */
  readonly frames: number
  /** From its opening to its end. */
  readonly ms: number
  /** As RFC 6455, section 7.4, has them. */
  readonly closeCode: number
}

export interface RequestLog {
  request(entry: RequestEntry): void
  socket(entry: SocketEntry): void
}
