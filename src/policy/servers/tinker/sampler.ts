// Draws replies from a sampling session of a Tinker-compatible service: token ids in, token ids and their log-probabilities
// out. A reply that cannot be is named. Source: tinker 0.38 (PyPI), types/sample_request.py, types/sampling_params.py.
import { RlvrError, show } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { Sampling } from '../../../core/policy.ts'
import type { TextCodec } from '../../transformer/text/text-codec.ts'
import { decodeSamples, type SampledTokens } from './messages.ts'
import type { TinkerService } from './service.ts'

export interface SamplingRequest {
  readonly session: string
  /** The number of the request within its session. */
  readonly number: number
  readonly prompt: Int32Array
  readonly count: number
  readonly seed: number
  readonly maxTokens: number
  readonly sampling: Sampling
  readonly signal?: AbortSignal | undefined
}

/** @throws RlvrError `RLVR_POLICY` where the service fails or answers with what is no reply */
export async function sample(
  service: TinkerService,
  codec: Pick<TextCodec, 'vocabularySize' | 'endTokens'>,
  request: SamplingRequest,
): Promise<SampledTokens[]> {
  const { session, number, prompt, count, signal } = request
  const outcome = await service.carryOut({
    path: '/api/v1/asample',
    body: {
      sampling_session_id: session,
      seq_id: number,
      num_samples: count,
      prompt: { chunks: [{ type: 'encoded_text', tokens: [...prompt] }] },
      sampling_params: samplingParameters(codec, request),
      type: 'sample',
    },
    repeatable: true,
    what: 'samples',
    signal,
  })
  const refuse = (words: string): never => {
    throw new RlvrError('RLVR_POLICY', `The service was asked for ${count} replies and ${words}.`)
  }
  if (!('bytes' in outcome)) return refuse(`answered with ${show(outcome.json, 200)}, no protocol buffer message`)
  const samples = decodeSamples(outcome.bytes)
  if (samples.length !== count) refuse(`gave ${samples.length}`)
  for (const { tokens, logProbs } of samples) {
    if (logProbs.length !== tokens.length)
      refuse(`gave one of ${tokens.length} tokens with ${logProbs.length} log-probabilities`)
    if (tokens.length > request.maxTokens)
      refuse(`gave one of ${tokens.length} tokens where ${request.maxTokens} were allowed`)
    const strange = tokens.find((token) => token < 0 || token >= codec.vocabularySize)
    if (strange !== undefined)
      refuse(
        `gave the token ${strange}, where the tokenizer has ${codec.vocabularySize}: is it the tokenizer of the service's base model?`,
      )
    const odd = logProbs.find((value) => !(value <= 0.01 && value > -Infinity))
    if (odd !== undefined) refuse(`gave the log-probability ${odd}`)
  }
  return samples
}

function samplingParameters(
  { endTokens }: Pick<TextCodec, 'endTokens'>,
  { sampling: { temperature, topK, topP, minP = 0 }, maxTokens, seed }: SamplingRequest,
): JsonObject {
  if (minP > 0)
    throw new RlvrError(
      'RLVR_POLICY',
      `A Tinker-compatible service knows no minP; got ${minP}. Leave it out, or use topP.`,
    )
  return {
    temperature,
    max_tokens: maxTokens,
    seed,
    top_k: topK > 0 ? topK : -1,
    top_p: topP,
    ...(endTokens.length > 0 && { stop: [...endTokens] }),
  }
}
