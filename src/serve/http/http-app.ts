// What every served app shares, without its socket: who may ask, how long a body may be, how much at once, and how it
// ends. The routes are the app's own.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { Hono, type Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { describeError } from '../../core/errors.ts'
import { silentLogger, type Logger } from '../../core/logger.ts'
import { Access, type AccessOptions, type Client } from './access.ts'
import type { Peer } from './fair-queue.ts'
import { ServerMetrics } from './metrics.ts'
import type { RequestLog } from './request-log.ts'
import { QuickAnswer, answerQuickly } from './quick-answer.ts'
import { RequestReader } from './read-requests.ts'
import { RequestFault } from './request-fault.ts'
import type { SocketRequest, SocketTalk } from './socket-talk.ts'

export interface HttpAppOptions extends AccessOptions {
  /** Default 32 MiB. */
  readonly maxBodyBytes?: number
  /** Requests that run or wait at once; one more is refused with 503 and `Retry-After`. Default 1024. */
  readonly maxInFlight?: number
  /** Of those, most that one peer may have. Default three in four. */
  readonly maxInFlightOfPeer?: number
  /** Requests of one peer that are not wholly sent. Default 512. */
  readonly maxUnfinishedOfPeer?: number
  readonly logger?: Logger
  readonly requestLog?: RequestLog
}

/** What an app serves. */
export interface Routes {
  /** For whoever asks for what is not there, such as `POST /judge`. */
  readonly paths: readonly string[]
  /** Paths of a GET that needs no token: whether the server lives, in the protocol's own words. */
  readonly open?: readonly string[]
  /** What `GET /stats` tells, beside the requests under way; its numbers are in `GET /metrics` too. */
  readonly stats: () => object
  add(app: Hono, asking: (context: Context) => Asking): void
  /** The body of what is refused before a route has it, in the protocol's words. Default `{ error, message }`. */
  readonly faultBody?: (message: string) => object
  /** What may be told of an error that no route expected. Default its own words. */
  readonly wordsOf?: (thrown: unknown) => string
  /** Paths whose clients come back after 504 alone: there it stands for 503. */
  readonly gateways?: readonly string[]
  /** Called first with every request, also one that is refused then: what its answer has in any case. */
  readonly begin?: (context: Context) => void
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
  readonly fetch: (request: Request, env?: object) => Promise<Response>
  readonly metrics: ServerMetrics
  /** From now on requests are refused with 503; resolves when those under way are answered, to the end of a stream. */
  drain(): Promise<void>
  /** Aborts what is still under way. */
  abort(): void
}

/** Sent back as it came. */
export const requestMark = 'x-rlvr-request'

