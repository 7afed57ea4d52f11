// What a server reports as an error: in its words, whether another try may help, whether a filter stood in the way, and
// which field of the request it does not take. Bodies are `{ error: { message, code, type, param } }` (OpenAI and most),
// `{ error: 'words' }` (LM Studio), `{ message, code }` (SGLang, Mistral), `{ detail: [{ loc, msg }] }` (FastAPI: vLLM, Mistral).
import type { Json } from '../../core/json.ts'
import { show } from '../../core/errors.ts'
import { field } from './field.ts'

/** The words in a body that reports an error; null where there are none. */
export function serverWords(body: Json | undefined): string | null {
  const error = field(body, 'error') ?? field(body, 'detail') ?? field(body, 'message') ?? undefined
  if (typeof error === 'string') return error
  const details = field(error, 'detail') ?? error
  if (Array.isArray(details)) {
    const faults = details.map(faultWords).filter((words) => words !== null)
    if (faults.length > 0) return faults.join('; ')
  }
  const message = field(error, 'message')
  const words = typeof message === 'string' ? message : error === undefined ? null : show(error, 500)
  // OpenRouter says `Provider returned error` and hides the provider's own words.
  const raw = field(field(error, 'metadata'), 'raw')
  return words !== null && typeof raw === 'string' && raw !== '' && !words.includes(raw) ? `${words}: ${raw}` : words
}

function faultWords(fault: Json): string | null {
  const [words, place] = [field(fault, 'msg'), field(fault, 'loc')]
  if (typeof words !== 'string') return null
  return Array.isArray(place) ? `${place.map(String).join('.')}: ${words}` : words
}

/**
 * The status that an error in a body stands for: its own code, or that of its type; null where it names none.
 * @example errorStatus({ error: { message: 'slow down', code: 429 } }) // 429
 */
export function errorStatus(body: Json | undefined): number | null {
  const error = field(body, 'error')
  const codes = [error, body].flatMap((each) =>
    ['code', 'status', 'status_code', 'type'].map((name) => field(each, name)),
  )
  for (const code of codes) {
    const status = Number(typeof code === 'string' && /^\d{3}$/.test(code) ? code : code)
    if (typeof code !== 'boolean' && Number.isInteger(status) && status >= 400 && status < 600) return status
    if (typeof code !== 'string') continue
    if (/rate_?limit|too_?many|throttl|resource_?exhausted/i.test(code)) return 429
    if (/insufficient_quota|invalid_request|not_found|authentication|permission|invalid_api_key|BadRequest/i.test(code))
      return 400
    if (/server_?error|overload|unavailable|timeout|internal/i.test(code)) return 503
  }
  return null
}

/** Whether a try after this status may go better. */
export function mayPass(status: number): boolean {
  return status === 408 || status === 409 || status === 425 || status === 429 || status >= 500
}

/**
 * Whether a filter refused what was asked or answered, and no fault was made: Azure (`content_filter`,
 * ResponsibleAIPolicyViolation), OpenRouter (403 with the reasons of its moderation), DeepSeek (Content Exists Risk),
 * DashScope (`data_inspection_failed`), OpenAI (`content_policy_violation`), Gemini (`blockReason`).
 */
export function isFiltered(body: Json | undefined): boolean {
  const error = field(body, 'error') ?? body
  const named = [
    field(error, 'code'),
    field(error, 'type'),
    field(field(error, 'innererror'), 'code'),
    field(field(body, 'promptFeedback'), 'blockReason'),
  ].filter((each) => typeof each === 'string')
  if (
    named.some((name) =>
      /content_?filter|content_?policy|ResponsibleAI|data_?inspection|moderation|safety|prohibited/i.test(name),
    )
  )
    return true
  if (Array.isArray(field(field(error, 'metadata'), 'reasons'))) return true
  return /content exists risk|content management policy|PROHIBITED_CONTENT/i.test(serverWords(body) ?? '')
}

/** The fields of a request that servers are known to refuse, beside those that a caller added. */
const ownFields = ['seed', 'temperature', 'top_p', 'top_k', 'min_p', 'stop', 'max_tokens', 'max_completion_tokens']

/**
 * What helps where a server does not take a field of the request: the flag of `rlvr eval` and the option in code;
 * empty where its words name none.
 * @example refusedField({ error: { message: "Unsupported parameter: 'max_tokens'", param: 'max_tokens' } }, ['max_tokens'])
 * // ' Give `--length-field max_completion_tokens` (in code: lengthField: 'max_completion_tokens').'
 */
export function refusedField(body: Json | undefined, sent: readonly string[]): string {
  const words = serverWords(body) ?? ''
  const param = field(field(body, 'error'), 'param')
  const own = ownFields.filter((name) => sent.includes(name))
  const limit = own.find((name) => name.startsWith('max_') && (name === param || names(words, name)))
  const isTooMuch = /context (?:length|window)|too (?:large|long|high)|at most|exceed|less than|maximum/i
  if (limit !== undefined && isTooMuch.test(words)) return ' Give a smaller `--max-tokens`.'
  const name = own.find((each) => each === param) ?? own.find((each) => refuses.test(words) && names(words, each))
  if (name === undefined) return ''
  if (name === 'max_tokens') return lengthAdvice('max_completion_tokens')
  if (name === 'max_completion_tokens') return lengthAdvice('max_tokens')
  return ` Give \`--omit ${name}\` (in code: omit: ['${name}']) to leave it out.`
}

const refuses =
  /unsupported|unrecogni[sz]ed|unknown|unexpected|not (?:supported|permitted|allowed|a valid)|extra|does not support|invalid|deprecated|forbidden|only the default/i

function lengthAdvice(name: string): string {
  return ` Give \`--length-field ${name}\` (in code: lengthField: '${name}').`
}

/** Whether the words name a field as one: not as part of a longer name, and a word of every day not within a sentence. */
function names(words: string, name: string): boolean {
  if (name.includes('_')) return new RegExp(`(?<!\\w)${name}(?!\\w)`).test(words)
  return new RegExp(`['"\`.]${name}\\b|(?:parameter|field|argument)s?(?: supplied)?:? ${name}\\b`, 'i').test(words)
}
