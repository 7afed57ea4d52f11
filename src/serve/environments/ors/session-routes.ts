// ORS's routes of a session: made, talked with, ended. After openreward 0.1.167, `environments/server.py`.
import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { ProtocolFault } from '../protocol-fault.ts'
import type { Served } from '../protocol.ts'
import type { FoundTask, ServedEnvironment } from '../served-environment.ts'
import type { Opening, Session } from '../session.ts'
import { StillStarting } from './ors-answers.ts'
import { checkSecrets, ofCall, ofGroup, ofSession, readOrsBody, sessionId } from './ors-bodies.ts'
import { OrsEpisode } from './ors-episode.ts'
import { orsMessages, promptBlocks } from './ors-messages.ts'
import { environmentOf, type OrsRoutes } from './ors-route.ts'
import { readSplit, taskAt } from './ors-tasks.ts'
import { listedTools } from './ors-tools.ts'
import { scoreGroup } from './score-group.ts'
import { eventResponse, eventText, workEvents } from './work-stream.ts'

/** Longest wait of one request for an episode to begin; then its client is told to come again. */
const startingMs = 25_000

interface Held {
  readonly episode: OrsEpisode
  readonly found: FoundTask
}

export interface SessionRoutes {
  /** At their own paths alone. */
  readonly life: OrsRoutes
  /** At their own paths, and below the name of an environment. */
  readonly talk: OrsRoutes
}

export function sessionRoutes(served: Served): SessionRoutes {
  const { sessions, logger } = served
  const episodes = new WeakMap<Session, Held>()

  /** Throws `ProtocolFault` where there is none. Counts as use. */
  const held = (context: Context): Held => {
    const asked = context.req.param('env') === undefined ? null : environmentOf(served, context)
    const session = sessions.get(sessionId(context))
    const found = session === undefined ? undefined : episodes.get(session)
    if (found !== undefined && (asked ?? session?.environment) === session?.environment) return found
    if (found !== undefined)
      throw new ProtocolFault(
        'malformed',
        `The session is of \`${session?.environment.name}\`, the path of \`${asked?.name}\`: name it as env_name in /create.`,
      )
    throw new ProtocolFault(
      'unknown-session',
      'Active environment not found: the session was never created, or has ended, or this server was started anew.',
    )
  }
  const begun = async (context: Context): Promise<Held & { opening: Opening }> => {
    const { episode, found } = held(context)
    return { episode, found, opening: await inTime(episode.opening) }
  }
  const end = async (context: Context): Promise<Response> => {
    const sid = sessionId(context)
    await sessions.close(sid)
    return context.json({ sid })
  }

  return {
    life: {
      'POST /create_session': createSession,
      'POST /create': async (context, { peer }) => {
        const sid = sessionId(context)
        const { failsUnjudged, ...found } = await chosenTask(served, context)
        if (sessions.get(sid) !== undefined) throw new ProtocolFault('malformed', 'Session already exists')
        const session = sessions.open(found.environment, { id: sid, peer })
        episodes.set(session, { episode: new OrsEpisode(session, found, { failsUnjudged }), found })
        return context.json({ sid })
      },
      'POST /ping': (context) => {
        held(context)
        return context.json({ status: 'ok' })
      },
      'POST /delete': end,
      'POST /delete_session': end,
    },
    talk: {
      'GET /task_tools': (context) => context.json(listedTools(held(context).episode.session.environment.spec.tools)),
      'GET /prompt': async (context) => {
        const { opening } = await begun(context)
        return context.json(promptBlocks(orsMessages(opening.observation.messages)))
      },
      'GET /messages': async (context) => {
        const { opening } = await begun(context)
        return context.json(orsMessages(opening.observation.messages))
      },
      'POST /call': async (context) => {
        const { episode } = await begun(context)
        const { name, input, task_id: id } = await readOrsBody(context, ofCall)
        return workResponse(episode, id, () => episode.call(name, input))
      },
      'POST /score_group': async (context) => {
        const { episode, found } = await begun(context)
        const { candidates, task_id: id } = await readOrsBody(context, ofGroup)
        return workResponse(episode, id, () => scoreGroup({ episode, task: found.task, logger }, candidates))
      },
    },
  }
}

/** Nothing is held of it before `/create`, so that clients that only list tasks leave nothing behind. */
async function createSession(context: Context): Promise<Response> {
  const text = await context.req.text()
  const given: unknown = text === '' ? {} : jsonOf(text)
  const { env } = (typeof given === 'object' && given !== null ? given : {}) as { env?: unknown }
  if (env !== undefined && env !== null)
    throw new ProtocolFault('malformed', 'This server takes no `env_overrides`: its environment variables are its own.')
  return eventResponse([eventText('task_id', randomUUID()), eventText('end', '')])
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ProtocolFault('malformed', 'The body of /create_session is a JSON object, or nothing.')
  }
}

type Chosen = FoundTask & { readonly environment: ServedEnvironment; readonly failsUnjudged: boolean }

/** The task of `/create`, with its environment. Throws `ProtocolFault`. */
async function chosenTask(served: Served, context: Context): Promise<Chosen> {
  const { env_name: name, task_spec: spec, split, index, toolset_name: toolset } = await readOrsBody(context, ofSession)
  checkSecrets(context)
  if (toolset !== undefined && toolset !== null)
    throw new ProtocolFault(
      'malformed',
      `unknown toolset ${JSON.stringify(toolset.slice(0, 100))}: this server has none; a session has its environment's own tools.`,
    )
  const isPlaced = typeof split === 'string' && typeof index === 'number'
  const hasSpec = spec !== undefined && spec !== null
  if (hasSpec === isPlaced)
    throw new ProtocolFault('malformed', 'Provide either task_spec or both split and index, not both/neither.')
  const asked = typeof name === 'string' ? served.environments.named(name.toLowerCase()) : null
  if (!hasSpec) {
    const environment = asked ?? environmentOf(served, context)
    return {
      environment,
      failsUnjudged: false,
      ...(await taskAt(environment, readSplit(split as string), index as number)),
    }
  }
  const { invalid = null } = spec
  if (invalid !== null && invalid !== 'error')
    throw new ProtocolFault(
      'malformed',
      `"invalid" of a task_spec is "error": an episode that could not be judged fails its last call; it is ${JSON.stringify(invalid).slice(0, 100)}.`,
    )
  const found = await served.environments.find(spec)
  if (asked !== null && asked !== found.environment)
    throw new ProtocolFault(
      'unknown-task',
      `The task_spec is of \`${found.environment.name}\`; env_name is \`${asked.name}\`.`,
    )
  return { ...found, failsUnjudged: invalid === 'error' }
}

/** Throws `StillStarting` where it takes longer than one request should. */
async function inTime(opening: Promise<Opening>): Promise<Opening> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new StillStarting('Environment still starting.')), startingMs)
  try {
    return await Promise.race([opening, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Tells of what is begun, or goes on telling of what a broken stream had begun. */
function workResponse(episode: OrsEpisode, id: string | null | undefined, begin: () => Promise<object>): Response {
  if (typeof id !== 'string') {
    const result = begin()
    return eventResponse(workEvents(episode.work.start(async () => JSON.stringify(await result))))
  }
  const found = episode.work.find(id)
  return eventResponse(found === undefined ? [eventText('error', 'unknown task_id')] : workEvents(found))
}
