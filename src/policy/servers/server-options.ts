// What `openAiPolicy` is given, checked at once: a header or a body that cannot be sent would fail every request.
import { RlvrError, show, unknownField } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { ChatRequestOptions } from './chat-request.ts'
import type { PostOptions } from './post-chat.ts'

export interface OpenAiPolicyOptions extends ChatRequestOptions, Omit<PostOptions, 'endpoint'> {
  /** `http://localhost:8000/v1`, say; without a path, `/v1` is meant. */
  readonly baseUrl: string
  /** Longest wait for one answer; two minutes unless said otherwise. */
  readonly timeoutMs?: number
  /** Further tries after a lost connection, a timeout, status 408, 429 or 5xx, or an answer that tells of such; 5 unless said otherwise. */
  readonly retries?: number
  /** Longest pause between two tries, whatever the server asks for. */
  readonly longestPauseMs?: number
  /** Requests under way at once, 32 unless said otherwise. */
  readonly maxConcurrent?: number
  readonly logger?: Logger
  /** Stands in for waiting in tests. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

const known = [
  'model',
  'baseUrl',
  'apiKey',
  'headers',
  'fetch',
  'timeoutMs',
  'retries',
  'longestPauseMs',
  'maxConcurrent',
  'lengthField',
  'omit',
  'extra',
  'system',
  'logger',
  'pause',
] as const satisfies readonly (keyof OpenAiPolicyOptions)[]

// An option that the check does not know does not compile.
const areKnown: keyof OpenAiPolicyOptions extends (typeof known)[number] ? true : false = true
void areKnown

/** What a request holds that a server can do without. */
const spared: readonly unknown[] = [
  'temperature',
  'top_k',
  'top_p',
  'min_p',
  'stop',
  'max_tokens',
  'max_completion_tokens',
  'seed',
]

/** Fields that decide what is asked, or in what form it is answered: no further field takes their place. */
const ours: readonly string[] = ['model', 'messages', 'tools', 'stream', 'n']

/** Throws `RLVR_USAGE` for an option that is not known or cannot be. */
export function checkServerOptions(options: OpenAiPolicyOptions): void {
  const refuse = (name: string, what: string, value: unknown): never => {
    throw new RlvrError('RLVR_USAGE', `\`${name}\` of openAiPolicy is ${what}; got ${show(value, 80)}.`)
  }
  const strange = unknownField(options, known)
  if (strange !== null) throw new RlvrError('RLVR_USAGE', `What openAiPolicy is given ${strange}`)
  const { model, lengthField, omit = [], extra, system, headers = {} } = options
  if (typeof model !== 'string' || model === '') refuse('model', 'the name of a model', model)
  if (lengthField !== undefined && lengthField !== 'max_tokens' && lengthField !== 'max_completion_tokens')
    refuse('lengthField', '`max_tokens` or `max_completion_tokens`', lengthField)
  if (!Array.isArray(omit) || !omit.every((name) => spared.includes(name)))
    refuse('omit', `a list of fields that a request can do without (${spared.join(', ')})`, omit)
  if (extra !== undefined && (typeof extra !== 'object' || extra === null || Array.isArray(extra)))
    refuse('extra', 'an object of further fields', extra)
  const taken = Object.keys(extra ?? {}).find((name) => ours.includes(name))
  if (taken !== undefined) refuse('extra', `an object of fields other than ${ours.join(', ')}, which are ours`, extra)
  if (system !== undefined && typeof system !== 'string') refuse('system', 'a text', system)
  try {
    void new Headers(headers)
  } catch {
    refuse('headers', "an object of a header's names and values, in characters that a header can have", headers)
  }
  for (const [name, least] of [
    ['timeoutMs', 1],
    ['retries', 0],
    ['maxConcurrent', 1],
    ['longestPauseMs', 0],
  ] as const) {
    const value: unknown = options[name]
    const isCount = Number.isSafeInteger(value) || (name === 'longestPauseMs' && value === Infinity)
    // A timer holds no longer time.
    const isOver = name === 'timeoutMs' && (value as number) > 2 ** 31 - 1
    if (isOver) refuse(name, 'at most 2147483647', value)
    if (value !== undefined && !(isCount && (value as number) >= least))
      refuse(name, `a whole number from ${least}`, value)
  }
}
