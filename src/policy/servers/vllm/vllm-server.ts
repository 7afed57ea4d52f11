// One vLLM server over HTTP: asked again while it cannot answer for the moment, its refusals in its own words.
// Paths and bodies: vllm-project/vllm 0.32, `vllm/entrypoints/openai/completion/protocol.py`,
// `vllm/entrypoints/serve/lora/protocol.py`, `vllm/entrypoints/openai/models/serving.py`.
import { setTimeout as delay } from 'node:timers/promises'
import { RlvrError, describeError } from '../../../core/errors.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import type { Logger } from '../../../core/logger.ts'
import { field } from '../field.ts'
import { mayPass, serverWords } from '../server-error.ts'

export interface VllmServerOptions {
  /** `http://localhost:8000`, with `/v1` or without. */
  readonly baseUrl: string
  /** Sent as a bearer token: what the server was started with as `--api-key`. */
  readonly apiKey?: string
  readonly fetch?: typeof fetch
  /** Longest wait for one answer; two minutes unless said otherwise. */
  readonly timeoutMs?: number
  /** Further tries after a lost connection, a timeout, status 408, 429 or 5xx; 5 unless said otherwise. */
  readonly retries?: number
  readonly logger?: Logger
  /** Stands in for waiting in tests. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

/** A model as `/v1/models` lists it. */
export interface ListedModel {
  readonly id: string
  /** The path of its weights, or of the adapter. */
  readonly root: string | null
  /** Of an adapter: the model that it stands on. */
  readonly parent: string | null
  /** Tokens of the longest conversation; of the model itself alone. */
  readonly maxLengthTokens: number | null
}

/** A refusal of the server, which another try would not change. */
export class VllmRefusal extends RlvrError {
  readonly status: number

  constructor(status: number, message: string) {
    super('RLVR_POLICY', message)
    this.status = status
  }
}

export class VllmServer {
  /** The address without a path, for messages and requests. */
  readonly url: string
  readonly #options: VllmServerOptions

  /** Throws `RLVR_USAGE` for what is no URL. */
  constructor(options: VllmServerOptions) {
    this.#options = options
    this.url = addressOf(options.baseUrl)
  }

  /** What it serves: models and adapters. */
  async models(signal?: AbortSignal): Promise<readonly ListedModel[]> {
    const body = await this.#call('GET', '/v1/models', undefined, signal)
    const data = field(body, 'data')
    if (!Array.isArray(data))
      throw new RlvrError(
        'RLVR_POLICY',
        `${this.url}/v1/models lists no models. Is vLLM there? It takes the place of PORT in http://HOST:PORT.`,
      )
    return data.map((card) => ({
      id: textOf(card, 'id') ?? '',
      root: textOf(card, 'root'),
      parent: textOf(card, 'parent'),
      maxLengthTokens: countOf(field(card, 'max_model_len')),
    }))
  }

  /**
   * The JSON of an answer, or its text where it is none.
   * @throws VllmRefusal where the server declines; RlvrError `RLVR_POLICY` where it cannot be reached in all tries
   */
  async post(path: string, body: JsonObject, signal?: AbortSignal): Promise<Json> {
    return await this.#call('POST', path, body, signal)
  }

  async #call(method: string, path: string, body: JsonObject | undefined, signal?: AbortSignal): Promise<Json> {
    const { retries = 5, logger, pause = waitFor } = this.#options
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted()
      const tried = await this.#once(method, path, body, signal)
      if (tried.ok) return tried.answer
      if (!tried.again || attempt >= retries) {
        const givenUp = attempt === 0 ? '' : ` Given up after ${attempt + 1} tries.`
        throw new VllmRefusal(tried.status ?? 0, `${tried.fault}${givenUp}`)
      }
      const pauseMs = Math.min(500 * 2 ** attempt, 30_000)
      logger?.warn(`${tried.fault} Trying again in ${pauseMs} ms.`)
      await pause(pauseMs, signal)
    }
  }

  async #once(method: string, path: string, body: JsonObject | undefined, signal?: AbortSignal): Promise<Attempt> {
    const { fetch: request = fetch, timeoutMs = 120_000, apiKey } = this.#options
    const deadline = AbortSignal.timeout(timeoutMs)
    const where = `${this.url}${path}`
    let response: Response
    let text: string
    try {
      response = await request(where, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      })
      text = await response.text()
    } catch (thrown) {
      signal?.throwIfAborted()
      const cause = thrown instanceof Error && thrown.cause !== undefined ? ` (${describeError(thrown.cause)})` : ''
      const reason = deadline.aborted ? `no answer within ${timeoutMs} ms` : `${describeError(thrown)}${cause}`
      return { ok: false, fault: `vLLM at ${where} could not be reached: ${reason}.`, again: true, status: null }
    }
    const answer = jsonIn(text)
    if (response.ok) return { ok: true, answer }
    const { status } = response
    const words = (serverWords(answer) ?? text.slice(0, 500).trim()) || '(no text)'
    const point = /[.!?]$/.test(words) ? '' : '.'
    const advice = status === 401 ? ' Give the key it was started with (`apiKey`).' : ''
    const fault = `vLLM at ${where} answered with status ${status}: ${words}${point}${advice}`
    return { ok: false, fault, again: mayPass(status), status }
  }
}

type Attempt =
  | { readonly ok: true; readonly answer: Json }
  | { readonly ok: false; readonly fault: string; readonly again: boolean; readonly status: number | null }

function addressOf(baseUrl: string): string {
  let url: URL
  try {
    url = new URL(baseUrl)
  } catch {
    throw new RlvrError(
      'RLVR_USAGE',
      `The address of a vLLM server looks like http://localhost:8000; got \`${baseUrl}\`.`,
    )
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}`
}

/** Adapters are loaded and unloaded with a sentence as the answer. */
function jsonIn(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function textOf(card: Json, name: string): string | null {
  const value = field(card, name)
  return typeof value === 'string' ? value : null
}

function countOf(value: Json | undefined): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null
}

async function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal })
}
