// What is wrong with a request, as an HTTP status and words for the one who sent it; and reading a body that is right.
import type { Context } from 'hono'
import { describeError } from '../../core/errors.ts'
import { compileSchema } from '../../core/schema.ts'
import type { Language } from '../../sandbox/engine.ts'
import { checkLimits, type Limits } from '../../sandbox/limits.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { languageAliases, languageOf } from './language-alias.ts'

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

/** Our name of a language that this sandbox runs. */
export function readLanguage(name: string, sandbox: Sandbox): Language {
  const language = languageOf(name)
  if (language !== null && sandbox.languages.includes(language)) return language
  const known = sandbox.languages.map((each) => languageAliases[each].join('|')).join(', ')
  throw new RequestFault(400, `The language ${JSON.stringify(name.slice(0, 60))} does not run here. Expected ${known}.`)
}

/** Limits within the ranges of the sandbox; what is undefined is left to its defaults. */
export function readLimits(given: { readonly [K in keyof Limits]?: number | undefined }): Partial<Limits> {
  const limits = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  try {
    checkLimits(limits)
  } catch (thrown) {
    throw new RequestFault(400, describeError(thrown))
  }
  return limits
}

/** A name of a file in the working directory: no folder, nothing hidden behind a separator or NUL. */
export function readFileName(name: string): string {
  // eslint-disable-next-line no-control-regex
  if (name !== '' && name !== '.' && name !== '..' && name.length <= 255 && !/[/\\\0]/.test(name)) return name
  throw new RequestFault(400, `Expected a plain file name without folders; got ${JSON.stringify(name.slice(0, 80))}.`)
}
