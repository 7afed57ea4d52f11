// WebSockets: one talk a connection, each frame answered in its turn.
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { describeError } from '../../core/errors.ts'
import { silentLogger, type Logger } from '../../core/logger.ts'
import { Access } from './access.ts'
import type { Peer } from './fair-queue.ts'
import type { HttpAppOptions, Routes } from './http-app.ts'
import type { ServerMetrics } from './metrics.ts'
import { RequestFault } from './request-fault.ts'
import type { SocketTalk } from './socket-talk.ts'

export interface SocketOptions extends HttpAppOptions {
  readonly metrics: ServerMetrics
  /** Connections at once; one more is refused with 503. Default 20,000. */
  readonly maxSockets?: number
  /** Frames of one connection that wait for their answer; the connection is not read from meanwhile. Default 16. */
  readonly maxWaitingFrames?: number
  /** A client that does not take an answer for so long is cut off, in milliseconds. Default 600,000. */
  readonly takeTimeoutMs?: number
}

export interface Sockets {
  readonly count: number
  /** Ends every connection once its frame under way is answered. */
  drain(): Promise<void>
  abort(): void
}

/** Answers the upgrade requests of `server` by `routes.socket`. */
export function acceptSockets(server: Server, routes: Routes, options: SocketOptions): Sockets {
  const { maxBodyBytes = 32 << 20, maxSockets = 20_000, logger = silentLogger } = options
  const access = new Access(options)
  const accepting = new WebSocketServer({
    noServer: true,
    maxPayload: maxBodyBytes,
    perMessageDeflate: false,
    clientTracking: false,
  })
  const talks = new Set<OpenSocket>()
  let isDraining = false
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const opened = new AbortController()
    try {
      if (isDraining) throw new RequestFault(503, 'This server is closing.')
      const { name, maxSessions, maxInFlight } = access.admit(request.headers)
      access.admitPage(request.headers.origin)
      if (talks.size >= maxSockets)
        throw new RequestFault(503, `overloaded, ${talks.size} connections are open already.`)
      const url = new URL(request.url ?? '/', 'http://localhost')
      const peer: Peer = {
        name: name ?? request.socket.remoteAddress ?? '',
        connection: request.socket,
        ...(maxSessions !== undefined && { maxSessions }),
        ...(maxInFlight !== undefined && { maxInFlight }),
      }
      const talk = routes.socket?.({ path: url.pathname, query: url.searchParams, peer, signal: opened.signal }) ?? null
      if (talk === null) throw new RequestFault(404, `There is no WebSocket at ${url.pathname}.`)
      let isAccepted = false
      accepting.handleUpgrade(request, socket, head, (ws) => {
        isAccepted = true
        const onGone = (): void => void talks.delete(open)
        const open = new OpenSocket(ws, { talk, opened, options, onGone, client: peer.name, path: url.pathname })
        talks.add(open)
      })
      // Refused for what is no WebSocket's handshake: what was opened for it ends.
      if (!isAccepted) void talk.end()
    } catch (thrown) {
      const fault = thrown instanceof RequestFault ? thrown : new RequestFault(500, describeError(thrown))
      if (fault.status === 500) logger.warn(`upgrade of ${request.url}: ${fault.message}`)
      refuse(socket, fault)
    }
  })
  return {
    get count() {
      return talks.size
    },
    drain: async () => {
      isDraining = true
      await Promise.all([...talks].map((each) => each.finish()))
    },
    abort: () => {
      for (const each of talks) each.abort()
    },
  }
}

interface Opened {
  readonly talk: SocketTalk
  readonly opened: AbortController
  readonly options: SocketOptions
  readonly onGone: () => void
  readonly client: string
  readonly path: string
}

class OpenSocket {
  readonly #ws: WebSocket
  readonly #talk: SocketTalk
  readonly #opened: AbortController
  readonly #logger: Logger
  readonly #metrics: ServerMetrics
  readonly #path: string
  readonly #waiting: string[] = []
  readonly #mostWaiting: number
  readonly #takeTimeoutMs: number
  readonly #gone = Promise.withResolvers<void>()
  #answered = 0
  #isAnswering = false
  #isFinishing = false

  constructor(ws: WebSocket, { talk, opened, options, onGone, client, path }: Opened) {
    const { logger = silentLogger, maxWaitingFrames = 16, takeTimeoutMs = 600_000, metrics, requestLog } = options
    this.#ws = ws
    this.#talk = talk
    this.#opened = opened
    this.#logger = logger
    this.#metrics = metrics
    this.#path = path
    this.#mostWaiting = maxWaitingFrames
    this.#takeTimeoutMs = takeTimeoutMs
    const start = performance.now()
    ws.on('message', (data) => this.#take(data))
    // What a client sends against the protocol ends its connection; `close` follows.
    ws.on('error', () => undefined)
    ws.on('close', (closeCode) => {
      onGone()
      opened.abort(new Error('The client hung up.'))
      requestLog?.socket({ client, path, frames: this.#answered, ms: performance.now() - start, closeCode })
      void talk.end().finally(() => this.#gone.resolve())
    })
    if (talk.greeting !== undefined) ws.send(talk.greeting, () => undefined)
    // Clients send before they read: closed at once, the connection would not take their frame, and hide the greeting.
    if (talk.isOver === true) {
      const patience = setTimeout(() => ws.close(1000), 1000)
      ws.on('close', () => clearTimeout(patience))
    }
  }

  #take(data: RawData): void {
    this.#waiting.push(textOf(data))
    if (this.#waiting.length >= this.#mostWaiting) this.#ws.pause()
    if (!this.#isAnswering) void this.#answerAll()
  }

  async #answerAll(): Promise<void> {
    this.#isAnswering = true
    for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
      if (this.#ws.isPaused && this.#waiting.length < this.#mostWaiting / 2) this.#ws.resume()
      const start = performance.now()
      try {
        const answer = await this.#talk.answer(frame)
        this.#answered++
        this.#metrics.frame(this.#path, (performance.now() - start) / 1000)
        if (answer !== null) await this.#send(answer)
      } catch (thrown) {
        this.#logger.warn(`a WebSocket's frame: ${describeError(thrown)}`)
        this.#ws.close(1011, 'The server failed.')
        break
      }
      if (this.#talk.isOver === true || this.#isFinishing) {
        this.#ws.close(1000)
        break
      }
    }
    this.#isAnswering = false
  }

  /** Waits where a client does not take its answers. */
  async #send(text: string): Promise<void> {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    if (this.#ws.bufferedAmount < 1 << 16) {
      this.#ws.send(text, () => undefined)
      return
    }
    const cut = setTimeout(() => this.#ws.terminate(), this.#takeTimeoutMs)
    await new Promise<void>((resolve) => this.#ws.send(text, () => resolve()))
    clearTimeout(cut)
  }

  async finish(): Promise<void> {
    this.#isFinishing = true
    if (!this.#isAnswering) this.#ws.close(1001, 'This server is closing.')
    await this.#gone.promise
  }

  abort(): void {
    this.#opened.abort(new Error('The server is closing.'))
    this.#ws.terminate()
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8')
}

function refuse(socket: Duplex, { status, message, challenge }: RequestFault): void {
  const body = JSON.stringify({ error: message, message })
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...(challenge === null ? [] : [`WWW-Authenticate: ${challenge}`]),
    ...(status === 503 ? ['Retry-After: 1'] : []),
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
