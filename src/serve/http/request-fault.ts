// What is wrong with a request, as an HTTP status and words for the one who sent it; and reading a body that is right.
import { MIMEType } from 'node:util'
import type { Context } from 'hono'
import { describeError } from '../../core/errors.ts'
import type { Json } from '../../core/json.ts'
import { compileSchema } from '../../core/schema.ts'
import { isTextDeeperThan } from '../../core/text-depth.ts'

/** Of a body: what reads it may use a stack for each level. */
const mostDepth = 1000

/** Thrown by a route, answered by the app around it. */
export class RequestFault extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 500 | 503
  /** Of the header `WWW-Authenticate`, where who asks is the fault. */
  readonly challenge: string | null

  constructor(
    status: RequestFault['status'],
    message: string,
    { challenge = null }: { challenge?: string | null } = {},
  ) {
    super(message)
    this.name = 'RequestFault'
    this.status = status
    this.challenge = challenge
  }
}

/** RFC 8259 knows one encoding and no parameter; clients name the encoding all the same. */
export function isJson(type: string): boolean {
  let parsed: MIMEType
  try {
    parsed = new MIMEType(type)
  } catch {
    return false
  }
  const charset = parsed.params.get('charset') ?? 'utf-8'
  return parsed.essence === 'application/json' && /^utf-?8$/i.test(charset)
}

function isPlainText(type: string): boolean {
  return type === '' || /^text\/plain\s*(?:;\s*charset="?utf-?8"?\s*)?$/i.test(type)
}

/** A browser says from which page it posts: `Origin` by the Fetch standard, and by older ways `Referer`. */
function isFromBrowser({ req }: Context): boolean {
  return ['origin', 'referer', 'sec-fetch-site'].some((name) => req.header(name) !== undefined)
}

export interface ReadOptions {
  /** JSON that is sent as plain text, or as nothing, is taken too, but not from a browser. */
  readonly takesPlainText?: boolean
}

/** The body as JSON that fits `schema`, defaults filled. `expected` shows a reader one that does. */
export async function readBody<T>(
  context: Context,
  schema: object,
  expected: string,
  options: ReadOptions = {},
): Promise<T> {
  const checked = compileSchema(schema)(await readJson(context, expected, options))
  if (!checked.ok) throw new RequestFault(400, `${checked.faults.slice(0, 8).join('; ')}. Expected ${expected}.`)
  return checked.value as T
}

/** The body as JSON of any shape. */
export async function readJson(
  context: Context,
  expected: string,
  { takesPlainText = false }: ReadOptions = {},
): Promise<Json> {
  // A page in somebody's browser can send a form or plain text to a port of this machine, but JSON only where the
  // server allows it (the CORS preflight), and this one never does.
  const type = context.req.header('content-type') ?? ''
  if (!isJson(type) && !(takesPlainText && isPlainText(type) && !isFromBrowser(context))) {
    const given = type === '' ? 'missing' : JSON.stringify(type.slice(0, 100))
    throw new RequestFault(415, `The content type must be application/json, in UTF-8; it is ${given}.`)
  }
  const text = await context.req.text()
  if (isTextDeeperThan(text, mostDepth)) {
    throw new RequestFault(400, `The body nests deeper than ${mostDepth} levels. Expected ${expected}.`)
  }
  try {
    return JSON.parse(text) as Json
  } catch (thrown) {
    throw new RequestFault(400, `The body is no JSON (${describeError(thrown, 120)}). Expected ${expected}.`)
  }
}
