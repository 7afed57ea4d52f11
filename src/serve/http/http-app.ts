// What every served app shares, without its socket: who may ask, how long a body may be, how much at once, and how it
// ends. The routes are the app's own.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Hono, type Context } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { HTTPException } from 'hono/http-exception'
import { describeError } from '../../core/errors.ts'
import { silentLogger, type Logger } from '../../core/logger.ts'
import type { Peer } from './fair-queue.ts'
import { hostOf, isKnownHost } from './known-host.ts'
import { RequestReader } from './read-requests.ts'
import { RequestFault } from './request-fault.ts'
import type { SocketRequest, SocketTalk } from './socket-talk.ts'

export interface HttpAppOptions {
  /** Asked of every request but `/healthz`, as `Authorization: Bearer`. */
  readonly token?: string
  /** Names by which this server may be called where no token is asked for; any where left out. */
  readonly hosts?: readonly string[]
  /** Default 32 MiB. */
  readonly maxBodyBytes?: number
  /** Requests that run or wait at once; one more is refused with 503 and `Retry-After`. Default 1024. */
  readonly maxInFlight?: number
  /** Of those, most that one peer may have. Default three in four. */
  readonly maxInFlightOfPeer?: number
  /** Requests of one peer that are not wholly sent. Default 512. */
  readonly maxUnfinishedOfPeer?: number
  readonly logger?: Logger
}

/** What an app serves. */
export interface Routes {
  /** For whoever asks for what is not there, such as `POST /judge`. */
  readonly paths: readonly string[]
  /** What `GET /stats` tells, beside the requests under way. */
  readonly stats: () => object
  add(app: Hono, asking: (context: Context) => Asking): void
  /**
   * Who answers the frames of a WebSocket that asks for `path`; null where there is none there. Throws `RequestFault`
   * for one that is refused.
   */
  readonly socket?: (request: SocketRequest) => SocketTalk | null
}

/** Who waits for an answer. */
export interface Asking {
  readonly peer: Peer
  /** Aborted where its client hung up, or the server closes. */
  readonly signal: AbortSignal
}

export interface HttpApp {
  readonly fetch: Hono['fetch']
  /** From now on requests are refused with 503; resolves when those under way are answered. */
  drain(): Promise<void>
  /** Aborts what is still under way. */
  abort(): void
}

/** Sent back as it came. */
export const requestMark = 'x-rlvr-request'

