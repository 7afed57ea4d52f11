// The Gym face over HTTP, for clients of our own such as `python/rlvr_client`; everything is JSON.
//   GET  /environments                                       → { environments: [{ name, digest, description, maxTurns, tools, splits: { train: size | null, test } }] };
//                                                              splits is null, with an `error`, where its tasks cannot be opened
//   POST /tasks { env?, split?, start?, count }              → { env, split, size, tasks: [{ index, id, prompt: [message], public, reference }] }
//   POST /sessions { env?, row? | split?, index?, seed? }    → { session, env, reference, messages, tools, maxTurns }
//   POST /sessions/ID/step { turn, text, calls? }            → { messages, reward, done, truncated, grade }
//   POST /sessions/ID/close                                  → { closed: true }, also where there is none of that id
// A `reference` is the text that names a task in `/score` and in `row`; it tells nothing of the answer. A session is one
// episode; `turn` counts its steps from 0 (see `Episode`).
import type { Context, Hono } from 'hono'
import { Type, type Static } from 'typebox'
import { describeError } from '../../../core/errors.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import { publicTask, type Split } from '../../../core/task.ts'
import type { Asking } from '../../http/http-app.ts'
import type { Logger } from '../../../core/logger.ts'
import { RequestFault, readBody } from '../../http/request-fault.ts'
import { environmentDigest } from '../environment-digest.ts'
import type { Served } from '../protocol.ts'
import { ProtocolFault, type ProtocolFaultKind } from '../protocol-fault.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import { publicWords, type Session } from '../session.ts'
import { referenceText } from '../task-reference.ts'
import { chatMessage } from './chat-message.ts'
import { Episode } from './episode.ts'

export const gymPaths: readonly string[] = [
  'GET /environments',
  'POST /tasks',
  'POST /sessions',
  'POST /sessions/ID/step',
  'POST /sessions/ID/close',
]

const mostTasks = 1000
const splits = ['train', 'test'] as const
const whole = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }

const tasksSchema = Type.Object({
  env: Type.Optional(Type.String()),
  split: Type.Enum(splits, { default: 'train' }),
  start: Type.Integer({ ...whole, default: 0 }),
  count: Type.Integer({ minimum: 0, maximum: mostTasks, default: mostTasks }),
})
const openSchema = Type.Object({
  env: Type.Optional(Type.String()),
  row: Type.Optional(Type.Unknown()),
  split: Type.Enum(splits, { default: 'train' }),
  index: Type.Optional(Type.Integer(whole)),
  seed: Type.Optional(Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })),
})
const stepSchema = Type.Object({
  turn: Type.Integer(whole),
  text: Type.String(),
  calls: Type.Optional(
    Type.Array(Type.Object({ id: Type.String(), name: Type.String(), arguments: Type.Object({}) }), { minItems: 1 }),
  ),
})

export function addGymRoutes(app: Hono, asking: (context: Context) => Asking, served: Served): void {
  const { environments, sessions, logger } = served
  const episodes = new WeakMap<Session, Episode>()

  app.get('/environments', async (context) => {
    return await answered(context, async () => ({
      environments: await Promise.all(environments.all.map(async (each) => await described(each, logger))),
    }))
  })
  app.post('/tasks', async (context) => {
    const asked = await readBody<Static<typeof tasksSchema>>(context, tasksSchema, '{"env": "countdown", "count": 10}')
    return await answered(context, async () => await tasksOf(environments.named(asked.env), asked))
  })
  app.post('/sessions', async (context) => {
    const asked = await readBody<Static<typeof openSchema>>(context, openSchema, '{"env": "countdown", "index": 0}')
    const { peer, signal } = asking(context)
    return await answered(context, async () => {
      const found = asked.row === undefined ? null : await environments.find(asked.row as Json)
      const environment = found?.environment ?? environments.named(asked.env)
      const session = sessions.open(environment, { peer })
      try {
        const opening = await session.reset(found ?? asked, { signal })
        episodes.set(session, new Episode(session))
        return {
          session: session.id,
          env: environment.name,
          reference: referenceText(opening.reference),
          messages: opening.observation.messages.map(chatMessage),
          tools: opening.observation.tools,
          maxTurns: environment.spec.maxTurns,
        }
      } catch (thrown) {
        await sessions.close(session.id)
        throw thrown
      }
    })
  })
  app.post('/sessions/:id/step', async (context) => {
    const asked = await readBody<Static<typeof stepSchema>>(context, stepSchema, '{"turn": 0, "text": "…"}')
    const { turn, text, calls } = asked
    return await answered(context, async () => {
      const session = sessions.get(context.req.param('id'))
      const episode = session === undefined ? undefined : episodes.get(session)
      if (episode === undefined)
        throw new ProtocolFault('unknown-session', 'There is no such session: it ended, or this server began after it.')
      const toolCalls = calls?.map((call) => ({ ...call, arguments: call.arguments as JsonObject }))
      return await episode.step(turn, { text, ...(toolCalls !== undefined && { toolCalls }) })
    })
  })
  app.post('/sessions/:id/close', async (context) => {
    await sessions.close(context.req.param('id'))
    return context.json({ closed: true })
  })
}

/** One whose tasks cannot be opened is told as such, and the others are listed beside it. */
async function described(environment: ServedEnvironment, logger: Logger): Promise<object> {
  const { name, spec } = environment
  const { description, maxTurns, tools } = spec
  const about = { name, digest: environmentDigest(environment), description, maxTurns, tools }
  try {
    const sizes = await Promise.all(
      splits.map(async (split) => [split, (await environment.taskset(split)).size] as const),
    )
    return { ...about, splits: Object.fromEntries(sizes) }
  } catch (thrown) {
    logger.warn(`${name}: ${describeError(thrown)}`)
    return { ...about, splits: null, error: publicWords(thrown) }
  }
}

async function tasksOf(
  environment: ServedEnvironment,
  { split, start, count }: { split: Split; start: number; count: number },
): Promise<object> {
  const { size } = await environment.taskset(split)
  const end = Math.min(start + count, size ?? Number.MAX_SAFE_INTEGER)
  const tasks = []
  for (let index = start; index < end; index++) {
    const { task, reference } = await environment.choose({ split, index })
    const { id, public: shown } = publicTask(task)
    const prompt = environment.spec.opening(task).map(chatMessage)
    tasks.push({ index, id, prompt, public: shown, reference: referenceText(reference) })
  }
  return { env: environment.name, split, size, tasks }
}

const statuses: { readonly [kind in ProtocolFaultKind]: RequestFault['status'] } = {
  malformed: 400,
  'unknown-environment': 404,
  'unknown-task': 422,
  'unknown-session': 404,
  'unknown-tool': 422,
  'not-begun': 409,
  'episode-over': 409,
  busy: 409,
  capacity: 503,
  failed: 500,
}

async function answered(context: Context, work: () => Promise<object>): Promise<Response> {
  try {
    return context.json(await work())
  } catch (thrown) {
    if (thrown instanceof ProtocolFault) throw new RequestFault(statuses[thrown.kind], thrown.message)
    throw thrown
  }
}
