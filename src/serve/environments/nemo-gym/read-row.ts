// A row of NeMo Gym's data sets, and what `/verify` adds to it: { responses_create_params: { input, tools? }, rlvr:
// REFERENCE, …, response }. `rlvr` says which task it is; NeMo Gym 0.7 may nest it (nemo_gym/task_data.py) in
// `task_data` or `verifier_metadata`.
import type { Json, JsonObject } from '../../../core/json.ts'
import { RequestFault } from '../../http/request-fault.ts'
import { outputFault, repliesOf, type Reply } from './read-replies.ts'

export interface VerifyBody {
  readonly row: JsonObject
  /** What the policy said, turn by turn. */
  readonly replies: readonly Reply[]
  /** Why the model gave no answer, as its server says; null where it gave one. */
  readonly broken: string | null
}

export const rowShape =
  '{"responses_create_params": {"input": […]}, "rlvr": {"env": "countdown", …}, …} as `rlvr export nemo-gym` wrote it'

/** The reference of a row's task, wherever it stands; undefined where there is none. */
export function referenceOf(row: JsonObject): Json | undefined {
  for (const each of [row, row['task_data'], row['verifier_metadata']])
    if (isObject(each) && each['rlvr'] !== undefined) return each['rlvr']
  return undefined
}

/** Throws `RequestFault` for what is no object. */
export function asObject(body: unknown, expected: string = rowShape): JsonObject {
  if (isObject(body)) return body
  throw new RequestFault(422, `The body must be a JSON object. Expected ${expected}.`)
}

/** Throws `RequestFault`. */
export function readVerifyBody(body: unknown): VerifyBody {
  const row = asObject(body)
  const params = row['responses_create_params']
  const input = isObject(params) ? params['input'] : undefined
  if (typeof input !== 'string' && !Array.isArray(input)) throw malformed('responses_create_params.input is missing')
  const response = row['response']
  if (!isObject(response)) throw malformed('response must be an object')
  const output = response['output']
  const fault = outputFault(output)
  if (fault !== null) throw malformed(fault)
  const status = response['status']
  const broken = status === 'failed' || status === 'cancelled' ? status : null
  return { row, replies: repliesOf(output as never), broken }
}

function malformed(what: string): RequestFault {
  return new RequestFault(422, `${what}. Expected ${rowShape}, with "response": {"output": […]}.`)
}

export function isObject(given: unknown): given is JsonObject {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}
