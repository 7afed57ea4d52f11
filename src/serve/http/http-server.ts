// A served app on a socket: where it listens, whom it would be open to, and how it closes.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isIP } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { RlvrError } from '../../core/errors.ts'
import { isLoopback, requireToken } from './access.ts'
import { httpApp, type HttpApp, type HttpAppOptions, type Routes } from './http-app.ts'
import { acceptSockets, type SocketOptions, type Sockets } from './sockets.ts'

export interface ServeOptions
  extends Omit<HttpAppOptions, 'hosts'>, Pick<SocketOptions, 'maxSockets' | 'maxWaitingFrames' | 'takeTimeoutMs'> {
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
  const { host = '127.0.0.1', port = 0, token, tokens, signal, drainMs = 10_000, requestTimeoutMs = 30_000 } = options
  signal?.throwIfAborted()
  requireToken(host, token, tokens)
  const known = {
    ...options,
    ...(isLoopback(host) && { hosts: [...new Set(['localhost', '127.0.0.1', '[::1]', host])] }),
  }
  const app = httpApp(routes, known)
  const server = createAdaptorServer({
    fetch: app.fetch,
    // The global Request and Response stay the runtime's own.
    overrideGlobalObjects: false,
    serverOptions: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
      // Longer than the pools of Python's clients keep a connection that they will use again.
      keepAliveTimeout: 75_000,
      // The kernel of a machine that is gone answers no probe: a half-open connection ends within a minute and a half,
      // and one whose client only thinks for long stays.
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
    },
  }) as Server
  const sockets = acceptSockets(server, routes, { ...known, metrics: app.metrics })
  const address = await listen(server, host, port)

  let closing: Promise<void> | null = null
  const isClosed = Promise.withResolvers<void>()
  const close = (): Promise<void> => {
    closing ??= shutDown(server, { app, sockets }, drainMs).finally(() => {
      app.metrics.close()
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
