// JSON over HTTP to a machine that may be slow, full, gone or somebody else's: every way to fail is a `SandboxFault`,
// never an answer. It asks once: how often in all is the sandbox's to decide.
import { randomUUID } from 'node:crypto'
import { describeError, RlvrError, show } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { SandboxFault } from '../engine.ts'
import { CircuitBreaker } from './circuit-breaker.ts'

export interface RemoteClientOptions {
  /** Of the server, without a path: `http://10.0.0.7:8080`. */
  readonly url: string
  /** Sent as a bearer token. */
  readonly token?: string
  readonly fetch?: typeof fetch
  /** Stands in for time in tests. */
  readonly now?: () => number
}

export interface RemoteRequest {
  readonly path: string
  readonly body: JsonObject
  /** Longest wait for one answer, its last byte included. */
  readonly requestMs: number
  /** Longest answer that is read. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

interface Failure {
  readonly fault: SandboxFault
  /** Whether the endpoint is to blame: one that is merely full, or refuses this one request, works. */
  readonly isBroken: boolean
}

/** Pass by themselves; what another status says stays true. */
const passing = [408, 429, 502, 503, 504]

export class RemoteClient {
  readonly url: string
  readonly #options: RemoteClientOptions
  readonly #breaker: CircuitBreaker

  constructor(options: RemoteClientOptions) {
    this.url = checkUrl(options.url)
    this.#options = options
    const now = options.now ?? (() => performance.now())
    this.#breaker = new CircuitBreaker({ failures: 5, windowMs: 10_000, openMs: 10_000, now })
  }

  /** Asks once. Rejects with `SandboxFault`, which says whether another try is of use, or with the signal's reason. */
  async post(request: RemoteRequest): Promise<JsonObject> {
    request.signal?.throwIfAborted()
    if (!this.#breaker.admits()) {
      throw new SandboxFault('unavailable', `${this.url} has failed again and again; it is left alone for a while.`)
    }
    let result: JsonObject | Failure
    try {
      result = await this.#send(request)
    } catch (thrown) {
      this.#breaker.abandoned()
      throw thrown
    }
    if (!isFailure(result)) {
      this.#breaker.succeeded()
      return result
    }
    if (result.isBroken) this.#breaker.failed()
    else this.#breaker.succeeded()
    throw result.fault
  }

  async #send({ path, body, requestMs, maxBytes, signal }: RemoteRequest): Promise<JsonObject | Failure> {
    const { token, fetch: request = fetch } = this.#options
    const endpoint = this.url + path
    const mark = randomUUID()
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), requestMs)
    const noAnswer = (words: string): Failure => ({
      fault: new SandboxFault('protocol', words),
      isBroken: true,
    })
    try {
      const response = await request(endpoint, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          [requestMark]: mark,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
        signal: signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]),
      })
      const text = await readText(response, maxBytes)
      if (text === null) return noAnswer(`${endpoint} sent more than ${maxBytes} bytes.`)
      if (response.status !== 200) return refusal(endpoint, response, text)
      const answered = response.headers.get(requestMark)
      if (answered !== null && answered !== mark) {
        return noAnswer(`${endpoint} sent the answer to another request.`)
      }
      const parsed = parseObject(text)
      if (parsed === null) {
        return noAnswer(`${endpoint} should answer with a JSON object; it sent ${show(text, 120)}.`)
      }
      return parsed
    } catch (thrown) {
      signal?.throwIfAborted()
      const reason = timeout.signal.aborted ? `no whole answer within ${Math.round(requestMs)} ms` : causeOf(thrown)
      return { fault: new SandboxFault('unavailable', `${endpoint} could not be reached: ${reason}.`), isBroken: true }
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Our server sends it back, so that an answer which a proxy mixed up is known. */
const requestMark = 'x-rlvr-request'

function isFailure(result: JsonObject | Failure): result is Failure {
  return result['fault'] instanceof SandboxFault
}

function refusal(endpoint: string, response: Response, text: string): Failure {
  const { status } = response
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const isFull = status === 429 || ((status === 503 || status === 504) && Number.isFinite(seconds))
  const advice = status === 401 || status === 403 ? ' Check the token.' : status === 404 ? ' Check the URL.' : ''
  const words = `${endpoint} answered with status ${status}: ${text.slice(0, 300).trim() || '(no text)'}.${advice}`
  return {
    isBroken: status >= 500 && !isFull,
    fault: new SandboxFault(isFull ? 'overloaded' : 'unavailable', words, {
      isFinal: !passing.includes(status),
      pauseMs: seconds > 0 ? seconds * 1000 : 0,
    }),
  }
}

/** Null where the answer is longer than `maxBytes`. */
async function readText(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body) {
    length += chunk.length
    if (length > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseObject(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
  } catch {
    return null
  }
}

/** `fetch failed` says nothing; the reason is in the cause. */
function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  return cause === undefined ? describeError(thrown) : `${describeError(thrown)} (${describeError(cause)})`
}

function checkUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '')
  throw new RlvrError('RLVR_USAGE', `The URL of a sandbox server looks like http://localhost:8080; got ${show(given)}.`)
}
