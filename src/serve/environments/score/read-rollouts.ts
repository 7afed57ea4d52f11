// A batch to be judged, from the body of `POST /score`. Read by hand: a batch may hold thousands, and each fault is told
// with the place of its rollout.
import { describeError, show } from '../../../core/errors.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import { makeTask, type Task, type TaskFields } from '../../../core/task.ts'
import { isObject } from '../../../data/field.ts'
import { ProtocolFault } from '../protocol-fault.ts'

/** Which task: the row that names it, its id in the environment, or the task itself, from one who holds its answer. */
export type NamedTask =
  | { readonly by: 'row'; readonly row: Json }
  | { readonly by: 'id'; readonly environment: string | undefined; readonly taskId: string }
  | { readonly by: 'task'; readonly environment: string | undefined; readonly task: Task }

export interface Rollout {
  /** The client's own, given back with the result. */
  readonly id?: string | number
  readonly task: NamedTask
  readonly completion: Json
}

export interface ScoreBatch {
  readonly rollouts: readonly (Rollout | RolloutFault)[]
  /** Whether a rollout that cannot be read costs itself alone, and not the batch. */
  readonly keepsRest: boolean
  readonly deadlineMs: number
}

/** A rollout that cannot be read. */
export interface RolloutFault {
  readonly id?: string | number
  readonly fault: ProtocolFault
}

export const mostRollouts = 10_000

/** Longest time that a client may give its batch, and the default. */
export const mostDeadlineMs = 600_000

export const expectedBatch =
  '{"rollouts": [{"row": {"reward_model": {"ground_truth": "…"}}, "completion": "…"}]}, where a rollout may have `task` or `taskId` with `environment` in place of `row`, messages as its `completion`, and an `id`; what all have in common may stand beside `rollouts`; beside it also `"onFault": "item"` and `deadlineMs`'

/** Throws `ProtocolFault` `malformed` where the batch as a whole cannot be read. */
export function readBatch(body: Json): ScoreBatch {
  if (!isObject(body)) throw malformed(`the body is ${show(body, 60)}`)
  const { rollouts, onFault = 'refuse', deadlineMs = mostDeadlineMs } = body
  if (!Array.isArray(rollouts)) throw malformed(`\`rollouts\` is ${show(rollouts, 60)}, no list`)
  if (rollouts.length > mostRollouts)
    throw malformed(`there are ${rollouts.length} rollouts; a batch holds ${mostRollouts} at most`)
  if (onFault !== 'refuse' && onFault !== 'item')
    throw malformed(`\`onFault\` is ${show(onFault, 60)}; it is "refuse" or "item"`)
  const ids = new Set<string | number>()
  const read = (rollouts as readonly Json[]).map((rollout): Rollout | RolloutFault => {
    const id = isObject(rollout) && isId(rollout['id']) ? rollout['id'] : undefined
    try {
      const request = readRollout(rollout, body)
      if (id === undefined) return request
      if (ids.has(id)) throw new ProtocolFault('malformed', `another rollout has the id ${show(id, 60)} too`)
      ids.add(id)
      return { id, ...request }
    } catch (thrown) {
      if (!(thrown instanceof ProtocolFault)) throw thrown
      return { ...(id !== undefined && { id }), fault: thrown }
    }
  })
  return { rollouts: read, keepsRest: onFault === 'item', deadlineMs: readDeadline(deadlineMs) }
}

/** Throws `ProtocolFault` for what is no number of milliseconds in 1..600,000. */
export function readDeadline(given: Json): number {
  if (typeof given === 'number' && given >= 1 && given <= mostDeadlineMs) return given
  throw new ProtocolFault(
    'malformed',
    `\`deadlineMs\` is a number of milliseconds in 1..${mostDeadlineMs}; got ${show(given, 60)}.`,
  )
}

function readRollout(rollout: Json, common: JsonObject): Rollout {
  if (!isObject(rollout)) throw malformed(`it is ${show(rollout, 60)}`)
  const completion = rollout['completion'] ?? rollout['messages']
  if (completion === undefined || completion === null) throw malformed('`completion` is missing')
  const { id } = rollout
  if (id !== undefined && id !== null && !isId(id)) throw malformed(`\`id\` is ${show(id, 60)}, no text or number`)
  return { task: namedTask(rollout, common), completion }
}

function namedTask(rollout: JsonObject, common: JsonObject): NamedTask {
  const from = [rollout, common].find((each) => ways.some((name) => (each[name] ?? null) !== null))
  const given = ways.filter((name) => (from?.[name] ?? null) !== null)
  if (from === undefined) throw malformed('`row` is missing, and so are `task` and `taskId`')
  if (given.length > 1) throw malformed(`it has ${given.join(' and ')}; one of them names the task`)
  if (given[0] === 'row') return { by: 'row', row: from['row'] as Json }
  const environment = rollout['environment'] ?? common['environment'] ?? undefined
  if (environment !== undefined && typeof environment !== 'string')
    throw malformed(`\`environment\` is ${show(environment, 60)}, no text`)
  const { task, taskId } = from
  if (given[0] === 'task') return { by: 'task', environment, task: readTask(task as Json) }
  if (typeof taskId !== 'string') throw malformed(`\`taskId\` is ${show(taskId, 60)}, no text`)
  return { by: 'id', environment, taskId }
}

const ways = ['row', 'task', 'taskId'] as const

/** `{ prompt, answer, metadata?, id? }`. */
function readTask(task: Json): Task {
  if (!isObject(task)) throw malformed(`\`task\` is ${show(task, 60)}; expected { prompt, answer }`)
  const { id, prompt, answer, metadata } = task
  const fields = {
    ...(typeof id === 'string' && { id }),
    prompt,
    answer,
    ...((metadata ?? null) !== null && { metadata }),
  }
  try {
    return makeTask(fields as unknown as TaskFields, 'given')
  } catch (thrown) {
    throw malformed(describeError(thrown))
  }
}

function isId(value: Json | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function malformed(what: string): ProtocolFault {
  return new ProtocolFault('malformed', what)
}
