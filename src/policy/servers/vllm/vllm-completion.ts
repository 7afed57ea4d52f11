// A completion of vLLM from tokens to tokens: `prompt` as ids, `return_token_ids` and `logprobs`, the text never looked
// at. What ends a reply is told in full, because a server fills in what its model's generation_config.json suggests.
// Source: vllm-project/vllm 0.32, `vllm/entrypoints/openai/completion/{protocol,serving}.py`.
import { RlvrError, show } from '../../../core/errors.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import type { Sampling } from '../../../core/policy.ts'
import { Rng } from '../../../core/random.ts'
import type { DecodedReply } from '../../transformer/decode/decoder.ts'
import { endsReply, type StopRule } from '../../transformer/decode/stop-rule.ts'
import type { AskedReply } from '../../transformer/transformer-policy.ts'
import { field } from '../field.ts'

export interface CompletionAsked {
  /** The name of the model or the adapter that is to answer. */
  readonly model: string
  readonly rule: StopRule
  /** Tokens of prompt and reply together. */
  readonly maxLengthTokens: number
}

/** @throws RlvrError `RLVR_POLICY` for a prompt that leaves no room for a reply */
export function completionRequest(
  { prompt, seed }: AskedReply,
  { temperature, topK, topP, maxTokens, minP = 0, stop = [] }: Sampling,
  { model, rule, maxLengthTokens }: CompletionAsked,
): JsonObject {
  if (prompt.length === 0 || prompt.length >= maxLengthTokens)
    throw new RlvrError(
      'RLVR_POLICY',
      `A prompt has ${prompt.length} tokens; policy and server hold ${maxLengthTokens} in all and need 1 to ${maxLengthTokens - 1} of prompt. Shorten the prompt, or open both for longer conversations (\`maxLengthTokens\`, \`--max-model-len\` of vLLM).`,
    )
  return {
    model,
    prompt: [...prompt],
    add_special_tokens: false,
    n: 1,
    max_tokens: Math.min(maxTokens, maxLengthTokens - prompt.length),
    temperature,
    // What is left out is what the model's makers suggest.
    top_k: topK === 0 ? -1 : topK,
    top_p: topP,
    min_p: minP,
    repetition_penalty: 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    min_tokens: 0,
    seed: Rng.fromSeed(seed)
      .fork('server')
      .int(0, 2 ** 31 - 1),
    // Our own ends, and no others.
    ignore_eos: true,
    stop_token_ids: [...rule.tokens],
    ...(stop.length > 0 && { stop: [...stop], include_stop_str_in_output: true }),
    skip_special_tokens: false,
    logprobs: 0,
    return_token_ids: true,
    stream: false,
  }
}

/**
 * The reply of an answer.
 * @param asked what was sent
 * @throws RlvrError `RLVR_POLICY` for an answer of another model, of another prompt, without its tokens, or with ones that cannot be
 */
export function readVllmReply(
  answer: Json,
  asked: JsonObject,
  { rule, server, vocabularySize }: { rule: StopRule; server: string; vocabularySize: number },
): DecodedReply {
  const fault = (sentence: string): RlvrError => new RlvrError('RLVR_POLICY', `vLLM at ${server} ${sentence}`)
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw fault(
      `should answer with a JSON object; got ${show(answer, 200)}. See that nothing stands between here and the server.`,
    )
  const by = field(answer, 'model')
  if (by !== asked['model']) throw fault(`answered as ${show(by, 80)} where ${show(asked['model'], 80)} was asked.`)
  const choices = field(answer, 'choices')
  const choice = Array.isArray(choices) && choices.length === 1 ? choices[0] : undefined
  if (choice === undefined) throw fault(`should answer with one choice; got ${show(answer, 300)}.`)
  const [tokens, prompt] = [field(choice, 'token_ids'), field(choice, 'prompt_token_ids')]
  if (!isTokens(tokens))
    throw fault(
      'gives no token ids: `return_token_ids` needs vLLM 0.10.2 or newer. Replies as text would have to be made into tokens again, which need not be those that were sampled.',
    )
  if (Array.isArray(prompt) && show(prompt) !== show(asked['prompt']))
    throw fault(
      'answered another prompt than it was sent: its tokens differ. See that nothing between here and the server changes requests.',
    )
  const logProbs = field(field(choice, 'logprobs'), 'token_logprobs')
  if (!isLogProbs(logProbs) || logProbs.length !== tokens.length)
    throw fault(
      `should give a log-probability, at most 0, for each of ${tokens.length} tokens; got ${show(logProbs, 200)}.`,
    )
  // vLLM writes −9999 for what JSON cannot hold: minus infinity, which no token that was sampled has.
  const impossible = logProbs.findIndex((each) => each <= -9999)
  if (impossible >= 0)
    throw fault(
      `gave token ${tokens[impossible]} the log-probability ${logProbs[impossible]}: a token of probability 0 cannot have been sampled.`,
    )
  const unknown = tokens.find((token) => token >= vocabularySize)
  if (unknown !== undefined)
    throw fault(`gave the token ${unknown}; the policy's model has ${vocabularySize}. Serve the same base there.`)
  const reason = field(choice, 'finish_reason')
  if (reason !== 'stop' && reason !== 'length') throw fault(`broke a reply off (finish_reason ${show(reason, 80)}).`)
  const most = asked['max_tokens'] as number
  if (tokens.length > most) throw fault(`sent ${tokens.length} tokens where ${most} were allowed.`)
  const end = endOf(tokens, rule)
  // Where a text ends, two programs may see otherwise; a token either ends a reply or does not.
  if (end === null && reason === 'stop' && rule.texts.length === 0)
    throw fault('ended a reply where no token stands that may end one: it has an end of its own.')
  const kept = end ?? tokens.length
  return {
    tokens: Int32Array.from(tokens.slice(0, kept)),
    logProbs: Float32Array.from(logProbs.slice(0, kept), (each) => Math.min(each, 0)),
    finish: end === null && reason === 'length' ? 'length' : 'stop',
  }
}

/** How many tokens there are up to the first that ends the reply; null where none does. */
function endOf(tokens: readonly number[], rule: StopRule): number | null {
  const so: number[] = []
  for (const token of tokens) {
    so.push(token)
    if (endsReply(so, rule)) return so.length
  }
  return null
}

function isTokens(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => Number.isSafeInteger(each) && each >= 0)
}

function isLogProbs(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number' && each <= 1e-4)
}
