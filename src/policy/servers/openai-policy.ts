// A model behind an OpenAI-compatible server: POST <base URL>/chat/completions, over `fetch`. Own client, because
// an evaluation needs the raw words of an error, the server's extras (`top_k`), and waits that can be aborted.
import { setTimeout as delay } from 'node:timers/promises'
import { RlvrError, describeError } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { silentLogger, type Logger } from '../../core/logger.ts'
import { mapConcurrently } from '../../core/map-concurrently.ts'
import { singleRequests, type GenerateRequest, type Policy, type Reply, type Sampling } from '../../core/policy.ts'
import { Rng } from '../../core/random.ts'
import { replyOf, serverWords, toChatMessage, toChatTool } from './openai-messages.ts'

export interface OpenAiPolicyOptions {
  readonly model: string
  /** `http://localhost:8000/v1`, say; without a path, `/v1` is meant. */
  readonly baseUrl: string
  /** Sent as a bearer token; where it is left out, the environment variable OPENAI_API_KEY is, if it is set. */
  readonly apiKey?: string
  readonly fetch?: typeof fetch
  /** Longest wait for one answer. */
  readonly timeoutMs?: number
  /** Further tries after a lost connection, a timeout, status 408, 429 or 5xx. */
  readonly retries?: number
  /** Longest pause between two tries, whatever the server asks for. */
  readonly longestPauseMs?: number
  /** Requests under way at once, 32 unless said otherwise. */
  readonly maxConcurrent?: number
  /** The body's field for the token limit: newer models of OpenAI itself take `max_completion_tokens` alone. */
  readonly lengthField?: 'max_tokens' | 'max_completion_tokens'
  /** Further fields for the body of each request; they win over ours. */
  readonly extra?: JsonObject
  readonly logger?: Logger
  /** Stands in for waiting in tests. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

/** How one try ended: with an answer, or with words for why and whether another may help. */
type Attempt =
  | { readonly ok: true; readonly completion: Json }
  | { readonly ok: false; readonly fault: string; readonly again: boolean; readonly pauseMs: number | null }

/** A policy that asks a server. Its replies are as reproducible as the server makes them: each request carries a seed. */
export function openAiPolicy(options: OpenAiPolicyOptions): Policy {
  const { model, logger = silentLogger, longestPauseMs = 60_000, pause = waitFor, maxConcurrent = 32 } = options
  const endpoint = endpointOf(options.baseUrl)

  const answer = async (
    request: GenerateRequest,
    sampling: Sampling,
    retries: number,
    signal?: AbortSignal,
  ): Promise<Reply> => {
    const body = JSON.stringify(bodyOf(request, sampling, options))
    const jitter = Rng.fromSeed(request.seed).fork('retry')
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted()
      const result = await post(endpoint, body, options, signal)
      if (result.ok) return replyOf(result.completion, endpoint)
      if (!result.again || attempt >= retries) {
        const givenUp = attempt === 0 ? '' : ` Given up after ${attempt + 1} tries.`
        throw new RlvrError('RLVR_POLICY', result.fault + givenUp)
      }
      // Half of the pause is drawn, so that many conversations which failed together do not come back together.
      const backoffMs = 500 * 2 ** attempt * (0.5 + 0.5 * jitter.float())
      const pauseMs = Math.min(result.pauseMs ?? backoffMs, longestPauseMs)
      logger.warn(`${result.fault} Trying again in ${Math.round(pauseMs)} ms.`)
      await pause(pauseMs, signal)
    }
  }

  return {
    name: `openai:${model}`,
    version: 0,
    batching: 'independent',
    multipleReplies: true,
    maxConcurrent,
    // A request for each reply: a seed of its own, and not every server knows `n`; those with a prefix cache read the
    // prompt once all the same.
    generate: async (requests, sampling, { signal } = {}) =>
      await mapConcurrently(requests.flatMap(singleRequests), maxConcurrent, (request) =>
        answer(request, sampling, options.retries ?? 5, signal),
      ),
    // One more try: a server that is down is told in a second, one that lost a connection is not given up.
    check: async (request, sampling, { signal } = {}) => {
      await answer(request, { ...sampling, maxTokens: Math.min(sampling.maxTokens, 16) }, 1, signal)
    },
  }
}

