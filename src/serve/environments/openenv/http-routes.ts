// OpenEnv over plain HTTP, for one environment below one prefix. `/reset` and `/step` are stateless there: each is an
// episode of its own, so a step is of the task that it names itself, by `seed`, `index` and `split` or `reference`.
// Source: huggingface/OpenEnv src/openenv/core/env_server/http_server.py (`register_routes`).
import type { Context, Hono } from 'hono'
import type { JsonObject } from '../../../core/json.ts'
import type { Asking } from '../../http/http-app.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import { readAction } from './action.ts'
import { answerDetail, bodyOf, requireJson } from './detail-fault.ts'
import { FieldFaults, fieldFault, isObject } from './field-fault.ts'
import { rpcCodes, rpcError, type Mcp } from './mcp.ts'
import { openApiOf } from './openapi.ts'
import type { OpenEnvResult } from './openenv-session.ts'
import type { OpenEnvSessions } from './openenv-sessions.ts'
import { readFrame } from './read-frame.ts'
import { schemasOf } from './schemas.ts'

export interface EnvironmentRoutes {
  readonly environment: ServedEnvironment
  readonly sessions: OpenEnvSessions
  readonly mcp: Mcp
  /** Empty for the root. */
  readonly prefix: string
  readonly asking: (context: Context) => Asking
}

/** The paths below the prefix, for whoever asks for what is not there. */
export const environmentPaths = {
  GET: ['/health', '/metadata', '/schema', '/state', '/openapi.json'],
  POST: ['/reset', '/step', '/mcp'],
} as const

export function addEnvironmentRoutes(app: Hono, routes: EnvironmentRoutes): void {
  const { environment, prefix, asking, mcp } = routes
  const get = (path: string, answer: () => JsonObject): void => {
    app.get(prefix + path, (context) => context.json(answer()))
    otherwise(app, prefix + path, 'GET')
  }
  const post = (path: string, answer: (context: Context) => Promise<JsonObject>): void => {
    app.post(prefix + path, async (context) => {
      try {
        return context.json(await answer(context))
      } catch (thrown) {
        return answerDetail(context, thrown)
      }
    })
    otherwise(app, prefix + path, 'POST')
  }
  get('/health', () => ({ status: 'healthy' }))
  get('/metadata', () => metadataOf(environment))
  get('/schema', () => schemasOf(environment))
  get('/state', () => ({ episode_id: null, step_count: 0 }))
  get('/openapi.json', () => openApiOf(environment))
  post('/reset', async (context) => {
    const body = (await bodyOf(context)) ?? {}
    return await alone(routes, context, async (session, signal) => await within('body', session.reset(body, signal)))
  })
  post('/step', async (context) => {
    const { action, ...task } = stepBody(await bodyOf(context))
    readAction(
      action,
      environment.spec.tools.map(({ name }) => name),
    )
    if (!['seed', 'index', 'reference'].some((field) => task[field] !== undefined && task[field] !== null))
      throw new ProtocolFault(
        'not-begun',
        'Over HTTP each request is an episode of its own: name its task by `seed`, `index` and `split` or `reference` beside the action, or play over WS /ws.',
      )
    return await alone(routes, context, async (session, signal) => {
      const seconds = task['timeout_s']
      const either =
        typeof seconds === 'number'
          ? AbortSignal.any([signal, AbortSignal.timeout(Math.min(seconds * 1000, 2 ** 31 - 1))])
          : signal
      await within('body', session.reset(task, either))
      return await session.step(action, either)
    })
  })
  // Always 200, whatever is wrong: JSON-RPC tells it.
  post('/mcp', async (context) => {
    requireJson(context)
    let request: unknown
    try {
      request = readFrame(await context.req.text())
    } catch (thrown) {
      if (!(thrown instanceof SyntaxError)) throw thrown
      return rpcError(rpcCodes.parse, 'Parse error')
    }
    const { peer, signal } = asking(context)
    return await mcp.answer(request, { own: null, peer, signal })
  })
}

/** Any other method than the route's is 405, as FastAPI has it. */
export function otherwise(app: Hono, path: string, allowed: 'GET' | 'POST'): void {
  app.all(path, (context) => {
    context.header('Allow', allowed)
    return context.json({ detail: 'Method Not Allowed' }, 405)
  })
}

/** In a session that ends with the request. */
async function alone(
  { environment, sessions, asking }: EnvironmentRoutes,
  context: Context,
  play: (session: ReturnType<OpenEnvSessions['open']>, signal: AbortSignal) => Promise<OpenEnvResult>,
): Promise<JsonObject> {
  const { peer, signal } = asking(context)
  const session = sessions.open(environment, peer)
  try {
    return { metadata: null, ...(await play(session, signal)) }
  } finally {
    await sessions.close(session)
  }
}

async function within<T>(field: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    throw thrown instanceof FieldFaults ? thrown.within(field) : thrown
  }
}

function stepBody(body: unknown): { readonly [field: string]: unknown } {
  if (!isObject(body)) throw new FieldFaults([fieldFault(['body'], 'missing', { msg: 'Field required', input: body })])
  const { action, timeout_s: seconds, request_id: id } = body
  if (action === undefined)
    throw new FieldFaults([fieldFault(['body', 'action'], 'missing', { msg: 'Field required', input: body })])
  if (!isObject(action))
    throw new FieldFaults([
      fieldFault(['body', 'action'], 'dict_type', { msg: 'Input should be an object', input: action }),
    ])
  if (seconds !== undefined && seconds !== null && !(typeof seconds === 'number' && seconds > 0))
    throw new FieldFaults([
      fieldFault(['body', 'timeout_s'], 'greater_than', { msg: 'Input should be greater than 0', input: seconds }),
    ])
  if (id !== undefined && id !== null && !(typeof id === 'string' && id.length <= 255))
    throw new FieldFaults([
      fieldFault(['body', 'request_id'], 'string_too_long', {
        msg: 'Input should be a string of at most 255 characters',
        input: id,
      }),
    ])
  return body
}

function metadataOf({ name, spec }: ServedEnvironment): JsonObject {
  const { card, description } = spec
  const readme =
    card === null
      ? null
      : [`# ${name}`, description, `Tasks: ${card.source}`, `Verdict: ${card.verifier}`, `Limits: ${card.limits}`]
  return {
    name,
    description,
    readme_content: readme?.join('\n\n') ?? null,
    version: /-v(\d+)$/.exec(name)?.[1] ?? '1',
    author: null,
    documentation_url: null,
  }
}
