// WebSockets: one talk a connection, each frame answered in its turn.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { describeError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import type { HttpAppOptions, Routes } from './http-app.ts'
import { isKnownHost } from './known-host.ts'
import { RequestFault } from './request-fault.ts'
import type { SocketTalk } from './socket-talk.ts'

export interface SocketOptions extends HttpAppOptions {
  readonly hosts?: readonly string[]
  /** Connections at once; one more is refused with 503. Default 20,000. */
  readonly maxSockets?: number
  /** Frames of one connection that wait for their answer; the connection is not read from meanwhile. Default 16. */
  readonly maxWaitingFrames?: number
}

export interface Sockets {
  readonly count: number
  /** Ends every connection once its frame under way is answered. */
  drain(): Promise<void>
  abort(): void
}

/** Answers the upgrade requests of `server` by `routes.socket`. */
export function acceptSockets(server: Server, routes: Routes, options: SocketOptions): Sockets {
  const { token, hosts, maxBodyBytes = 32 << 20, maxSockets = 20_000, logger = silentLogger } = options
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
      if (token !== undefined && !hasToken(request.headers.authorization, token))
        throw new RequestFault(401, 'Expected the header `Authorization: Bearer TOKEN` with the token of this server.')
      if (token === undefined && !isKnownHost(hosts, request.headers.host))
        throw new RequestFault(403, `Expected to be called as ${hosts?.join(' or ')}.`)
      if (talks.size >= maxSockets)
        throw new RequestFault(503, `overloaded, ${talks.size} connections are open already.`)
      const url = new URL(request.url ?? '/', 'http://localhost')
      const peer = { address: request.socket.remoteAddress ?? '', connection: request.socket }
      const talk = routes.socket?.({ path: url.pathname, query: url.searchParams, peer, signal: opened.signal }) ?? null
      if (talk === null) throw new RequestFault(404, `There is no WebSocket at ${url.pathname}.`)
      accepting.handleUpgrade(request, socket, head, (ws) => {
        const open = new OpenSocket(ws, talk, opened, options, () => talks.delete(open))
        talks.add(open)
      })
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

class OpenSocket {
  readonly #ws: WebSocket
  readonly #talk: SocketTalk
  readonly #opened: AbortController
  readonly #logger: NonNullable<HttpAppOptions['logger']>
  readonly #waiting: string[] = []
  readonly #mostWaiting: number
  readonly #gone = Promise.withResolvers<void>()
  #isAnswering = false
  #isFinishing = false

  constructor(ws: WebSocket, talk: SocketTalk, opened: AbortController, options: SocketOptions, onGone: () => void) {
    const { logger = silentLogger, maxWaitingFrames = 16 } = options
    this.#ws = ws
    this.#talk = talk
    this.#opened = opened
    this.#logger = logger
    this.#mostWaiting = maxWaitingFrames
    ws.on('message', (data) => this.#take(data))
    // What a client sends against the protocol ends its connection; `close` follows.
    ws.on('error', () => undefined)
    ws.on('close', () => {
      onGone()
      opened.abort(new Error('The client hung up.'))
      void talk.end().finally(() => this.#gone.resolve())
    })
    if (talk.greeting !== undefined) ws.send(talk.greeting, () => undefined)
    if (talk.isOver === true) ws.close(1000)
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
      try {
        const answer = await this.#talk.answer(frame)
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
    if (this.#ws.bufferedAmount < 1 << 16) this.#ws.send(text, () => undefined)
    else await new Promise<void>((resolve) => this.#ws.send(text, () => resolve()))
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

function hasToken(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`))
}

function refuse(socket: Duplex, { status, message }: RequestFault): void {
  const body = JSON.stringify({ error: message, message })
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