export function httpApp(routes: Routes, options: HttpAppOptions): HttpApp {
  const { token, hosts, maxBodyBytes = 32 << 20, maxInFlight = 1024, logger = silentLogger } = options
  const { maxInFlightOfPeer = Math.ceil((maxInFlight * 3) / 4), maxUnfinishedOfPeer = 512 } = options
  const reader = new RequestReader({
    maxBodyBytes,
    mostUnfinished: maxUnfinishedOfPeer,
    mostUnfinishedBytes: unfinishedBodies * maxBodyBytes,
  })
  const underWay = new Map<AbortController, Peer>()
  const asking = new WeakMap<Context, Asking>()
  let whenIdle: (() => void) | null = null
  let isDraining = false

  const app = new Hono()
  app.onError((error, context) => {
    if (error instanceof RequestFault) return answerFault(context, error)
    if (error instanceof HTTPException) return error.getResponse()
    if (context.req.raw.signal.aborted) return answerFault(context, new RequestFault(503, 'The client hung up.'))
    logger.warn(`${context.req.method} ${context.req.path}: ${describeError(error)}`)
    return answerFault(context, new RequestFault(500, `harness_error: ${describeError(error)}`))
  })
  const known = [...routes.paths, 'GET /stats', 'GET /healthz']
  const choice = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`
  app.notFound((context) =>
    answerFault(
      context,
      new RequestFault(404, `There is no ${context.req.method} ${context.req.path}. Expected ${choice}.`),
    ),
  )
  app.get('/healthz', (context) => context.json({ status: isDraining ? 'closing' : 'ok' }, isDraining ? 503 : 200))
  // The token alone says who asks; without one the name does by which this machine was called.
  app.use(token === undefined ? knownHosts(hosts) : bearerAuth({ token, ...refusals }))
  app.get('/stats', (context) =>
    context.json({ ...routes.stats(), inFlight: underWay.size, unfinished: reader.unfinished }),
  )
  app.options('*', (context) => {
    const methods = known.filter((one) => one.endsWith(` ${context.req.path}`)).map((one) => one.split(' ')[0])
    if (methods.length === 0) return context.notFound()
    return context.body(null, 204, { Allow: [...methods, 'OPTIONS'].join(', ') })
  })
  app.use(async (context, next) => {
    if (context.req.method !== 'POST') return await next()
    if (isDraining) throw new RequestFault(503, 'harness_error: this server is closing.')
    const peer = peerOf(context)
    await takeBody(context, reader, peer)
    if (isDraining) throw new RequestFault(503, 'harness_error: this server is closing.')
    if (underWay.size >= maxInFlight) {
      throw new RequestFault(503, `harness_error: overloaded, ${underWay.size} requests are under way already.`)
    }
    const own = [...underWay.values()].filter(({ address }) => address === peer.address).length
    if (own >= maxInFlightOfPeer) {
      throw new RequestFault(503, `harness_error: overloaded, ${own} requests of yours are under way already.`)
    }
    const controller = new AbortController()
    const settled = abortOnHangUp(context, controller)
    // Ours alone: a client that gets another request's answer from a proxy between can tell.
    const mark = context.req.header(requestMark)
    if (mark !== undefined) context.header(requestMark, mark.slice(0, 100))
    underWay.set(controller, peer)
    asking.set(context, { peer, signal: controller.signal })
    try {
      await next()
      if (isDraining) context.header('Connection', 'close')
    } finally {
      settled()
      underWay.delete(controller)
      if (underWay.size === 0) whenIdle?.()
    }
  })
  routes.add(app, (context) => asking.get(context) ?? { peer: peerOf(context), signal: context.req.raw.signal })

  return {
    fetch: app.fetch,
    drain: async () => {
      isDraining = true
      if (underWay.size > 0) await new Promise<void>((resolve) => (whenIdle = resolve))
    },
    abort: () => {
      for (const controller of underWay.keys()) controller.abort(new Error('The server is closing.'))
    },
  }
}

/** One peer's unfinished bodies may be as long as so many of the longest. */
const unfinishedBodies = 4

/** Without a socket (in tests of the app alone) all are one. */
function peerOf(context: Context): Peer {
  const { incoming } = (context.env ?? {}) as { incoming?: IncomingMessage }
  const connection = incoming?.socket
  return { address: connection?.remoteAddress ?? '', connection: connection ?? nobody }
}

const nobody = {}

/** Puts the body, once it is there, in the place of the stream. */
async function takeBody(context: Context, reader: RequestReader, { address }: Peer): Promise<void> {
  const { raw } = context.req
  const length = Number(context.req.header('content-length') ?? 0)
  const body = await reader.read(raw.body, { peer: address, length })
  const { url, method, headers, signal } = raw
  context.req.raw = new Request(url, { method, headers, signal, body: new Uint8Array(body) })
}

/** Piston's clients read `message`, others `error`. */
function answerFault(context: Context, { status, message }: RequestFault): Response {
  if (status === 503) context.header('Retry-After', '1')
  return context.json(told(message), status)
}

function told(message: string): { error: string; message: string } {
  return { error: message, message }
}

const noToken = { message: told('Expected the header `Authorization: Bearer TOKEN` with the token of this server.') }
const refusals = { noAuthenticationHeader: noToken, invalidAuthenticationHeader: noToken, invalidToken: noToken }

/** A page whose name was made to resolve to this machine (DNS rebinding) still sends its own name. */
function knownHosts(
  hosts: readonly string[] | undefined,
): (context: Context, next: () => Promise<void>) => Promise<void> {
  return async (context, next) => {
    const host = context.req.header('host')
    if (!isKnownHost(hosts, host)) {
      throw new RequestFault(
        403,
        `Expected to be called as ${hosts?.join(' or ')}; the host is ${JSON.stringify(hostOf(host))}.`,
      )
    }
    await next()
  }
}

/** Without a socket (in tests of the app alone) the request's own signal says it. */
function abortOnHangUp(context: Context, controller: AbortController): () => void {
  const { outgoing } = (context.env ?? {}) as { incoming?: IncomingMessage; outgoing?: ServerResponse }
  const onClose = (): void => {
    if (outgoing?.writableFinished !== true) controller.abort(new Error('The client hung up.'))
  }
  outgoing?.once('close', onClose)
  return () => void outgoing?.off('close', onClose)
}
