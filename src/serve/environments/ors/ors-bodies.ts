// The bodies of ORS's requests, after openreward 0.1.167, `environments/types.py`. As there, other fields are refused,
// and null is leaving out.
import { Type, type TObject, type TSchema } from 'typebox'
import type { Context } from 'hono'
import type { JsonObject } from '../../../core/json.ts'
import { readBody } from '../../http/request-fault.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import { candidatesSchema, type Candidate } from './score-group.ts'

interface Body<T> {
  readonly schema: TObject
  /** One that fits. */
  readonly example: string
  /** Never set: it carries the type. */
  readonly type?: T
}

const text = Type.String()
const index = Type.Integer()
const object = Type.Record(text, Type.Unknown())
const orNull = (type: TSchema): TSchema => Type.Optional(Type.Union([type, Type.Null()]))

function body<T>(fields: { [name: string]: TSchema }, example: string): Body<T> {
  return { schema: Type.Object(fields, { additionalProperties: false }), example }
}

export const ofSplit: Body<{ split: string }> = body({ split: text }, '{"split": "train"}')

export const ofTask: Body<{ split: string; index: number }> = body(
  { split: text, index },
  '{"split": "train", "index": 0}',
)

export const ofRange: Body<{ split: string; start?: number | null; stop?: number | null }> = body(
  { split: text, start: orNull(index), stop: orNull(index) },
  '{"split": "train", "start": 0, "stop": 8}',
)

/** `secrets` are those of older clients; newer ones send the header `X-Secrets`. */
export const ofSession: Body<{
  env_name?: string | null
  task_spec?: JsonObject | null
  split?: string | null
  index?: number | null
  toolset_name?: string | null
}> = body(
  {
    env_name: orNull(text),
    task_spec: orNull(object),
    split: orNull(text),
    index: orNull(index),
    toolset_name: orNull(text),
    secrets: orNull(object),
  },
  '{"env_name": "countdown", "split": "train", "index": 0}, or "task_spec" in place of split and index',
)

export const ofCall: Body<{ name: string; input: JsonObject; task_id?: string | null }> = body(
  { name: text, input: object, task_id: orNull(text) },
  '{"name": "submit", "input": {"answer": "…"}}',
)

export const ofGroup: Body<{ candidates: Candidate[]; task_id?: string | null }> = body(
  { candidates: candidatesSchema, task_id: orNull(text) },
  '{"candidates": [{"messages": [{"role": "assistant", "blocks": [{"type": "text", "text": "…"}]}]}]}',
)

export async function readOrsBody<T>(context: Context, { schema, example }: Body<T>): Promise<T> {
  return await readBody<T>(context, schema, example)
}

/** The session that a request is of. Throws `ProtocolFault` where it names none. */
export function sessionId(context: Context): string {
  const given = context.req.header('x-session-id')?.trim() ?? ''
  if (/^[\x21-\x7e]{1,200}$/.test(given)) return given
  throw new ProtocolFault(
    'malformed',
    `The header X-Session-ID is required: what /create_session gave; it is ${given === '' ? 'missing' : 'something else'}.`,
  )
}

/** Secrets are of no use here: environments have their own. What is no secrets at all is told. */
export function checkSecrets(context: Context): void {
  const given = context.req.header('x-secrets')
  if (given === undefined || given === '') return
  try {
    const secrets: unknown = JSON.parse(Buffer.from(given, 'base64').toString('utf8'))
    if (typeof secrets === 'object' && secrets !== null && !Array.isArray(secrets)) return
  } catch {
    // The words of a syntax error quote the text, which is secret.
  }
  throw new ProtocolFault('malformed', 'The header X-Secrets is base64 of a JSON object {name: {"value": …}}.')
}