function bodyOf(request: GenerateRequest, sampling: Sampling, options: OpenAiPolicyOptions): JsonObject {
  const { temperature, topK, topP, maxTokens, minP = 0, stop = [] } = sampling
  return {
    model: options.model,
    messages: request.messages.map(toChatMessage),
    ...(request.tools !== undefined && request.tools.length > 0 && { tools: request.tools.map(toChatTool) }),
    temperature,
    // Servers of OpenAI itself know no top_k and refuse what they do not know.
    ...(topK > 0 && { top_k: topK }),
    ...(topP < 1 && { top_p: topP }),
    ...(minP > 0 && { min_p: minP }),
    ...(stop.length > 0 && { stop: [...stop] }),
    [options.lengthField ?? 'max_tokens']: maxTokens,
    seed: Rng.fromSeed(request.seed)
      .fork('server')
      .int(0, 2 ** 31 - 1),
    ...options.extra,
  }
}

async function post(
  endpoint: string,
  body: string,
  options: OpenAiPolicyOptions,
  signal: AbortSignal | undefined,
): Promise<Attempt> {
  const { timeoutMs = 120_000, fetch: request = fetch } = options
  const apiKey = options.apiKey ?? process.env['OPENAI_API_KEY']
  const deadline = AbortSignal.timeout(timeoutMs)
  let text: string
  let response: Response
  try {
    response = await request(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey !== undefined && apiKey !== '' && { authorization: `Bearer ${apiKey}` }),
      },
      body,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    })
    text = await response.text()
  } catch (thrown) {
    signal?.throwIfAborted()
    const reason = deadline.aborted ? `no answer within ${timeoutMs} ms` : causeOf(thrown)
    return { ok: false, fault: `${endpoint} could not be reached: ${reason}.`, again: true, pauseMs: null }
  }
  if (!response.ok) {
    const again = response.status === 408 || response.status === 429 || response.status >= 500
    return {
      ok: false,
      fault: `${endpoint} answered with status ${response.status}: ${wordsIn(text)}${adviceFor(response.status)}`,
      again,
      pauseMs: retryAfterMs(response.headers.get('retry-after')),
    }
  }
  try {
    return { ok: true, completion: JSON.parse(text) as Json }
  } catch {
    return {
      ok: false,
      fault: `${endpoint} should answer with JSON; it sent: ${text.slice(0, 200)}. Is this the base URL of an OpenAI-compatible server?`,
      again: false,
      pauseMs: null,
    }
  }
}

/** `Retry-After` as milliseconds from now: a number of seconds or a date; null where it is neither. */
function retryAfterMs(header: string | null): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

/** The server's own words: the message of an error in JSON, the text of a page, or the body as it came. */
function wordsIn(body: string): string {
  let words: string | null = null
  try {
    words = serverWords(JSON.parse(body) as Json)
  } catch {
    if (/^\s*<(?:!doctype|html)/i.test(body))
      words = body.replaceAll(/<(style|script)[^]*?<\/\1>|<[^>]*>/gi, ' ').replaceAll(/\s+/g, ' ')
  }
  const text = (words ?? body).slice(0, 500).trim() || '(no text)'
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) return ' Check the API key (OPENAI_API_KEY).'
  if (status === 404) return ' Check the base URL and the name of the model.'
  return ''
}

/** `fetch failed` says nothing; the reason is in the cause. */
function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  return cause === undefined ? describeError(thrown) : `${describeError(thrown)} (${describeError(cause)})`
}

function endpointOf(baseUrl: string): string {
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
  url.pathname = `${path === '' ? '/v1' : path}/chat/completions`
  return url.href
}

async function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal })
}
