// A Tinker-compatible service over HTTP: every operation is a POST that answers with the id of a future, whose result is
// then asked for until it is there. A deadline ends both. A request is sent again only where that does no harm: where it
// changes nothing, where its number tells the service that it is the same one, or where it has surely not been taken.
// Source: tinker 0.38 (PyPI), lib/api_future_impl.py, lib/internal_client_holder.py; SkyRL 0.4 (PyPI), skyrl/tinker/api.py.
import { setTimeout as delay } from 'node:timers/promises'
import { RlvrError, describeError, show } from '../../../core/errors.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import { silentLogger, type Logger } from '../../../core/logger.ts'
import { field } from '../field.ts'
import { mayPass, serverWords } from '../server-error.ts'

export interface ServiceOptions {
  /** Where the service is, such as `http://localhost:8000`. */
  readonly baseUrl: string
  /** Sent as `X-API-Key`; where it is left out, the environment variable TINKER_API_KEY is, if it is set. */
  readonly apiKey?: string
  /** Further headers; they win over ours. */
  readonly headers?: { readonly [name: string]: string }
  /** Longest wait for one operation, from the request to its result, further tries included; ten minutes unless said otherwise. */
  readonly timeoutMs?: number
  /** Further tries in a row after a lost connection or a status that may pass; 5 unless said otherwise. */
  readonly retries?: number
  readonly fetch?: typeof fetch
  readonly logger?: Logger
  /** Stands in for waiting in tests. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

/** Why an operation has no result, and whether the service may have carried it out all the same. */
export class ServiceFault extends RlvrError {
  /** `not-taken`: it never began, and its number is free. `failed`: it was taken and ended without a result. `unknown`: nobody can say. */
  readonly fate: 'not-taken' | 'failed' | 'unknown'

  constructor(message: string, fate: ServiceFault['fate']) {
    super('RLVR_POLICY', message)
    this.fate = fate
  }
}

export interface Operation {
  readonly path: string
  readonly body: JsonObject | Uint8Array
  /** Whether the same request may arrive twice. */
  readonly repeatable: boolean
  /** What is asked for, for people: `an optimizer step`. */
  readonly what: string
  readonly signal?: AbortSignal | undefined
}

/** What a future came to: JSON, or the bytes of a message. */
export type Outcome = { readonly json: Json } | { readonly bytes: Uint8Array }

const binary = 'application/x-protobuf'

/** A service holds the question for a result open about this long. */
const pollMs = 45_000

interface Answer {
  readonly status: number
  readonly bytes: Uint8Array
  readonly isBinary: boolean
}

interface Unanswered {
  readonly thrown: unknown
  readonly isLate: boolean
}

export class TinkerService {
  readonly baseUrl: string
  readonly #options: ServiceOptions
  #isTold = false

  constructor(options: ServiceOptions) {
    this.baseUrl = rootOf(options.baseUrl)
    this.#options = options
  }

  /** Sends a request that is answered at once. */
  async ask(operation: Operation): Promise<Json> {
    const deadline = this.#deadline(operation)
    return this.#json(await this.#answer(operation, deadline), operation)
  }

  /** Carries out an operation and waits for its result. */
  async carryOut(operation: Operation): Promise<Outcome> {
    const deadline = this.#deadline(operation)
    const promised = this.#json(await this.#answer(operation, deadline), operation)
    const id = field(promised, 'request_id')
    if (typeof id !== 'string' && typeof id !== 'number')
      throw this.#fault(operation, `answered with ${show(promised, 200)} where the id of a future was due`, 'unknown')
    return await this.#result(String(id), operation, deadline)
  }

  async #result(id: string, operation: Operation, deadline: Deadline): Promise<Outcome> {
    const poll: Operation = {
      ...operation,
      path: '/api/v1/retrieve_future',
      body: { request_id: id, allow_metadata_only: false },
      repeatable: true,
    }
    for (;;) {
      let answer: Answer
      try {
        answer = await this.#answer(poll, deadline)
      } catch (thrown) {
        // That the question came to nothing says nothing of what was asked for.
        if (!(thrown instanceof ServiceFault)) throw thrown
        throw new ServiceFault(thrown.message, thrown.fate === 'failed' ? 'failed' : 'unknown')
      }
      if (answer.isBinary) return { bytes: answer.bytes }
      if (answer.status === 408) continue
      const json = this.#json(answer, operation)
      if (field(json, 'type') === 'try_again') {
        await this.#pause(250, deadline)
        continue
      }
      const error = field(json, 'error')
      if (error !== undefined && error !== null)
        throw this.#fault(operation, `could not: ${typeof error === 'string' ? error : show(error, 500)}`, 'failed')
      return { json }
    }
  }

