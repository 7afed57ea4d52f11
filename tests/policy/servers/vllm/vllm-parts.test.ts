// The parts that need no server: what is asked, which log-probabilities suit a sampling, the address.
import { describe, expect, it } from 'vitest'
import { defaultSampling } from '../../../../src/core/policy.ts'
import { completionRequest, readVllmReply } from '../../../../src/policy/servers/vllm/vllm-completion.ts'
import { logProbsFault, reportsProcessed } from '../../../../src/policy/servers/vllm/vllm-log-probs.ts'
import { VllmServer } from '../../../../src/policy/servers/vllm/vllm-server.ts'
import { VllmAdapter } from '../../../../src/policy/servers/vllm/vllm-adapter.ts'

const rule = { tokens: [2], texts: [], pieces: null }
const asked = { prompt: Int32Array.of(5, 6, 7), seed: 'a' }

/** As vLLM 0.32.0 answered. */
const answer = (tokens: readonly number[], reason = 'length'): Parameters<typeof readVllmReply>[0] => ({
  model: 'm',
  choices: [
    {
      ...{ index: 0, text: 'ab', finish_reason: reason, token_ids: [...tokens], prompt_token_ids: [5, 6, 7] },
      logprobs: { token_logprobs: tokens.map((_, at) => -at - 0.5) },
    },
  ],
})

describe('a completion of vLLM', () => {
  const body = completionRequest(asked, defaultSampling, { model: 'm', rule, maxLengthTokens: 10 })

  it('asks for no more tokens than fit, and refuses a prompt that leaves no room', () => {
    expect(body['max_tokens']).toBe(7)
    expect(() => completionRequest(asked, defaultSampling, { model: 'm', rule, maxLengthTokens: 3 })).toThrow(
      'A prompt has 3 tokens; policy and server hold 3 in all',
    )
  })

  it('ends where our own rule ends it, whatever the server sent behind', () => {
    const read = (tokens: readonly number[], reason?: string): ReturnType<typeof readVllmReply> =>
      readVllmReply(answer(tokens, reason), body, { rule, server: 'here', vocabularySize: 10 })
    expect(read([9, 9])).toEqual({
      tokens: Int32Array.of(9, 9),
      logProbs: Float32Array.of(-0.5, -1.5),
      finish: 'length',
    })
    expect(read([9, 2, 9])).toEqual({
      tokens: Int32Array.of(9, 2),
      logProbs: Float32Array.of(-0.5, -1.5),
      finish: 'stop',
    })
    expect(read([9, 2], 'stop').finish).toBe('stop')
    expect(() => read([9, 9], 'stop')).toThrow('it has an end of its own')
  })

  it('is refused where it cannot be', () => {
    const read = (said: Parameters<typeof readVllmReply>[0]): ReturnType<typeof readVllmReply> =>
      readVllmReply(said, body, { rule, server: 'here', vocabularySize: 10 })
    expect(() => read('<html>busy</html>')).toThrow('should answer with a JSON object; got "<html>busy</html>"')
    expect(() => read(null)).toThrow('should answer with a JSON object; got null')
    expect(() => read(answer([9, 10]))).toThrow("gave the token 10; the policy's model has 10")
    const [choice] = (answer([9]) as { choices: { logprobs: { token_logprobs: number[] } }[] }).choices
    const said = { model: 'm', choices: [{ ...choice, logprobs: { token_logprobs: [-9999] } }] }
    expect(() => read(said as never)).toThrow('a token of probability 0 cannot have been sampled')
  })
})

describe('the log-probabilities of a server', () => {
  const replying = (byToken: readonly number[]) => async (token: number) => ({
    ...{ tokens: Int32Array.of(token), finish: 'length' as const },
    logProbs: Float32Array.of(byToken[token] ?? -1),
  })

  it('are processed where a token that alone is allowed is certain, each of two', async () => {
    expect(await reportsProcessed(replying([0, 0]))).toBe(true)
    expect(await reportsProcessed(replying([0, -12]))).toBe(false)
    expect(await reportsProcessed(replying([-12, 0]))).toBe(false)
  })

  it.each([
    [{}, true, true],
    [{ temperature: 0 }, true, true],
    [{ temperature: 0.7 }, false, true],
    [{ topP: 0.9 }, true, false],
    [{ topK: 5 }, true, false],
    [{ minP: 0.1 }, true, false],
    [{ temperature: 0.7, topK: 5 }, false, false],
  ])('of %o suit raw: %s, processed: %s', (given, raw, processed) => {
    const sampling = { ...defaultSampling, ...given }
    expect([logProbsFault(sampling, false) === null, logProbsFault(sampling, true) === null]).toEqual([raw, processed])
  })
})

describe('the address of a server', () => {
  it.each([
    ['http://localhost:8000', 'http://localhost:8000'],
    ['http://localhost:8000/v1/', 'http://localhost:8000'],
    ['https://host/vllm/v1', 'https://host/vllm'],
  ])('%s', (given, url) => {
    expect(new VllmServer({ baseUrl: given }).url).toBe(url)
  })
})

describe('an adapter that was never loaded', () => {
  it('leaves nothing behind and asks nothing', async () => {
    const heard: string[] = []
    const fetch = async (where: unknown): Promise<Response> => {
      heard.push(String(where))
      return new Response('')
    }
    const adapter = new VllmAdapter(new VllmServer({ baseUrl: 'http://localhost:1', fetch }), { model: 'm' })
    await adapter.close()
    expect(heard).toEqual([])
  })
})