export function httpApp(routes: Routes, options: HttpAppOptions): HttpApp {
  const { maxBodyBytes = 32 << 20, maxInFlight = 1024, logger = silentLogger, requestLog } = options
  const { maxInFlightOfPeer = Math.ceil((maxInFlight * 3) / 4), maxUnfinishedOfPeer = 512 } = options
  const access = new Access(options)
  const metrics = new ServerMetrics()
  const reader = new RequestReader({
    maxBodyBytes,
    mostUnfinished: maxUnfinishedOfPeer,
    mostUnfinishedBytes: unfinishedBodies * maxBodyBytes,
  })
  const underWay = new Map<AbortController, Peer>()
  const streams = new Set<ServerResponse>()
  const ofPeer = new Map<string, number>()
  const peers = new WeakMap<Context, Peer>()
  const asking = new WeakMap<Context, Asking>()
  let whenIdle: (() => void) | null = null
  let isDraining = false
  const { faultBody = errorAndMessage, wordsOf = describeError } = routes
  const answerFault = (context: Context, { status, message, challenge }: RequestFault): Response => {
    if (status === 503) context.header('Retry-After', '1')
    if (challenge !== null) context.header('WWW-Authenticate', challenge)
    const comesBackAfter504 = status === 503 && routes.gateways?.includes(context.req.path) === true
    return context.json(faultBody(message), comesBackAfter504 ? 504 : status)
  }
  const checkIdle = (): void => {
    if (underWay.size === 0 && streams.size === 0) whenIdle?.()
  }
  // The answer is a stream that goes on when its route is done.
  const holdStream = ({ outgoing }: Bindings): void => {
    if (outgoing === undefined || outgoing.closed) return
    streams.add(outgoing)
    outgoing.once('close', () => {
      streams.delete(outgoing)
      checkIdle()
    })
  }

  const app = new Hono()
  app.onError((error, context) => {
    if (error instanceof RequestFault) return answerFault(context, error)
    if (error instanceof HTTPException) return error.getResponse()
    if (context.req.raw.signal.aborted) return answerFault(context, new RequestFault(503, 'The client hung up.'))
    logger.warn(`${context.req.method} ${context.req.path}: ${describeError(error)}`)
    return answerFault(context, new RequestFault(500, `harness_error: ${wordsOf(error)}`))
  })
  const known = [...routes.paths, 'GET /stats', 'GET /metrics', 'GET /healthz', 'GET /readyz']
  const choice = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`
  app.notFound((context) =>
    answerFault(
      context,
      new RequestFault(404, `There is no ${context.req.method} ${context.req.path}. Expected ${choice}.`),
    ),
  )
  app.use(async (context, next) => {
    const start = performance.now()
    if (bindings(context).outgoing !== undefined) answerQuickly(context)
    routes.begin?.(context)
    await next()
    const { method, path } = context.req
    const { status } = context.res
    const ms = performance.now() - start
    metrics.request({ method, route: status === 404 ? 'other' : routePath(context, -1), status, seconds: ms / 1000 })
    requestLog?.request({ client: peers.get(context)?.name ?? addressOf(context), method, path, status, ms })
  })
  app.get('/healthz', (context) => context.json({ status: isDraining ? 'closing' : 'ok' }, isDraining ? 503 : 200))
  app.get('/readyz', (context) => {
    const status = isDraining ? 'closing' : underWay.size >= maxInFlight ? 'overloaded' : 'ready'
    return context.json({ status }, status === 'ready' ? 200 : 503)
  })
  app.use(async (context, next) => {
    if (context.req.method === 'GET' && routes.open?.includes(context.req.path) === true) return await next()
    const client = access.admit({
      authorization: context.req.header('authorization'),
      apiKey: context.req.header('x-api-key'),
      host: context.req.header('host'),
    })
    peers.set(context, peerOf(context, client))
    await next()
  })
  const stats = (): object => ({ ...routes.stats(), inFlight: underWay.size, unfinished: reader.unfinished })
  app.get('/stats', (context) => context.json(stats()))
  app.get('/metrics', (context) =>
    context.body(metrics.text(stats()), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  )
  app.options('*', (context) => {
    const methods = known.filter((one) => one.endsWith(` ${context.req.path}`)).map((one) => one.split(' ')[0])
    if (methods.length === 0) return context.notFound()
    return context.body(null, 204, { Allow: [...methods, 'OPTIONS'].join(', ') })
  })
  app.use(async (context, next) => {
    if (context.req.method !== 'POST') return await next()
    if (isDraining) throw new RequestFault(503, 'harness_error: this server is closing.')
    const peer = peers.get(context) ?? peerOf(context, { name: null })
    await takeBody(context, reader, peer)
    if (isDraining) throw new RequestFault(503, 'harness_error: this server is closing.')
    if (underWay.size >= maxInFlight) {
      throw new RequestFault(503, `harness_error: overloaded, ${underWay.size} requests are under way already.`)
    }
    const own = ofPeer.get(peer.name) ?? 0
    if (own >= (peer.maxInFlight ?? maxInFlightOfPeer)) {
      throw new RequestFault(503, `harness_error: overloaded, ${own} requests of yours are under way already.`)
    }
    const controller = new AbortController()
    const settled = abortOnHangUp(context, controller)
    // Ours alone: a client that gets another request's answer from a proxy between can tell.
    const mark = context.req.header(requestMark)
    if (mark !== undefined) context.header(requestMark, mark.slice(0, 100))
    underWay.set(controller, peer)
    ofPeer.set(peer.name, own + 1)
    asking.set(context, { peer, signal: controller.signal })
    try {
      await next()
      if (isDraining) context.header('Connection', 'close')
      if (isEventStream(context.res)) holdStream(bindings(context))
    } finally {
      settled()
      underWay.delete(controller)
      const left = (ofPeer.get(peer.name) ?? 1) - 1
      if (left === 0) ofPeer.delete(peer.name)
      else ofPeer.set(peer.name, left)
      checkIdle()
    }
  })
  routes.add(
    app,
    (context) =>
      asking.get(context) ?? {
        peer: peers.get(context) ?? peerOf(context, { name: null }),
        signal: context.req.raw.signal,
      },
  )

  return {
    fetch: async (request, env: Bindings = {}) => {
      const response: Response | QuickAnswer = await app.fetch(request, env)
      return response instanceof QuickAnswer && env.outgoing !== undefined ? response.send(env.outgoing) : response
    },
    metrics,
    drain: async () => {
      isDraining = true
      if (underWay.size > 0 || streams.size > 0) await new Promise<void>((resolve) => (whenIdle = resolve))
    },
    abort: () => {
      for (const controller of underWay.keys()) controller.abort(new Error('The server is closing.'))
    },
  }
}

/** One peer's unfinished bodies may be as long as so many of the longest. */
const unfinishedBodies = 4

/** Without a socket (in tests of the app alone) all are one. */
function peerOf(context: Context, { name, maxSessions, maxInFlight }: Client): Peer {
  return {
    name: name ?? addressOf(context),
    connection: bindings(context).incoming?.socket ?? nobody,
    ...(maxSessions !== undefined && { maxSessions }),
    ...(maxInFlight !== undefined && { maxInFlight }),
  }
}

const nobody = {}

function addressOf(context: Context): string {
  return bindings(context).incoming?.socket.remoteAddress ?? ''
}

/** What @hono/node-server gives with a request. */
interface Bindings {
  readonly incoming?: IncomingMessage & { rawBody?: Buffer }
  readonly outgoing?: ServerResponse
}

function bindings(context: Context): Bindings {
  return (context.env ?? {}) as Bindings
}

/** Reads the body where `context.req` will look for it: `rawBody` is what @hono/node-server takes in its place. */
async function takeBody(context: Context, reader: RequestReader, { name }: Peer): Promise<void> {
  const { raw } = context.req
  const length = Number(context.req.header('content-length') ?? 0)
  const { incoming } = bindings(context)
  if (incoming !== undefined) {
    incoming.rawBody = await reader.read(incoming, { peer: name, length })
    return
  }
  const stream = raw.body === null ? Readable.from([]) : Readable.fromWeb(raw.body)
  const body = await reader.read(stream, { peer: name, length })
  const { url, method, headers, signal } = raw
  context.req.raw = new Request(url, { method, headers, signal, body: new Uint8Array(body) })
}

/** Piston's clients read `message`, others `error`. */
function errorAndMessage(message: string): object {
  return { error: message, message }
}

function isEventStream(response: Response | QuickAnswer): boolean {
  if (response instanceof QuickAnswer) return false
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true
}

/** Without a socket (in tests of the app alone) the request's own signal says it. */
function abortOnHangUp(context: Context, controller: AbortController): () => void {
  const { outgoing } = bindings(context)
  const onClose = (): void => {
    if (outgoing?.writableFinished !== true) controller.abort(new Error('The client hung up.'))
  }
  outgoing?.once('close', onClose)
  return () => void outgoing?.off('close', onClose)
}
