// What is wrong with a request, as an HTTP status and words for the one who sent it; and reading a body that is right.
import type { Context } from 'hono'
import { describeError } from '../../core/errors.ts'
import { compileSchema } from '../../core/schema.ts'

/** Thrown by a route, answered by the app around it. */
export class RequestFault extends Error {
  readonly status: 400 | 401 | 403 | 404 | 413 | 415 | 500 | 503

  constructor(status: RequestFault['status'], message: string) {
    super(message)
    this.name = 'RequestFault'
    this.status = status
  }
}

/** The body as JSON that fits `schema`, defaults filled. `expected` shows a reader one that does. */
export async function readBody<T>(context: Context, schema: object, expected: string): Promise<T> {
  // A page in somebody's browser can send a form or plain text to a port of this machine, but JSON only where the
  // server allows it (the CORS preflight), and this one never does.
  const type = context.req.header('content-type') ?? ''
  if (!/^application\/json\b/i.test(type)) {
    throw new RequestFault(415, `The content type must be application/json; it is ${type === '' ? 'missing' : type}.`)
  }
  let body: unknown
  try {
    body = JSON.parse(await context.req.text())
  } catch (thrown) {
    throw new RequestFault(400, `The body is no JSON (${describeError(thrown, 120)}). Expected ${expected}.`)
  }
  const checked = compileSchema(schema)(body)
  if (!checked.ok) throw new RequestFault(400, `${checked.faults.slice(0, 8).join('; ')}. Expected ${expected}.`)
  return checked.value as T
}
