// One try of a request to a server: an answer, a refusal, or words for why there is none and whether another try may help.
import { describeError, RlvrError } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import type { Reply } from '../../core/policy.ts'
import { readCompletion } from './read-completion.ts'
import { isFiltered, mayPass, refusedField, serverWords } from './server-error.ts'

export interface PostOptions {
  readonly endpoint: string
  /** Sent as a bearer token; where it is left out, the environment variable OPENAI_API_KEY is, if it is set. */
  readonly apiKey?: string
  /** Further headers; they win over ours. */
  readonly headers?: { readonly [name: string]: string }
  readonly fetch?: typeof fetch
  readonly timeoutMs?: number
}

/** How one try ended. */
export type Attempt =
  | { readonly ok: true; readonly reply: Reply; readonly strange: string | null }
  | { readonly ok: false; readonly fault: string; readonly again: boolean; readonly pauseMs: number | null }

/** Rejects only where `signal` aborts. */
export async function postChat(
  body: JsonObject,
  options: PostOptions,
  signal: AbortSignal | undefined,
): Promise<Attempt> {
  const { endpoint, timeoutMs = 120_000, fetch: request = fetch } = options
  const deadline = AbortSignal.timeout(timeoutMs)
  let text: string
  let response: Response
  try {
    response = await request(endpoint, {
      method: 'POST',
      headers: headersOf(options),
      body: JSON.stringify(body),
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    })
    text = await response.text()
  } catch (thrown) {
    signal?.throwIfAborted()
    const reason = deadline.aborted ? `no answer within ${timeoutMs} ms` : causeOf(thrown)
    return { ok: false, fault: `${endpoint} could not be reached: ${reason}.`, again: true, pauseMs: null }
  }
  const pauseMs = retryAfterMs(response.headers)
  const json = jsonIn(text)
  if (!response.ok) {
    const { status } = response
    if (status < 500 && isFiltered(json)) {
      const words = serverWords(json) ?? `status ${status}`
      return { ok: true, strange: null, reply: { text: '', finish: 'refusal', refusal: words, lengthTokens: null } }
    }
    const advice = adviceFor(status, json, Object.keys(body))
    const fault = `${endpoint} answered with status ${status}: ${wordsIn(text, json)}${advice}`
    return { ok: false, fault, again: mayPass(status), pauseMs }
  }
  if (json === undefined) return { ok: false, ...brokenBody(text, endpoint), pauseMs }
  const read = readCompletion(json, endpoint)
  return read.ok ? read : { ...read, pauseMs }
}

/**
 * Where the completions of a base URL are asked for. Without a path, `/v1` is meant; a query stays (Azure's `api-version`).
 * @throws RlvrError `RLVR_USAGE` for what is no URL
 */
export function endpointOf(baseUrl: string): string {
  let url: URL
  try {
    url = new URL(baseUrl)
  } catch {
    throw new RlvrError(
      'RLVR_USAGE',
      `The base URL of a server looks like http://localhost:8000/v1; got \`${baseUrl}\`.`,
    )
  }
  const path = url.pathname.replace(/\/+$/, '')
  if (!path.endsWith('/chat/completions')) url.pathname = `${path === '' ? '/v1' : path}/chat/completions`
  return url.href
}

function headersOf({ apiKey = process.env['OPENAI_API_KEY'], headers }: PostOptions): Headers {
  const sent = new Headers({ 'content-type': 'application/json' })
  if (apiKey !== undefined && apiKey !== '') sent.set('authorization', `Bearer ${apiKey}`)
  for (const [name, value] of Object.entries(headers ?? {})) sent.set(name, value)
  return sent
}

/** JSON with whatever blanks and byte order mark before it; undefined for what is none. Gemini puts an error in a list. */
function jsonIn(text: string): Json | undefined {
  try {
    const json = JSON.parse(text.replace(/^\uFEFF/, '')) as Json
    return Array.isArray(json) && json.length === 1 ? json[0] : json
  } catch {
    return undefined
  }
}

/** An answer that is no JSON: one that was cut off may come whole the next time, a page will not. */
function brokenBody(text: string, endpoint: string): { fault: string; again: boolean } {
  const start = text.trimStart()
  if (start === '') return { fault: `${endpoint} answered with an empty body.`, again: true }
  if (/^[{[]/.test(start))
    return { fault: `${endpoint} answered with JSON that breaks off after ${text.length} characters.`, again: true }
  const advice = start.startsWith('data:')
    ? 'It streams though it was not asked to: switch that off, or give `--extra-body \'{"stream":false}\'`.'
    : 'Is this the base URL of an OpenAI-compatible server?'
  return { fault: `${endpoint} should answer with JSON; it sent: ${text.slice(0, 200)}. ${advice}`, again: false }
}

/** `Retry-After` as milliseconds from now: a number of seconds or a date, or Azure's milliseconds; null where there is none. */
function retryAfterMs(headers: Headers): number | null {
  const exact = headers.get('retry-after-ms')
  const header = headers.get('retry-after')
  if (exact !== null && /^\d+(?:\.\d+)?$/.test(exact)) return Number(exact)
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

/** The server's own words: the message of an error in JSON, the text of a page, or the body as it came. */
function wordsIn(body: string, json: Json | undefined): string {
  const isPage = json === undefined && /^\s*<(?:!doctype|html)/i.test(body)
  const words = isPage
    ? body.replaceAll(/<(style|script)[^]*?<\/\1>|<[^>]*>/gi, ' ').replaceAll(/\s+/g, ' ')
    : serverWords(json)
  const text = (words ?? body).slice(0, 500).trim() || '(no text)'
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function adviceFor(status: number, json: Json | undefined, sent: readonly string[]): string {
  if (status === 401 || status === 403) return ' Check the API key (OPENAI_API_KEY).'
  if (status === 404) return ' Check the base URL and the name of the model.'
  return status < 500 ? refusedField(json, sent) : ''
}

/** `fetch failed` says nothing; the reason is in the cause. */
function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  return cause === undefined ? describeError(thrown) : `${describeError(thrown)} (${describeError(cause)})`
}
