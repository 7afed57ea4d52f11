// Environments as a resources server of NeMo Gym 0.7 and 0.4 (nemo_gym/base_resources_server.py; the agent's side is
// responses_api_agents/simple_agent/app.py). A row says by `rlvr` which task it is, so one server has all environments.
// Those without tools are judged from the row alone and need no session; the others keep one by a cookie.
import type { Context, Hono } from 'hono'
import type { JsonObject } from '../../../core/json.ts'
import { compileSchema } from '../../../core/schema.ts'
import type { Asking, Routes } from '../../http/http-app.ts'
import { JsonText } from '../../http/quick-answer.ts'
import { RequestFault, readJson } from '../../http/request-fault.ts'
import { gradeCompletion } from '../grade-completion.ts'
import type { Protocol, Served } from '../protocol.ts'
import { ProtocolFault, type ProtocolFaultKind } from '../protocol-fault.ts'
import type { FoundTask, ServedEnvironment } from '../served-environment.ts'
import { aggregateMetrics } from './aggregate-metrics.ts'
import { Episodes } from './episodes.ts'
import { gymnasiumStep, resetAnswer } from './gymnasium-steps.ts'
import { asObject, readVerifyBody, referenceOf, rowShape, type VerifyBody } from './read-row.ts'
import { SessionCookies, setCookie, type SessionCookie } from './session-cookie.ts'
import { TypedSessions, typedClose, typedSeed, type TypedClose, type TypedSeed } from './typed-sessions.ts'
import { maskOf, verifyFields, withFields, type Verified } from './verify-reply.ts'

/** No tool may be called like one of the protocol's own routes. */
const ownRoutes = ['seed_session', 'verify', 'close_session', 'aggregate_metrics', 'reset', 'step', 'close', 'mcp']

export const nemoGymRoutes: Protocol = (served): Routes => {
  const server = new NemoGymServer(served)
  return {
    paths: [
      ...['seed_session', '{tool}', 'verify', 'close_session', 'aggregate_metrics', 'reset', 'step', 'close'].map(
        (name) => `POST /${name}`,
      ),
      'GET /reverify_mode',
    ],
    stats: () => served.sessions.stats(),
    begin: (context) => server.giveCookie(context),
    add: (app, asking) => server.add(app, asking),
  }
}

class NemoGymServer {
  readonly #served: Served
  readonly #cookies = new SessionCookies()
  readonly #typed = new TypedSessions()
  readonly #episodes: Episodes

  constructor(served: Served) {
    this.#served = served
    this.#episodes = new Episodes(served.sessions)
  }

  /** With every answer: that of `session`, else the one that came. */
  giveCookie(context: Context, session: string | null = null): void {
    const cookie = session === null ? this.#cookies.read(context.req.header('cookie')) : this.#cookies.of(session)
    context.header('Set-Cookie', setCookie(cookie))
  }

