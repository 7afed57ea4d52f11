// OpenEnv: environments to whoever speaks its protocol (TRL, verifiers, prime-rl, torchforge …). Each has a prefix of its
// own, `/countdown`, that clients take for their base URL; where one alone is served it also answers at the root.
// Protocol: huggingface/OpenEnv 0.10, of which 0.3 and 0.4 are parts.
import type { Context, Hono } from 'hono'
import type { JsonObject } from '../../../core/json.ts'
import type { Routes } from '../../http/http-app.ts'
import type { SocketRequest, SocketTalk } from '../../http/socket-talk.ts'
import type { Protocol } from '../protocol.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import { DetailFault, answerDetail, bodyOf } from './detail-fault.ts'
import { FieldFaults, fieldFault, isObject, unknownFields, type FieldFault } from './field-fault.ts'
import { addEnvironmentRoutes, environmentPaths, otherwise } from './http-routes.ts'
import { mcpTalk } from './mcp-talk.ts'
import { Mcp } from './mcp.ts'
import { OpenEnvSessions } from './openenv-sessions.ts'
import { sessionTalk } from './session-talk.ts'
import { countTasks, splitsOf, taskRow, taskRows } from './task-rows.ts'

export const openEnvRoutes: Protocol = ({ environments, sessions: host }): Routes => {
  const sessions = new OpenEnvSessions(host)
  const served = environments.all.map((environment) => ({
    environment,
    sessions,
    mcp: new Mcp(environment, sessions),
  }))
  const [only] = served
  const mounted = [
    ...served.map((each) => ({ ...each, prefix: `/${encodeURIComponent(each.environment.name)}` })),
    ...(only !== undefined && served.length === 1 ? [{ ...only, prefix: '' }] : []),
  ]
  const socketPaths = new Map<string, (request: SocketRequest) => SocketTalk>(
    mounted.flatMap((each) => [
      [`${each.prefix}/ws`, (request: SocketRequest): SocketTalk => sessionTalk(request, each)] as const,
      [`${each.prefix}/mcp`, (request: SocketRequest): SocketTalk => mcpTalk(request, each)] as const,
    ]),
  )
  return {
    paths: [
      'GET /health',
      'GET /list_environments',
      ...mounted.flatMap(({ prefix }) => [
        ...Object.entries(environmentPaths).flatMap(([method, paths]) =>
          paths.map((path) => `${method} ${prefix}${path}`),
        ),
        `GET ${prefix}/ws`,
      ]),
    ],
    // OpenEnv's providers wait for a server by it, and send no token then.
    open: ['/health', ...mounted.map(({ prefix }) => `${prefix}/health`)],
    stats: () => ({}),
    socket: (request) => socketPaths.get(request.path)?.(request) ?? null,
    add: (app, asking) => {
      for (const each of mounted) addEnvironmentRoutes(app, { ...each, asking })
      // Of the process, whatever it serves: who waits for a server asks at its root.
      if (served.length > 1) app.get('/health', (context) => context.json({ status: 'healthy' }))
      for (const { prefix, environment } of mounted.filter((each) => each.prefix !== ''))
        addTaskRoutes(app, { prefix, environments: [environment] })
      addTaskRoutes(app, { prefix: '', environments: environments.all })
      for (const { prefix } of mounted.filter((each) => each.prefix !== ''))
        app.all(`${prefix}/*`, (context) => {
          const { method, path } = context.req
          const known = Object.values(environmentPaths).flat().join(', ')
          return context.json(
            { detail: `There is no ${method} ${path}. Below ${prefix} are ${known} and WS /ws.` },
            404,
          )
        })
    },
  }
}

interface TaskRoutes {
  readonly prefix: string
  readonly environments: readonly ServedEnvironment[]
}

function addTaskRoutes(app: Hono, { prefix, environments }: TaskRoutes): void {
  app.get(`${prefix}/list_environments`, (context) => context.json(environments.map(({ name }) => name)))
  otherwise(app, `${prefix}/list_environments`, 'GET')
  const named = (context: Context): ServedEnvironment => {
    const asked = context.req.param('environment') ?? ''
    const found = environments.find(({ name }) => name.toLowerCase() === asked.toLowerCase())
    if (found === undefined) throw new DetailFault(404, `unknown environment '${asked.slice(0, 100)}'`)
    return found
  }
  const answer = async (context: Context, of: () => Promise<JsonObject | JsonObject[]>): Promise<Response> => {
    try {
      return context.json(await of())
    } catch (thrown) {
      return answerDetail(context, thrown)
    }
  }
  app.get(
    `${prefix}/:environment/splits`,
    async (context) => await answer(context, async () => await splitsOf(named(context))),
  )
  const post = (
    path: string,
    fields: readonly string[],
    of: (environment: ServedEnvironment, body: { readonly [field: string]: unknown }) => Promise<JsonObject>,
  ): void => {
    app.post(
      `${prefix}/:environment/${path}`,
      async (context) =>
        await answer(context, async () => {
          const environment = named(context)
          return await of(environment, taskBody(await bodyOf(context), fields))
        }),
    )
  }
  post('tasks', ['split'], async (environment, { split }) => ({
    tasks: await taskRows(environment, { split }),
    env_name: environment.name,
  }))
  post('num_tasks', ['split'], async (environment, { split }) => ({ num_tasks: await countTasks(environment, split) }))
  post('task', ['split', 'index'], async (environment, { split, index }) => ({
    task: await taskRow(environment, { split, index }),
  }))
  post('task_range', ['split', 'start?', 'stop?'], async (environment, { split, start, stop }) => ({
    tasks: await taskRows(environment, { split, start, stop }),
  }))
}

/** A field with a question mark may be left out; there are no others. */
function taskBody(body: unknown, fields: readonly string[]): { readonly [field: string]: unknown } {
  const given = isObject(body) ? body : {}
  const known = fields.map((field) => field.replace('?', ''))
  const faults: FieldFault[] = unknownFields(given, known).map((fault) => ({ ...fault, loc: ['body', ...fault.loc] }))
  for (const field of fields)
    if (!field.endsWith('?') && given[field] === undefined)
      faults.push(fieldFault(['body', field], 'missing', { msg: 'Field required', input: body }))
  if (given['split'] !== undefined && typeof given['split'] !== 'string')
    faults.push(
      fieldFault(['body', 'split'], 'string_type', { msg: 'Input should be a valid string', input: given['split'] }),
    )
  for (const field of ['index', 'start', 'stop']) {
    const value = given[field] ?? undefined
    if (value !== undefined && !Number.isInteger(value))
      faults.push(fieldFault(['body', field], 'int_type', { msg: 'Input should be a valid integer', input: value }))
  }
  if (faults.length > 0) throw new FieldFaults(faults)
  return given
}
