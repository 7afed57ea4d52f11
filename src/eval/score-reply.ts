// One saved reply: read from its row, then judged by the environment's rubric.
import type { EnvironmentSpec } from '../core/environment.ts'
import { RlvrError } from '../core/errors.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { messageFields, promptMessages, type Message } from '../core/message.ts'
import { runRubric, type RubricResult } from '../core/rubric.ts'
import { makeTask, type Task } from '../core/task.ts'
import type { JudgedReply } from './summarise.ts'
import { FieldFault, isObject } from '../data/field.ts'
import { rowId, type FieldMap } from '../data/field-map.ts'

/** The fields that `--field` can map. */
export const scoreFields = ['id', 'taskId', 'task', 'task.prompt', 'task.answer', 'task.metadata', 'reply'] as const

export interface ScoreRequest {
  readonly id: string
  /** The task itself, or null where only its id is given. */
  readonly task: Task | null
  readonly taskId: string | null
  readonly reply: string
}

/** What `rlvr score` writes for a row. */
export interface ScoreResult extends RubricResult {
  readonly id: string
  readonly ms: number
}

/** Reads a row `{ id?, task: { prompt, answer, metadata? } or taskId, reply }`. Throws `FieldFault`. */
export function readScoreRow(fields: FieldMap, row: JsonObject, line: number): ScoreRequest {
  const id = rowId(fields, row, line)
  const reply = fields.text(row, 'reply')
  const taskId = fields.get(row, 'taskId') === undefined ? null : fields.text(row, 'taskId')
  const hasTask = ['task', 'task.prompt', 'task.answer'].some((name) => fields.get(row, name) !== undefined)
  if (taskId === null && !hasTask)
    throw new FieldFault(
      'task',
      `is missing, and so is \`taskId\`; the row has ${Object.keys(row).slice(0, 12).join(', ')}. \`-f task.prompt=NAME -f task.answer=NAME\`, or \`-f taskId=NAME\`, says where they stand`,
    )
  return { id, reply, taskId, task: hasTask ? readTask(fields, row, taskId ?? id) : null }
}

/** @throws RlvrError `RLVR_USAGE` for an environment whose episodes are more than one reply */
export function requireOneReply({ id, maxTurns, tools }: Pick<EnvironmentSpec, 'id' | 'maxTurns' | 'tools'>): void {
  if (maxTurns === 1 && tools.length === 0) return
  throw new RlvrError(
    'RLVR_USAGE',
    `An episode of \`${id}\` has ${tools.length > 0 ? `tools (${tools.map(({ name }) => name).join(', ')})` : `up to ${maxTurns} replies`}, and a row of \`rlvr score\` is one reply to the prompt. Measure a policy by \`rlvr eval ${id}\`, or have whole conversations judged by \`rlvr serve ${id} --score\`.`,
  )
}

/** A judged row, and what the numbers over rows are made of. */
export interface ScoredReply {
  readonly result: ScoreResult
  readonly judged: JudgedReply
}

/** Judges a reply as the one answer to its task's prompt. Throws `FieldFault` for a task id that does not exist. */
export async function scoreRow(
  spec: EnvironmentSpec,
  request: ScoreRequest,
  findTask: (taskId: string) => Promise<Task>,
  signal: AbortSignal,
): Promise<ScoredReply> {
  const { id, reply } = request
  const task = request.task ?? (await findTask(request.taskId ?? ''))
  const messages: Message[] = [...promptMessages(task.prompt), { role: 'assistant', content: reply }]
  const start = performance.now()
  const { reward, rewardBefore, outcome, verdicts } = await runRubric(
    spec.rubric,
    { task, reply, messages },
    { signal },
  )
  return {
    result: {
      id,
      reward,
      ...(rewardBefore !== undefined && { rewardBefore }),
      outcome,
      verdicts,
      ms: roundMs(performance.now() - start),
    },
    judged: { reward, outcome, verdicts, taskHash: task.hash, error: null, text: reply },
  }
}

/** Milliseconds to the microsecond. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

function readTask(fields: FieldMap, row: JsonObject, id: string): Task {
  const prompt = fields.required(row, 'task.prompt')
  if (typeof prompt !== 'string' && !Array.isArray(prompt))
    throw new FieldFault('task.prompt', 'expected a text or a list of messages')
  const answer = fields.required(row, 'task.answer')
  const metadata = fields.get(row, 'task.metadata') ?? {}
  if (!isObject(metadata)) throw new FieldFault('task.metadata', 'expected an object')
  return makeTask({ id, prompt: typeof prompt === 'string' ? prompt : prompt.map(ownFields), answer, metadata }, id)
}

/** A message of a row without the fields that other tools add to theirs, such as `name`. */
function ownFields(message: Json): Message {
  if (!isObject(message)) return message as unknown as Message
  const known = Object.entries(message).filter(([field]) => messageFields.includes(field))
  return Object.fromEntries(known) as unknown as Message
}