  /** An answer with a status of success; or 408 of a future that is not there yet. */
  async #answer(operation: Operation, deadline: Deadline): Promise<Answer> {
    const { retries = 5, logger = silentLogger } = this.#options
    const isPoll = operation.path.endsWith('/retrieve_future')
    let mayHaveBeenTaken = false
    for (let attempt = 0; ; attempt++) {
      deadline.check()
      const tried = await this.#try(operation, deadline, isPoll ? pollMs : null)
      if ('status' in tried) {
        const { status } = tried
        if ((status >= 200 && status < 300) || (isPoll && status === 408)) {
          this.#isTold = false
          return tried
        }
      }
      const { fault, fate, mayPass: passes } = this.#readFault(tried, operation)
      const isSafe = operation.repeatable || fate === 'not-taken'
      mayHaveBeenTaken ||= fate === 'unknown'
      if (!passes || !isSafe || attempt >= retries)
        throw this.#fault(
          operation,
          `${fault}${attempt === 0 ? '' : ` Given up after ${attempt + 1} tries.`}`,
          mayHaveBeenTaken && !isPoll ? 'unknown' : fate,
        )
      const pauseMs = Math.min(500 * 2 ** attempt, 30_000)
      // Many requests are under way at once: one of them tells, until the service answers again.
      if (!this.#isTold) logger.warn(`${this.baseUrl} ${fault} Trying again, ${retries} times in a row at most.`)
      this.#isTold = true
      await this.#pause(pauseMs, deadline)
    }
  }

  async #try(
    { path, body, signal }: Operation,
    deadline: Deadline,
    atMostMs: number | null,
  ): Promise<Answer | Unanswered> {
    const { fetch: request = fetch, headers } = this.#options
    const late = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(deadline.leftMs(), atMostMs ?? Infinity))))
    const isBinary = body instanceof Uint8Array
    const sent = new Headers({
      'content-type': isBinary ? binary : 'application/json',
      accept: `${binary}, application/json`,
    })
    const apiKey = this.#options.apiKey ?? process.env['TINKER_API_KEY'] ?? ''
    if (apiKey !== '') sent.set('x-api-key', apiKey)
    for (const [name, value] of Object.entries(headers ?? {})) sent.set(name, value)
    try {
      const response = await request(`${this.baseUrl}${path}`, {
        method: 'POST',
        headers: sent,
        body: isBinary ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
        signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      })
      return {
        status: response.status,
        bytes: new Uint8Array(await response.arrayBuffer()),
        isBinary: response.ok && (response.headers.get('content-type') ?? '').includes(binary),
      }
    } catch (thrown) {
      signal?.throwIfAborted()
      if (atMostMs !== null && late.aborted && deadline.leftMs() > 0)
        return { status: 408, bytes: new Uint8Array(0), isBinary: false }
      return { thrown, isLate: late.aborted }
    }
  }

  #readFault(
    tried: Answer | Unanswered,
    operation: Operation,
  ): { fault: string; fate: ServiceFault['fate']; mayPass: boolean } {
    if ('thrown' in tried) {
      const { thrown, isLate } = tried
      const isRefused = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(causeOf(thrown))
      if (isLate) return { fault: this.#lateWords(), fate: 'unknown', mayPass: false }
      return {
        fault: `could not be reached: ${causeOf(thrown)}.`,
        fate: isRefused ? 'not-taken' : 'unknown',
        mayPass: true,
      }
    }
    const { status, bytes } = tried
    const text = new TextDecoder().decode(bytes)
    const words = (serverWords(jsonIn(text)) ?? text).slice(0, 500).trim() || '(no text)'
    const fault = `answered with status ${status}: ${words}${/[.!?]$/.test(words) ? '' : '.'}${adviceFor(status, words)}`
    // A refusal was not carried out; a future that failed tells so by 400 where the service has no other form.
    const isFuture = operation.path.endsWith('/retrieve_future')
    const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 409
    return { fault, fate: isRefusal ? (isFuture ? 'failed' : 'not-taken') : 'unknown', mayPass: mayPass(status) }
  }

  #json({ bytes }: Answer, operation: Operation): Json {
    const text = new TextDecoder().decode(bytes)
    const json = jsonIn(text)
    if (json !== undefined) return json
    throw this.#fault(
      operation,
      `should answer with JSON; it sent: ${text.slice(0, 200)}. Is this the base URL of a Tinker-compatible service?`,
      'unknown',
    )
  }

  #fault({ what }: Operation, words: string, fate: ServiceFault['fate']): ServiceFault {
    const sentence = `${this.baseUrl}, asked for ${what}, ${words}`
    return new ServiceFault(/[.!?]$/.test(sentence) ? sentence : `${sentence}.`, fate)
  }

  #lateWords(): string {
    return `gave no result within ${this.#timeoutMs} ms. Give it longer by \`timeoutMs\`, or look at what it waits for.`
  }

  get #timeoutMs(): number {
    return this.#options.timeoutMs ?? 600_000
  }

  #deadline(operation: Operation): Deadline {
    const endsAt = performance.now() + this.#timeoutMs
    const leftMs = (): number => endsAt - performance.now()
    return {
      leftMs,
      signal: operation.signal,
      check: () => {
        operation.signal?.throwIfAborted()
        if (leftMs() <= 0) throw this.#fault(operation, this.#lateWords(), 'unknown')
      },
    }
  }

  async #pause(ms: number, deadline: Deadline): Promise<void> {
    const { pause = waitFor } = this.#options
    await pause(Math.max(0, Math.min(ms, deadline.leftMs())), deadline.signal)
  }
}

interface Deadline {
  readonly signal: AbortSignal | undefined
  leftMs(): number
  check(): void
}

/** Throws `RLVR_USAGE` for what is no URL. */
function rootOf(baseUrl: string): string {
  try {
    const url = new URL(baseUrl)
    if (/^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '').replace(/\/api\/v1$/, '')
  } catch {
    // Named below.
  }
  throw new RlvrError(
    'RLVR_USAGE',
    `The base URL of a Tinker-compatible service looks like http://localhost:8000; got ${show(baseUrl, 80)}.`,
  )
}

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function adviceFor(status: number, words: string): string {
  if (status === 401 || status === 403) return ' Check the API key (TINKER_API_KEY).'
  if (status === 402) return ' The account has nothing left to pay with.'
  if (status === 404 && /^\(no text\)$|^not found$/i.test(words)) return ' Check the base URL.'
  return ''
}

/** `fetch failed` says nothing; the reason is in the cause. */
function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  const code = (cause as { code?: unknown } | undefined)?.code
  const words = cause === undefined ? describeError(thrown) : `${describeError(thrown)} (${describeError(cause)})`
  return typeof code === 'string' && !words.includes(code) ? `${words} ${code}` : words
}

async function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal })
}
