// What a server's `finish_reason` says: whether the model ended its reply, a limit did, a filter did, or the server did.
// The words of OpenAI, vLLM, SGLang (`abort`), llama.cpp, Ollama (`load`), LM Studio, TGI (`eos_token`), Together (`eos`),
// Mistral (`model_length`), DeepSeek (`insufficient_system_resource`), Gemini (`MAX_TOKENS`, `SAFETY`), Cohere (`ERROR_TOXIC`),
// Anthropic (`end_turn`, `refusal`) and OpenRouter (`error`), from their API references.
import type { Json } from '../../core/json.ts'
import { field } from './field.ts'

/** `unknown`: a word that nothing here knows; what came with it decides. */
export type ServerFinish = 'stop' | 'length' | 'tool-calls' | 'refusal' | 'failure' | 'unknown'

const words: { readonly [finish in Exclude<ServerFinish, 'unknown'>]: readonly string[] } = {
  stop: [
    '',
    'stop',
    'eos',
    'eos_token',
    'eos_found',
    'end_turn',
    'stop_sequence',
    'stop_token',
    'stop_string_found',
    'complete',
    'completed',
    'done',
  ],
  length: [
    'length',
    'max_tokens',
    'max_length',
    'max_output_tokens',
    'max_completion_tokens',
    'max_predicted_tokens_reached',
    'model_length',
    'model_context_window_exceeded',
    'context_length_reached',
    'error_limit',
    'repetition',
  ],
  'tool-calls': ['tool_calls', 'tool_call', 'tool_use', 'function_call'],
  refusal: [
    'content_filter',
    'refusal',
    'safety',
    'recitation',
    'prohibited_content',
    'blocklist',
    'spii',
    'language',
    'sensitive',
    'error_toxic',
    'guardrail_intervened',
  ],
  failure: [
    'error',
    'failed',
    'abort',
    'aborted',
    'cancelled',
    'canceled',
    'insufficient_system_resource',
    'timeout',
    'time_limit',
    'load',
    'unload',
    'model_unloaded',
    'user_stopped',
    'user_cancel',
    'malformed_function_call',
    'unexpected_tool_call',
    'other',
    'finish_reason_unspecified',
  ],
}

const known = new Map(
  Object.entries(words).flatMap(([finish, own]) => own.map((word) => [word, finish as ServerFinish] as const)),
)

/** Words of the same kinds that a newer server may use. */
const likely: readonly (readonly [RegExp, ServerFinish])[] = [
  [/filter|safety|prohibit|moderat|polic(?:y|ies)|sensitive|refus|guardrail/, 'refusal'],
  [/length|max_(?:\w+_)?tokens|token_limit|context_window/, 'length'],
  [/abort|error|fail|cancel|time_?d?_?out|resource|overload|unavailable|interrupt|preempt/, 'failure'],
]

/**
 * A reason as a server writes it: a word in any case, null, or an object with a `type` (SGLang's own form).
 * @example serverFinish('MAX_TOKENS') // 'length'
 */
export function serverFinish(reason: Json | undefined): ServerFinish {
  if (reason === null || reason === undefined) return 'stop'
  const named = field(reason, 'type')
  if (typeof named === 'string') return serverFinish(named)
  if (typeof reason !== 'string') return 'unknown'
  // `maxTokens` and `FINISH_REASON_MAX_TOKENS` are the same word; `content_filter: SAFETY` says more of it.
  const word = (reason.split(':')[0] ?? '')
    .trim()
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s-]+/g, '_')
    .toLowerCase()
  return (
    known.get(word) ??
    known.get(word.replace(/^(?:finish_reason|image)_/, '')) ??
    likely.find(([pattern]) => pattern.test(word))?.[1] ??
    'unknown'
  )
}
