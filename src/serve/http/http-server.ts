// A served app on a socket: where it listens, whom it would be open to, and how it closes.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isIP } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { RlvrError } from '../../core/errors.ts'
import { httpApp, type HttpApp, type HttpAppOptions, type Routes } from './http-app.ts'
import { acceptSockets, type Sockets } from './sockets.ts'

export interface ServeOptions extends Omit<HttpAppOptions, 'hosts'> {
  /** Default 127.0.0.1. Any other than this machine's own needs a `token`. */
  readonly host?: string
  /** Default 0: any free one. */
  readonly port?: number
  /** Closes the server. */
  readonly signal?: AbortSignal
  /** Longest wait for requests under way when it closes, in milliseconds; then they are aborted. */
  readonly drainMs?: number
  /** Longest time a client may take to send a request, in milliseconds. */
  readonly requestTimeoutMs?: number
}

export interface HttpServer {
  readonly url: string
  readonly port: number
  /** Resolves when nothing is under way any more and every socket is closed. Idempotent. */
  close(): Promise<void>
  /** Resolves when it is closed, by whomever. */
  readonly closed: Promise<void>
}

export async function serveHttp(routes: Routes, options: ServeOptions): Promise<HttpServer> {
  const { host = '127.0.0.1', port = 0, token, signal, drainMs = 10_000, requestTimeoutMs = 30_000 } = options
  signal?.throwIfAborted()
  requireToken(host, token)
  const known = { ...options, ...(isLoopback(host) && { hosts: ['localhost', '127.0.0.1', '[::1]', host] }) }
  const app = httpApp(routes, known)
  const server = createAdaptorServer({
    fetch: app.fetch,
    // The global Request and Response stay the runtime's own.
    overrideGlobalObjects: false,
    serverOptions: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
    },
  }) as Server
  const sockets = acceptSockets(server, routes, known)
  const address = await listen(server, host, port)

  let closing: Promise<void> | null = null
  const isClosed = Promise.withResolvers<void>()
  const close = (): Promise<void> => {
    closing ??= shutDown(server, { app, sockets }, drainMs).finally(() => {
      signal?.removeEventListener('abort', onAbort)
      isClosed.resolve()
    })
    return closing
  }
  const onAbort = (): void => void close()
  signal?.addEventListener('abort', onAbort, { once: true })
  return {
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    close,
    closed: isClosed.promise,
  }
}

/** Throws `RLVR_USAGE` where a server on `host` would be open to others. */
export function requireToken(host: string, token: string | undefined): void {
  if (token === undefined && !isLoopback(host)) {
    throw new RlvrError(
      'RLVR_USAGE',
      `Bound to ${host}, this server would work for anybody. Give a token, or bind 127.0.0.1.`,
    )
  }
  if (token === '') throw new RlvrError('RLVR_USAGE', 'The token is empty; expected a secret text.')
  // RFC 6750, section 2.1: nothing else can be sent as a bearer token.
  if (token !== undefined && !/^[\w.~+/-]+=*$/.test(token)) {
    throw new RlvrError('RLVR_USAGE', 'The token may hold letters, digits and -._~+/ only, with = at its end.')
  }
}

async function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return await new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new RlvrError('RLVR_USAGE', `Cannot listen on ${host}:${port}: ${error.message}. Choose another port.`, {
          cause: error,
        }),
      )
    })
    server.listen(port, host, () => resolve(server.address() as AddressInfo))
  })
}

async function shutDown(
  server: Server,
  { app, sockets }: { app: HttpApp; sockets: Sockets },
  drainMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  // Answers may still be on their way; a client that does not take them, or never sends the rest of its request, is
  // cut off.
  let cut: NodeJS.Timeout | undefined
  const hurry = (): void => {
    cut ??= setTimeout(() => server.closeAllConnections(), 1000)
  }
  const patience = setTimeout(() => (app.abort(), sockets.abort(), hurry()), drainMs)
  await Promise.all([app.drain(), sockets.drain()])
  clearTimeout(patience)
  hurry()
  server.closeIdleConnections()
  await closed
  clearTimeout(cut)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
