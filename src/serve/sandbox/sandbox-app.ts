// The HTTP face of a sandbox without its socket: who may ask, how much at once, which routes.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Type, type Static, type TObject } from 'typebox'
import { describeError } from '../../core/errors.ts'
import { silentLogger, type Logger } from '../../core/logger.ts'
import type { JudgeJob, Sandbox } from '../../sandbox/sandbox.ts'
import { pistonRoutes } from './piston-routes.ts'
import { readBody, readLanguage, RequestFault } from './request-fault.ts'
import { sandboxFusionRoutes } from './sandbox-fusion-routes.ts'

export interface SandboxAppOptions {
  readonly sandbox: Sandbox
  /** Asked of every request but `/healthz`, as `Authorization: Bearer`. */
  readonly token?: string
  /** Names by which this server may be called where no token is asked for; any where left out. */
  readonly hosts?: readonly string[]
  readonly maxBodyBytes?: number
  /** Requests that run or wait at once; one more is refused with 503 and `Retry-After`. */
  readonly maxInFlight?: number
  readonly logger?: Logger
}

export interface SandboxApp {
  readonly fetch: Hono['fetch']
  /** From now on jobs are refused with 503; resolves when those under way are answered. */
  drain(): Promise<void>
  /** Aborts the jobs that are still under way. */
  abort(): void
}

/** Sent back as it came. */
export const requestMark = 'x-rlvr-request'

const judgeFields = {
  language: Type.String(),
  source: Type.String(),
  tests: Type.Object({ format: Type.String() }),
}
const judgeSchema: TObject<typeof judgeFields> = Type.Object(judgeFields)
const judgeExpected =
  '{"language": "python", "source": "def f(x): return x", "tests": {"format": "call", "entry": "f", "cases": [{"args": [1], "expected": 1}]}}'

export function sandboxApp(options: SandboxAppOptions): SandboxApp {
  const { sandbox, maxBodyBytes = 32 << 20, maxInFlight = 1024, logger = silentLogger } = options
  const underWay = new Set<AbortController>()
  const signals = new WeakMap<Context, AbortSignal>()
  let whenIdle: (() => void) | null = null
  let isDraining = false

  const app = new Hono()
  app.onError((error, context) => {
    if (error instanceof RequestFault) return answerFault(context, error)
    if (context.req.raw.signal.aborted) return answerFault(context, new RequestFault(503, 'The client hung up.'))
    logger.warn(`${context.req.method} ${context.req.path}: ${describeError(error)}`)
    return answerFault(context, new RequestFault(500, `harness_error: ${describeError(error)}`))
  })
  app.notFound((context) =>
    answerFault(
      context,
      new RequestFault(
        404,
        `There is no ${context.req.method} ${context.req.path}. Expected POST /run_code, POST /api/v2/execute, GET /api/v2/runtimes, POST /judge, GET /stats or GET /healthz.`,
      ),
    ),
  )
  app.get('/healthz', (context) => context.json({ status: isDraining ? 'closing' : 'ok' }, isDraining ? 503 : 200))
  app.use(async (context, next) => {
    refuseStranger(context, options)
    await next()
  })
  app.get('/stats', (context) =>
    context.json({ ...sandbox.stats(), inFlight: underWay.size, languages: sandbox.languages }),
  )
  app.use(async (context, next) => {
    if (context.req.method !== 'POST') return await next()
    if (isDraining) throw new RequestFault(503, 'harness_error: this server is closing.')
    if (underWay.size >= maxInFlight) {
      throw new RequestFault(503, `harness_error: overloaded, ${underWay.size} requests are under way already.`)
    }
    const controller = new AbortController()
    const settled = abortOnHangUp(context, controller)
    // Ours alone: a client that gets another request's answer from a proxy between can tell.
    const mark = context.req.header(requestMark)
    if (mark !== undefined) context.header(requestMark, mark.slice(0, 100))
    underWay.add(controller)
    signals.set(context, controller.signal)
    try {
      await next()
      if (isDraining) context.header('Connection', 'close')
    } finally {
      settled()
      underWay.delete(controller)
      if (underWay.size === 0) whenIdle?.()
    }
  })
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => {
        throw new RequestFault(413, `The body may have ${maxBodyBytes} bytes at most.`)
      },
    }),
  )

  const aborted = (context: Context): AbortSignal => signals.get(context) ?? context.req.raw.signal
  app.route('/', sandboxFusionRoutes(sandbox, aborted))
  app.route('/api/v2', pistonRoutes(sandbox, aborted))
  app.post('/judge', async (context) => {
    const request = await readBody<Static<typeof judgeSchema>>(context, judgeSchema, judgeExpected)
    const language = readLanguage(request.language, sandbox)
    // Whatever else is wrong with the tests, the judge says so: `tests_invalid`.
    const job = { ...request, language } as JudgeJob
    return context.json(await sandbox.judge(job, { signal: aborted(context) }))
  })

  return {
    fetch: app.fetch,
    drain: async () => {
      isDraining = true
      if (underWay.size > 0) await new Promise<void>((resolve) => (whenIdle = resolve))
    },
    abort: () => {
      for (const controller of underWay) controller.abort(new Error('The server is closing.'))
    },
  }
}

/** Piston's clients read `message`, others `error`. */
function answerFault(context: Context, { status, message }: RequestFault): Response {
  if (status === 503) context.header('Retry-After', '1')
  if (status === 401) context.header('WWW-Authenticate', 'Bearer')
  return context.json({ error: message, message }, status)
}

function refuseStranger(context: Context, { token, hosts }: SandboxAppOptions): void {
  if (token !== undefined) {
    const given = /^Bearer\s+(.+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? ''
    // Digests are of one length, and compared in the same time wherever they differ.
    if (!timingSafeEqual(digest(given), digest(token))) {
      throw new RequestFault(401, 'Expected the header `Authorization: Bearer TOKEN` with the token of this server.')
    }
    return
  }
  // A page whose name was made to resolve to this machine (DNS rebinding) still sends its own name.
  const host = (context.req.header('host') ?? '').replace(/:\d+$/, '').toLowerCase()
  if (hosts !== undefined && !hosts.includes(host)) {
    throw new RequestFault(403, `Expected to be called as ${hosts.join(' or ')}; the host is ${JSON.stringify(host)}.`)
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
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
