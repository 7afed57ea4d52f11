// JSON over HTTP to a machine that may be slow, full, gone or somebody else's: every way to fail is a `SandboxFault`,
// never an answer.
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
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
  /** Further tries after a lost connection, a timeout, or status 408, 429, 502, 503 or 504. Default 4. */
  readonly retries?: number
  readonly firstDelayMs?: number
  readonly longestDelayMs?: number
  /** Stand in for time and chance in tests. */
  readonly now?: () => number
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>
  readonly random?: () => number
}

export interface RemoteRequest {
  readonly path: string
  readonly body: JsonObject
  /** Longest wait for one answer, its last byte included. */
  readonly requestMs: number
  /** Longest time for all tries and the pauses between them. */
  readonly totalMs: number
  /** Longest answer that is read. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

type Attempt =
  | { readonly ok: true; readonly body: JsonObject }
  | {
      readonly ok: false
      readonly fault: SandboxFault
      readonly again: boolean
      /** Whether the endpoint is to blame: one that is merely full, or refuses this one request, works. */
      readonly isBroken: boolean
      readonly pauseMs?: number
    }

const retried = [408, 429, 502, 503, 504]

export class RemoteClient {
  readonly url: string
  readonly #options: RemoteClientOptions
  readonly #breaker: CircuitBreaker
  readonly #now: () => number

  constructor(options: RemoteClientOptions) {
    this.url = checkUrl(options.url)
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#breaker = new CircuitBreaker({ failures: 5, windowMs: 10_000, openMs: 10_000, now: this.#now })
  }

  /** Rejects with `SandboxFault`, or with the signal's reason. */
  async post(request: RemoteRequest): Promise<JsonObject> {
    const { retries = 4, firstDelayMs = 100, longestDelayMs = 5000, random = Math.random, pause = wait } = this.#options
    const deadline = this.#now() + request.totalMs
    for (let attempt = 0; ; attempt++) {
      request.signal?.throwIfAborted()
      if (!this.#breaker.admits()) {
        throw new SandboxFault('unavailable', `${this.url} has failed again and again; it is left alone for a while.`)
      }
      const result = await this.#attempt(request, deadline - this.#now())
      if (result.ok) return result.body
      // Full jitter: whoever failed together does not come back together.
      const drawnMs = random() * Math.min(longestDelayMs, firstDelayMs * 2 ** attempt)
      const pauseMs = Math.max(drawnMs, Math.min(result.pauseMs ?? 0, longestDelayMs))
      const isTooLate = this.#now() + pauseMs >= deadline
      if (!result.again || attempt >= retries || isTooLate) throw result.fault
      await pause(pauseMs, request.signal)
    }
  }

  async #attempt(request: RemoteRequest, leftMs: number): Promise<Attempt> {
    try {
      const result = await this.#send(request, Math.max(1, Math.min(request.requestMs, leftMs)))
      if (result.ok || !result.isBroken) this.#breaker.succeeded()
      else this.#breaker.failed()
      return result
    } catch (thrown) {
      this.#breaker.abandoned()
      throw thrown
    }
  }

  async #send({ path, body, maxBytes, signal }: RemoteRequest, timeoutMs: number): Promise<Attempt> {
    const { token, fetch: request = fetch } = this.#options
    const endpoint = this.url + path
    const mark = randomUUID()
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), timeoutMs)
    const broken = (reason: SandboxFault['reason'], words: string, again = false): Attempt => {
      return { ok: false, fault: new SandboxFault(reason, words), again, isBroken: true }
    }
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
      if (text === null) return broken('protocol', `${endpoint} sent more than ${maxBytes} bytes.`)
      if (response.status !== 200) return refusal(endpoint, response, text)
      const answered = response.headers.get(requestMark)
      if (answered !== null && answered !== mark) {
        return broken('protocol', `${endpoint} sent the answer to another request.`)
      }
      const parsed = parseObject(text)
      if (parsed === null) {
        return broken('protocol', `${endpoint} should answer with a JSON object; it sent ${show(text, 120)}.`)
      }
      return { ok: true, body: parsed }
    } catch (thrown) {
      signal?.throwIfAborted()
      const reason = timeout.signal.aborted ? `no whole answer within ${Math.round(timeoutMs)} ms` : causeOf(thrown)
      return broken('unavailable', `${endpoint} could not be reached: ${reason}.`, true)
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Our server sends it back, so that an answer which a proxy mixed up is known. */
const requestMark = 'x-rlvr-request'

function refusal(endpoint: string, response: Response, text: string): Attempt {
  const { status } = response
  const again = retried.includes(status)
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const isFull = status === 429 || (status === 503 && Number.isFinite(seconds))
  const advice = status === 401 || status === 403 ? ' Check the token.' : status === 404 ? ' Check the URL.' : ''
  return {
    ok: false,
    again,
    isBroken: status >= 500 && !isFull,
    fault: new SandboxFault(
      isFull ? 'overloaded' : 'unavailable',
      `${endpoint} answered with status ${status}: ${text.slice(0, 300).trim() || '(no text)'}.${advice}`,
    ),
    ...(seconds > 0 && { pauseMs: seconds * 1000 }),
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

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal })
}
