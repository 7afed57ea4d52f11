// Answers of OpenAI-compatible servers as their documentation and public reports show them, and what each must come to.
// `{ANSWER}` stands for a right reply to the task. The table in docs/evaluate.md is made of these rows.

/** What an answer comes to. `again`: the server is asked once more, and what comes then is judged. */
export type ComesTo = 'judged' | 'truncated' | 'empty' | 'refused' | 'failed' | 'again'

export interface RecordedAnswer {
  readonly server: string
  /** What it sends, in words. */
  readonly sends: string
  readonly source: string
  readonly status?: number
  /** JSON, or a text that is sent as it is. */
  readonly body: unknown
  readonly comesTo: ComesTo
  /** Where it is judged: whether the reply is right. Default true for `judged`, false for the others. */
  readonly isRight?: boolean
  readonly reasoning?: string
  /** Words of the refusal or the fault that must reach the reader. */
  readonly words?: string
}

const answer = '{ANSWER}'
const usage = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 }

const completion = (message: unknown, finishReason: unknown, more: object = {}): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_760_000_000,
  model: 'm',
  choices: [{ index: 0, message, finish_reason: finishReason, ...more }],
  usage,
})
const said = (content: unknown, more: object = {}): object => ({ role: 'assistant', content, ...more })

export const recordedAnswers: readonly RecordedAnswer[] = [
  {
    server: 'vLLM',
    sends: '`stop`, with `reasoning_content` apart',
    source: 'docs.vllm.ai reasoning outputs',
    body: completion(said(answer, { reasoning_content: 'Is it \\boxed{1}?', tool_calls: [] }), 'stop', {
      stop_reason: null,
    }),
    comesTo: 'judged',
    reasoning: 'Is it \\boxed{1}?',
  },
  {
    server: 'vLLM',
    sends: '`stop`, with `reasoning` apart',
    source: 'docs.vllm.ai reasoning outputs (renamed in 0.11)',
    body: completion(said(answer, { reasoning: 'Hm.', refusal: null, annotations: null }), 'stop'),
    comesTo: 'judged',
    reasoning: 'Hm.',
  },
  {
    server: 'vLLM',
    sends: '`stop`, reasoning and no content',
    source: 'vllm-project/vllm#22403, ai-twinkle/Eval#23',
    body: completion(said(null, { reasoning_content: `So ${answer}` }), 'stop'),
    comesTo: 'failed',
    words: 'sent reasoning and no answer',
  },
  {
    server: 'vLLM',
    sends: '`length`, reasoning and no content',
    source: 'docs.vllm.ai reasoning outputs',
    body: completion(said(null, { reasoning: 'Let me see' }), 'length'),
    comesTo: 'truncated',
    reasoning: 'Let me see',
  },
  {
    server: 'vLLM',
    sends: 'thinking before `</think>` in the content',
    source: 'huggingface/trl#6966',
    body: completion(said(`Is it \\boxed{1}?</think>${answer}`), 'stop'),
    comesTo: 'judged',
  },
  {
    server: 'vLLM',
    sends: 'status 400, a field of the request refused',
    source: 'vllm-project/vllm, FastAPI validation',
    status: 400,
    body: {
      object: 'error',
      message: "[{'type': 'extra_forbidden', 'loc': ('body', 'min_p')}]",
      type: 'BadRequestError',
      code: 400,
    },
    comesTo: 'failed',
    words: 'status 400',
  },
  {
    server: 'SGLang',
    sends: '`abort`, a half reply',
    source: 'radixark/miles#3337',
    body: completion(said('Let me add the two num'), 'abort', { matched_stop: null }),
    comesTo: 'again',
  },
  {
    server: 'SGLang',
    sends: '`stop`, with a stop token matched',
    source: 'docs.sglang.ai, native and OpenAI APIs',
    body: completion(said(answer, { reasoning_content: null, tool_calls: null }), 'stop', { matched_stop: 151645 }),
    comesTo: 'judged',
  },
  {
    server: 'SGLang',
    sends: '`finish_reason` null',
    source: 'sgl-project/sglang#4550',
    body: completion(said(answer), null),
    comesTo: 'judged',
  },
  {
    server: 'llama.cpp',
    sends: 'status 503, loading the model',
    source: 'ggml-org/llama.cpp tools/server/README.md',
    status: 503,
    body: { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    comesTo: 'again',
  },
  {
    server: 'llama.cpp',
    sends: '`stop` with `reasoning_content`, timings',
    source: 'ggml-org/llama.cpp tools/server/README.md',
    body: { ...completion(said(answer, { reasoning_content: 'Add.' }), 'stop'), timings: { predicted_n: 12 } },
    comesTo: 'judged',
    reasoning: 'Add.',
  },
  {
    server: 'llama.cpp',
    sends: 'status 400, the context exceeded',
    source: 'ggml-org/llama.cpp tools/server/README.md',
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'the request exceeds the available context size',
        type: 'exceed_context_size_error',
      },
    },
    comesTo: 'failed',
    words: 'exceeds the available context size',
  },
  {
    server: 'Ollama',
    sends: '`load`, nothing said',
    source: 'ollama/ollama docs/api.md (done_reason load)',
    body: completion(said(''), 'load'),
    comesTo: 'again',
  },
  {
    server: 'Ollama',
    sends: '`stop`, with `reasoning`',
    source: 'ollama/ollama docs, OpenAI compatibility',
    body: completion(said(answer, { reasoning: 'Sum.' }), 'stop'),
    comesTo: 'judged',
    reasoning: 'Sum.',
  },
  {
    server: 'Ollama',
    sends: 'status 404, no such model',
    source: 'ollama/ollama docs, OpenAI compatibility',
    status: 404,
    body: {
      error: { message: 'model "m" not found, try pulling it first', type: 'api_error', param: null, code: null },
    },
    comesTo: 'failed',
    words: 'try pulling it first',
  },
  {
    server: 'LM Studio',
    sends: 'status 200, a path it does not know',
    source: 'lmstudio-ai/lmstudio-bug-tracker#618',
    body: { error: 'Unexpected endpoint or method. (POST /chat/completions)' },
    comesTo: 'failed',
    words: 'Check the base URL',
  },
  {
    server: 'LM Studio',
    sends: 'status 200, an error in words alone',
    source: 'lmstudio-ai/lmstudio-bug-tracker',
    body: { error: 'The model has crashed without additional information. (Exit code: null)' },
    comesTo: 'again',
  },
  {
    server: 'LM Studio',
    sends: '`stop`, nothing said',
    source: 'lmstudio-ai docs, OpenAI compatibility',
    body: completion(said('', { tool_calls: [] }), 'stop', { logprobs: null }),
    comesTo: 'empty',
  },
  {
    server: 'OpenRouter',
    sends: 'status 200, an error with code 429',
    source: 'Aider-AI/aider#3550',
    body: { error: { message: 'Rate limit exceeded', code: 429 } },
    comesTo: 'again',
  },
  {
    server: 'OpenRouter',
    sends: 'status 200, an error with code 402',
    source: 'openrouter.ai/docs/errors',
    body: { error: { message: 'Insufficient credits', code: 402 } },
    comesTo: 'failed',
    words: 'Insufficient credits',
  },
  {
    server: 'OpenRouter',
    sends: '`error`, the provider’s fault in the choice',
    source: 'xyOz-dev/Saturn#43',
    body: completion(said(''), 'error', {
      native_finish_reason: null,
      error: { code: 502, message: 'Provider returned error', metadata: { raw: 'upstream is down' } },
    }),
    comesTo: 'again',
  },
  {
    server: 'OpenRouter',
    sends: 'status 403, the prompt flagged by moderation',
    source: 'openrouter.ai/docs/errors',
    status: 403,
    body: {
      error: {
        code: 403,
        message: 'Your input was flagged',
        metadata: { reasons: ['violence'], flagged_input: '...', provider_name: 'p' },
      },
    },
    comesTo: 'refused',
    words: 'Your input was flagged',
  },
  {
    server: 'OpenRouter',
    sends: '`stop`, with `reasoning_details`',
    source: 'openrouter.ai/docs, reasoning tokens',
    body: completion(
      said(answer, {
        reasoning: null,
        reasoning_details: [
          { type: 'reasoning.summary', summary: 'Added.' },
          { type: 'reasoning.encrypted', data: 'x' },
        ],
      }),
      'stop',
      { native_finish_reason: 'completed' },
    ),
    comesTo: 'judged',
    reasoning: 'Added.',
  },
  {
    server: 'Together',
    sends: '`eos`',
    source: 'docs.together.ai, chat completions (finish_reason)',
    body: completion(said(answer), 'eos', { seed: 7, logprobs: null }),
    comesTo: 'judged',
  },
  {
    server: 'Together',
    sends: 'status 429',
    source: 'docs.together.ai, error codes',
    status: 429,
    body: { error: { message: 'Request rate limit exceeded', type: 'rate_limit', param: null, code: null } },
    comesTo: 'again',
  },
  {
    server: 'Mistral',
    sends: 'content as parts, thinking among them',
    source: 'microsoft/agent-framework#6978, docs.mistral.ai reasoning',
    body: completion(
      said([
        { type: 'thinking', thinking: [{ type: 'text', text: '\\boxed{1}' }], closed: true },
        { type: 'reference', reference_ids: [1] },
        { type: 'text', text: answer },
      ]),
      'stop',
    ),
    comesTo: 'judged',
    reasoning: '\\boxed{1}',
  },
  {
    server: 'Mistral',
    sends: '`model_length`',
    source: 'docs.mistral.ai API (finish_reason: stop, length, model_length, error, tool_calls)',
    body: completion(said('Let me think'), 'model_length'),
    comesTo: 'truncated',
  },
  {
    server: 'Mistral',
    sends: '`error`',
    source: 'docs.mistral.ai API',
    body: completion(said(''), 'error'),
    comesTo: 'again',
  },
  {
    server: 'Mistral',
    sends: 'status 422, `seed` refused',
    source: 'docs.mistral.ai API (the field is random_seed)',
    status: 422,
    body: {
      object: 'error',
      message: {
        detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted', input: 1 }],
      },
      type: 'invalid_request_error',
      code: null,
    },
    comesTo: 'failed',
    words: 'Give `--omit seed`',
  },
  {
    server: 'OpenAI',
    sends: 'status 400, `max_tokens` refused',
    source: 'teilomillet/gollm#33, sbintuitions/flexeval#111',
    status: 400,
    body: {
      error: {
        message:
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        type: 'invalid_request_error',
        param: 'max_tokens',
        code: 'unsupported_parameter',
      },
    },
    comesTo: 'failed',
    words: 'Give `--length-field max_completion_tokens`',
  },
  {
    server: 'OpenAI',
    sends: 'status 400, `temperature` refused',
    source: 'platform.openai.com, reasoning models',
    status: 400,
    body: {
      error: {
        message:
          "Unsupported value: 'temperature' does not support 0.7 with this model. Only the default (1) value is supported.",
        type: 'invalid_request_error',
        param: 'temperature',
        code: 'unsupported_value',
      },
    },
    comesTo: 'failed',
    words: 'Give `--omit temperature`',
  },
  {
    server: 'OpenAI',
    sends: 'a `refusal` of the model',
    source: 'platform.openai.com, structured outputs',
    body: completion(said(null, { refusal: 'I cannot help with that.' }), 'stop'),
    comesTo: 'refused',
    words: 'I cannot help with that.',
  },
  {
    server: 'OpenAI',
    sends: '`tool_calls` though no tool was offered, content null',
    source: 'platform.openai.com, function calling',
    body: completion(
      said(null, { tool_calls: [{ id: 'c', type: 'function', function: { name: 'add', arguments: '{}' } }] }),
      'tool_calls',
    ),
    comesTo: 'empty',
  },
  {
    server: 'Azure',
    sends: '`content_filter`, a half reply',
    source: 'learn.microsoft.com, content filtering',
    body: completion(said('Adding them'), 'content_filter', {
      content_filter_results: { violence: { filtered: true, severity: 'medium' } },
    }),
    comesTo: 'refused',
    words: 'content_filter',
  },
  {
    server: 'Azure',
    sends: 'status 400, the prompt filtered',
    source: 'learn.microsoft.com, content filtering (ResponsibleAIPolicyViolation)',
    status: 400,
    body: {
      error: {
        code: 'content_filter',
        message: 'The response was filtered due to the prompt triggering the content management policy.',
        status: 400,
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    },
    comesTo: 'refused',
    words: 'The response was filtered',
  },
  {
    server: 'Azure',
    sends: 'status 429 with `retry-after`',
    source: 'learn.microsoft.com, quotas',
    status: 429,
    body: { error: { code: '429', message: 'Requests have exceeded the call rate limit.' } },
    comesTo: 'again',
  },
  {
    server: 'Gemini',
    sends: '`message` null, `PROHIBITED_CONTENT`',
    source: 'EverMind-AI/EverOS#219',
    body: { choices: [{ index: 0, message: null, finish_reason: 'PROHIBITED_CONTENT' }], usage },
    comesTo: 'refused',
    words: 'PROHIBITED_CONTENT',
  },
  {
    server: 'Gemini',
    sends: '`content_filter: SAFETY`, no content',
    source: 'ai.google.dev, OpenAI compatibility; safety settings',
    body: completion({ role: 'assistant' }, 'content_filter: SAFETY'),
    comesTo: 'refused',
    words: 'SAFETY',
  },
  {
    server: 'Gemini',
    sends: '`MAX_TOKENS`, no content',
    source: 'BerriAI/litellm#40477',
    body: completion({ role: 'assistant' }, 'MAX_TOKENS'),
    comesTo: 'truncated',
  },
  {
    server: 'Gemini',
    sends: 'no choices',
    source: 'speakeasy-api/gram#3129, UKGovernmentBEIS/inspect_ai#1534',
    body: { id: '1', choices: [], object: 'chat.completion', usage },
    comesTo: 'again',
  },
  {
    server: 'Gemini',
    sends: 'status 400, an error within a list',
    source: 'ai.google.dev, OpenAI compatibility',
    status: 400,
    body: [
      {
        error: {
          code: 400,
          message: 'Invalid JSON payload received. Unknown name "seed": Cannot find field.',
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
    comesTo: 'failed',
    words: 'Give `--omit seed`',
  },
  {
    server: 'DeepSeek',
    sends: '`insufficient_system_resource`',
    source: 'api-docs.deepseek.com, chat completion',
    body: completion(said('The sum'), 'insufficient_system_resource'),
    comesTo: 'again',
  },
  {
    server: 'DeepSeek',
    sends: 'blank lines, then the completion',
    source: 'api-docs.deepseek.com, rate limit',
    body: `\n\n\n${JSON.stringify(completion(said(answer, { reasoning_content: 'Added.' }), 'stop'))}`,
    comesTo: 'judged',
    reasoning: 'Added.',
  },
  {
    server: 'DeepSeek',
    sends: 'status 400, `Content Exists Risk`',
    source: 'api-docs.deepseek.com; public reports',
    status: 400,
    body: {
      error: {
        message: 'Content Exists Risk',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_request_error',
      },
    },
    comesTo: 'refused',
    words: 'Content Exists Risk',
  },
  {
    server: 'any',
    sends: 'JSON that breaks off',
    source: 'tailcallhq/forgecode#370',
    body: '{"id":"1","choices":[{"message":{"content":"\\\\boxed{',
    comesTo: 'again',
  },
  { server: 'any', sends: 'an empty body', source: 'krater.ai, DeepSeek R1', body: '', comesTo: 'again' },
  {
    server: 'any',
    sends: 'a page under status 200',
    source: 'gateways with a login',
    body: '<html><body>login</body></html>',
    comesTo: 'failed',
    words: 'Is this the base URL of an OpenAI-compatible server?',
  },
  {
    server: 'any',
    sends: 'a page under status 502',
    source: 'tailcallhq/forgecode#370',
    status: 502,
    body: '<html><body>502 Bad Gateway</body></html>',
    comesTo: 'again',
  },
  {
    server: 'any',
    sends: 'a reason that nobody knows, with a reply',
    source: 'our own',
    body: completion(said(answer), 'because'),
    comesTo: 'judged',
  },
  {
    server: 'any',
    sends: 'a reason that nobody knows, and nothing',
    source: 'our own',
    body: completion(said(null), 'because'),
    comesTo: 'again',
  },
  {
    server: 'any',
    sends: '`message` null, `stop`',
    source: 'EverMind-AI/EverOS#219',
    body: completion(null, 'stop'),
    comesTo: 'again',
  },
  {
    server: 'any',
    sends: '`tool_calls` announced, none sent',
    source: 'our own',
    body: completion(said(null), 'tool_calls'),
    comesTo: 'again',
  },
]
