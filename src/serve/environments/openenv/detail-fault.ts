// What is wrong with an HTTP request, as FastAPI tells it to OpenEnv's clients: {"detail": …}, and bodies read its way.
import type { Context } from 'hono'
import { RequestFault, isJson } from '../../http/request-fault.ts'
import { ProtocolFault, type ProtocolFaultKind } from '../protocol-fault.ts'
import { FieldFaults, fieldFault } from './field-fault.ts'
import { readFrame } from './read-frame.ts'

export type DetailStatus = 400 | 404 | 405 | 409 | 422 | 500 | 503

export class DetailFault extends Error {
  readonly status: DetailStatus

  constructor(status: DetailStatus, message: string) {
    super(message)
    this.name = 'DetailFault'
    this.status = status
  }
}

/** Answers what a route threw; what is no fault of a client's is thrown on. */
export function answerDetail(context: Context, thrown: unknown): Response {
  if (thrown instanceof FieldFaults) return context.json({ detail: thrown.faults }, 422)
  if (thrown instanceof DetailFault) return context.json({ detail: thrown.message }, thrown.status)
  if (thrown instanceof ProtocolFault) {
    const status = statuses[thrown.kind]
    if (status === 503) context.header('Retry-After', '1')
    return context.json({ detail: thrown.message }, status)
  }
  throw thrown
}

const statuses: { readonly [kind in ProtocolFaultKind]: DetailStatus } = {
  malformed: 422,
  'unknown-environment': 404,
  'unknown-task': 400,
  'unknown-session': 404,
  'unknown-tool': 404,
  'not-begun': 409,
  'episode-over': 409,
  busy: 409,
  capacity: 503,
  failed: 500,
}

/** The body; undefined where there is none. Throws `FieldFaults`, and `RequestFault` 415 for a form of a web page. */
export async function bodyOf(context: Context): Promise<unknown> {
  const text = await context.req.text()
  if (text.trim() === '') return undefined
  requireJson(context)
  try {
    return readFrame(text)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new FieldFaults([fieldFault(['body'], 'json_invalid', { msg: `JSON decode error: ${thrown.message}` })])
  }
}

/** A page in somebody's browser can send a form or plain text to a port of this machine, but no JSON. */
export function requireJson(context: Context): void {
  const type = context.req.header('content-type') ?? ''
  if (!isJson(type))
    throw new RequestFault(
      415,
      `The content type must be application/json; it is ${JSON.stringify(type.slice(0, 100))}.`,
    )
}