  add(app: Hono, asking: (context: Context) => Asking): void {
    type Answer = (context: Context, cookie: SessionCookie, asking: Asking) => Promise<Response> | Response
    const route = (method: 'get' | 'post', path: string, answer: Answer): void => {
      // With its observability on, NeMo Gym 0.7 puts the rollout's id before each path (nemo_gym/rollout_correlation.py).
      for (const prefix of ['', '/ng-rollout/:rollout'])
        app[method](`${prefix}${path}`, async (context) => {
          const cookie = this.#cookies.read(context.req.header('cookie'))
          return await answered(async () => await answer(context, cookie, asking(context)))
        })
    }
    for (const path of ['/', '/health', '/livez', '/readyz'])
      route('get', path, (context) => context.json({ status: 'ok' }))
    route('get', '/reverify_mode', (context) => context.json(this.#reverifyMode()))
    route('post', '/seed_session', async (context, _, asked) => await this.#seed(context, asked))
    route('post', '/close_session', async (context) => await this.#close(context))
    route('post', '/verify', async (context, cookie, asked) => await this.#verify(context, cookie, asked))
    route('post', '/aggregate_metrics', async (context) => {
      const value = await readJson(context, '{"verify_responses": [{"_ng_task_index": 0, "reward": 1}]}')
      return context.json(aggregateMetrics(value))
    })
    route('post', '/reset', async (context, _, asked) => await this.#reset(context, asked))
    route('post', '/step', async (context, cookie, asked) => await this.#step(context, cookie, asked))
    route('post', '/close', async (context, { session }) => {
      if (session !== null) await this.#episodes.close(session)
      return context.json({})
    })
    route('post', '/:tool', async (context, cookie, asked) => await this.#call(context, cookie, asked))
  }

  /** Whether `/verify` tells the same of a saved response as it did when the episode was played. */
  #reverifyMode(): 'stateless' | 'unsupported' | 'unknown' {
    const { all } = this.#served.environments
    const stateful = all.filter(needsSession).length
    return stateful === 0 ? 'stateless' : stateful === all.length ? 'unsupported' : 'unknown'
  }

  async #seed(context: Context, { peer, signal }: Asking): Promise<Response> {
    const value = await readJson(context, rowShape)
    const body = asObject(value)
    const begin = async (row: JsonObject): Promise<string | null> => {
      const { environment, found } = await this.#taskOf(row)
      if (!needsSession(environment)) return null
      return await this.#episodes.open(environment, found, { peer, signal })
    }
    if (body['resources_session_id'] === undefined) {
      this.giveCookie(context, await begin(body))
      return context.json({})
    }
    const seed = checked<TypedSeed>(typedSeed, body, seedShape)
    const session = await this.#typed.seed(seed, {
      begin: async () => await begin(seed.task_data),
      end: async (id) => await this.#episodes.close(id),
    })
    this.giveCookie(context, session)
    return context.json({ resources_session_id: seed.resources_session_id })
  }

  async #close(context: Context): Promise<Response> {
    const value = await readJson(context, closeShape)
    const close = checked<TypedClose>(typedClose, value, closeShape)
    await this.#typed.close(close, async (id) => await this.#episodes.close(id))
    return context.json({ resources_session_id: close.resources_session_id })
  }

  async #reset(context: Context, { peer, signal }: Asking): Promise<Response> {
    const { environment, found } = await this.#taskOf(asObject(await readJson(context, rowShape)))
    this.giveCookie(context, await this.#episodes.open(environment, found, { peer, signal, turnsAreCounted: true }))
    return context.json(resetAnswer)
  }

  async #step(context: Context, cookie: SessionCookie, { signal }: Asking): Promise<Response> {
    const body = readVerifyBody(await readJson(context, rowShape))
    return context.json(await gymnasiumStep(this.#episodes.of(cookie), body, signal))
  }

  /** What it answers is what the model sees, whatever the status. */
  async #call(context: Context, cookie: SessionCookie, { signal }: Asking): Promise<Response> {
    const name = context.req.param('tool') ?? ''
    try {
      const episode = this.#episodes.of(cookie)
      const value = await readJson(context, 'the arguments of the tool as a JSON object')
      const { text, isFailed } = await episode.call(name, value, signal)
      const isKnown = episode.session.environment.spec.tools.some((tool) => tool.name === name)
      return context.text(text, isKnown ? (isFailed ? 422 : 200) : 404)
    } catch (thrown) {
      if (thrown instanceof ProtocolFault) return context.text(thrown.message, statusOf[thrown.kind])
      if (thrown instanceof RequestFault) return context.text(thrown.message, thrown.status)
      throw thrown
    }
  }

  async #verify(context: Context, cookie: SessionCookie, { signal }: Asking): Promise<Response> {
    const body = readVerifyBody(await readJson(context, rowShape))
    const { environment, found, reportsInvalid } = await this.#taskOf(body.row)
    const verified = await this.#judge(body, { environment, found, cookie, signal })
    const masked = 'masked' in verified ? verified.masked : maskOf(verified.grade)
    // A client that knows no `mask_sample` (verifiers) asks for an error in its place.
    if (masked !== null && (reportsInvalid || context.req.header('x-rlvr-invalid') === 'error'))
      throw new RequestFault(500, `Not judged (${masked.kind}): ${masked.reason}`)
    const answer = withFields(await context.req.text(), body.row, verifyFields(verified, body.row))
    return context.json(new JsonText(answer) as object)
  }

  async #judge(
    { replies, broken }: VerifyBody,
    asked: { environment: ServedEnvironment; found: FoundTask; cookie: SessionCookie; signal: AbortSignal },
  ): Promise<Verified> {
    const { environment, found, cookie, signal } = asked
    if (broken !== null)
      return {
        masked: { kind: 'agent_run_error', reason: `The response has the status ${broken}: the model gave no answer.` },
      }
    if (needsSession(environment)) return await this.#episodes.verify(cookie, { replies, row: found })
    const actions = replies.length === 0 ? [''] : replies.map(({ text }) => text)
    const { logger } = this.#served
    return {
      grade: await gradeCompletion(environment, found.task, actions, { signal, logger, seed: found.reference.index }),
    }
  }

  async #taskOf(
    row: JsonObject,
  ): Promise<{ environment: ServedEnvironment; found: FoundTask; reportsInvalid: boolean }> {
    const named = referenceOf(row)
    if (named === undefined)
      throw new RequestFault(422, `The row has no \`rlvr\`, which says what task it is. Expected ${rowShape}.`)
    const { environment, task, reference } = await this.#served.environments.find(named)
    const clash = environment.spec.tools.find(({ name }) => ownRoutes.includes(name))
    if (clash !== undefined)
      throw new RequestFault(
        422,
        `The tool \`${clash.name}\` of \`${environment.name}\` is called like a route of NeMo Gym: rename it.`,
      )
    const reportsInvalid = typeof named === 'object' && named !== null && (named as JsonObject)['invalid'] === 'error'
    return { environment, found: { task, reference }, reportsInvalid }
  }
}

/** Tools act on a state that only the session has; what was said can be said again. */
function needsSession({ spec }: ServedEnvironment): boolean {
  return spec.tools.length > 0
}

const closeShape = '{"resources_session_id": "…", "episode_id": {…}}'
const seedShape = '{"resources_session_id": "…", "episode_id": {…}, "task_id": {…}, "task_data": {"rlvr": {…}}}'

function checked<T>(schema: object, body: unknown, expected: string): T {
  const result = compileSchema(schema)(body)
  if (result.ok) return result.value as T
  throw new RequestFault(422, `${result.faults.slice(0, 8).join('; ')}. Expected ${expected}.`)
}

const statusOf = {
  malformed: 422,
  'unknown-environment': 422,
  'unknown-task': 422,
  'unknown-session': 409,
  'unknown-tool': 404,
  'not-begun': 409,
  'episode-over': 409,
  busy: 409,
  capacity: 503,
  failed: 500,
} as const satisfies { [kind in ProtocolFaultKind]: RequestFault['status'] }

async function answered(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer()
  } catch (thrown) {
    if (thrown instanceof ProtocolFault) throw new RequestFault(statusOf[thrown.kind], thrown.message)
    throw thrown
  }
}
