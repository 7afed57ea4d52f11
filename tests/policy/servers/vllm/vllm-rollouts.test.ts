import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { defaultSampling, type GenerateRequest, type TrainablePolicy } from '../../../../src/core/policy.ts'
import { vllmRollouts } from '../../../../src/policy/servers/vllm/vllm-rollouts.ts'
import type { VllmPolicy, VllmRolloutsOptions } from '../../../../src/policy/servers/vllm/vllm-policy.ts'
import { openPretrained } from '../../../../src/policy/transformer/open-pretrained.ts'
import { checkPolicy } from '../../../../src/testing.ts'
import { writeTinyChatModel } from '../../checkpoints/tiny-chat-model.ts'
import { vllmStandIn, type VllmStandIn } from './vllm-stand-in.ts'

// Each test opens models in threads of their own, which take their time on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

let folder = ''
let server: VllmStandIn
beforeAll(async () => {
  folder = await writeTinyChatModel(mkdtempSync(join(tmpdir(), 'rlvr-vllm-model-')))
  server = await vllmStandIn(folder)
})
afterAll(async () => await server[Symbol.asyncDispose]())

const request: GenerateRequest = { messages: [{ role: 'user', content: 'Hi' }], seed: 1 }
const sampling = { ...defaultSampling, maxTokens: 6 }

/** A policy that learns here by an adapter, and is answered for by the stand-in; lies end with the test. */
async function opened(options: Partial<VllmRolloutsOptions> = {}, source = folder): Promise<VllmPolicy> {
  const learner = await openPretrained(source, { lora: { rank: 4 }, backend: 'tfjs-cpu', threads: 1 })
  const honest = { ...server.lies, statuses: [] }
  onTestFinished(async () => {
    Object.assign(server.lies, honest)
    server.lies.statuses.length = 0
    await learner.close()
  })
  server.heard.length = 0
  return await vllmRollouts(learner, { baseUrl: server.url, model: 'tiny', pause: async () => {}, ...options })
}

async function learn(policy: TrainablePolicy, learningRate = 1e-2): Promise<void> {
  const sequence = await policy.encode(request.messages, 'yes')
  await policy.accumulate([sequence], { temperature: 1 }, [
    { logProbs: new Float64Array(sequence.logProbs.length).fill(-1) },
  ])
  await policy.apply({ learningRate, maxGradNorm: 1 })
}

const completions = (): VllmStandIn['heard'] => server.heard.filter(({ path }) => path === '/v1/completions')

describe('rollouts through vLLM', () => {
  it('keep every promise of a policy that learns', async () => {
    const policy = await opened()
    server.lies.processed = true
    const findings = await checkPolicy(policy, { deterministic: true, tolerance: 1e-4, sampling })
    expect(findings.filter(({ ok }) => ok)).toHaveLength(39)
    expect(server.adapters()).toEqual([])
  })

  it('are token ids in and out, with a seed and our own ends, and nothing of what a server would fill in', async () => {
    const policy = await opened()
    const replies = await policy.generate([{ ...request, n: 2 }], { ...sampling, stop: ['x'] })
    const { sequence } = replies[0] ?? {}
    const asked = completions()
      .slice(-2)
      .map(({ body }) => body)
    expect(asked[0]).toMatchObject({
      ...{ model: server.adapters()[0], max_tokens: 6, n: 1, temperature: 1, top_k: -1, top_p: 1, min_p: 0 },
      ...{
        repetition_penalty: 1,
        ignore_eos: true,
        stop_token_ids: [2],
        stop: ['x'],
        logprobs: 0,
        return_token_ids: true,
      },
      prompt: [...(sequence?.tokens ?? [])].slice(0, -(replies[0]?.lengthTokens ?? 0)),
    })
    expect(asked[0]?.['seed']).not.toBe(asked[1]?.['seed'])
    expect(sequence?.sampledBy).toEqual({ version: 0, temperature: 1 })
    await policy.close()
  })

  it('come from the adapter of the present version, and the one before is gone', async () => {
    const policy = await opened()
    await policy.generate([request], sampling)
    const [before] = server.adapters()
    await policy.generate([request], sampling)
    expect(server.adapters()).toEqual([before])
    await learn(policy)
    const [reply] = await policy.generate([request], sampling)
    expect(server.adapters()).toHaveLength(1)
    expect(server.adapters()).not.toEqual([before])
    expect(reply?.sequence?.sampledBy?.version).toBe(1)
    // What the server says of its own tokens is what this policy says of them.
    const [scores] = await policy.score([reply?.sequence ?? never()], { temperature: 1 })
    reply?.sequence?.logProbs.forEach((each, at) => expect(each).toBeCloseTo(scores?.logProbs[at] ?? 9, 4))
    await policy.close()
    expect(server.adapters()).toEqual([])
  })

  it('have their log-probabilities in ratios alone: a loss is asked with those of this policy', async () => {
    const policy = await opened()
    const [reply] = await policy.generate([request], sampling)
    const { sequence = never() } = reply ?? {}
    const doctored = { ...sequence, logProbs: sequence.logProbs.map((each) => each - 0.1) }
    let asked: readonly Float32Array[] = []
    await policy.accumulate([doctored], { temperature: 1 }, (logProbs) => {
      asked = logProbs
      return logProbs.map(({ length }) => ({ logProbs: new Float64Array(length) }))
    })
    expect(asked[0]?.[0]).toBeCloseTo(sequence.logProbs[0] ?? 9, 4)
    await policy.close()
  })

  it('are written where the server can read, and removed', async () => {
    const shared = mkdtempSync(join(tmpdir(), 'rlvr-vllm-shared-'))
    const policy = await opened({ folder: shared })
    await policy.generate([request], sampling)
    const loaded = server.heard.find(({ path }) => path === '/v1/load_lora_adapter')?.body['lora_path'] as string
    expect(loaded.startsWith(shared)).toBe(true)
    expect(readdirSync(loaded).toSorted()).toEqual(['adapter_config.json', 'adapter_model.safetensors'])
    await policy.close()
    expect(readdirSync(shared)).toEqual([])
    expect(existsSync(loaded)).toBe(false)
  })

  it('go on after a server was started anew', async () => {
    const policy = await opened()
    const [before] = await policy.generate([request], sampling)
    server.restart()
    const [after] = await policy.generate([request], sampling)
    expect(after?.sequence?.tokens).toEqual(before?.sequence?.tokens)
    await policy.close()
  })

  it('ask again where an answer was lost, for an adapter too that the server has taken', async () => {
    const policy = await opened({ retries: 1 })
    server.lies.loses = '/v1/load_lora_adapter'
    expect(await policy.generate([request], sampling)).toHaveLength(1)
    expect(server.heard.filter(({ path }) => path === '/v1/load_lora_adapter')).toHaveLength(2)
    await policy.close()
    expect(server.adapters()).toEqual([])
  })

  it('wait for a server that is busy, and name one that stays so', async () => {
    const policy = await opened({ retries: 2 })
    server.lies.statuses.push(503, 429)
    expect(await policy.generate([request], sampling)).toHaveLength(1)
    server.lies.statuses.push(503, 503, 503)
    await expect(policy.generate([request], sampling)).rejects.toMatchObject({
      code: 'RLVR_POLICY',
      message: `vLLM at ${server.url}/v1/completions answered with status 503: busy. Given up after 3 tries.`,
    })
    await policy.close()
  })
})

describe('a vLLM server that cannot be believed is named', () => {
  it.each<[string, Partial<VllmStandIn['lies']>, string]>([
    [
      'no token ids',
      { choice: { token_ids: null } },
      'gives no token ids: `return_token_ids` needs vLLM 0.10.2 or newer.',
    ],
    ['another model', { body: { model: 'tiny' } }, 'answered as "tiny" where "rlvr-'],
    ['another prompt', { choice: { prompt_token_ids: [1, 2] } }, 'answered another prompt than it was sent'],
    [
      'a missing log-probability',
      { choice: { logprobs: { token_logprobs: [] } } },
      'should give a log-probability, at most 0, for each of',
    ],
    [
      'a reply that was broken off',
      { choice: { finish_reason: 'abort' } },
      'broke a reply off (finish_reason "abort").',
    ],
    [
      'more tokens than were allowed',
      { choice: { token_ids: [5, 5, 5, 5, 5, 5, 5, 5], logprobs: { token_logprobs: [0, 0, 0, 0, 0, 0, 0, 0] } } },
      'tokens where',
    ],
    ['an adapter from elsewhere', { listedRoot: '/old' }, 'from /old; it was given'],
    [
      'no adapters at run time',
      { refusesAdapters: { status: 404, body: { detail: 'Not Found' } } },
      'Start it with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True and `--enable-lora`.',
    ],
    [
      'too low a rank',
      {
        refusesAdapters: {
          status: 500,
          body: { error: { message: 'LoRA rank 32 is greater than max_lora_rank 16.', code: 500 } },
        },
      },
      'Start it with a larger `--max-lora-rank`.',
    ],
  ])('%s', async (_, lies, words) => {
    const policy = await opened({ retries: 0 })
    Object.assign(server.lies, lies)
    const failure = policy.generate([request], sampling)
    await expect(failure).rejects.toMatchObject({ code: 'RLVR_POLICY', message: expect.stringContaining(words) })
    expect(await failure.catch((thrown: Error) => thrown.message)).toContain(server.url)
    await policy.close()
  })

  it('an older adapter under the new name', async () => {
    const policy = await opened({ driftNats: 0.02 })
    await policy.generate([request], sampling)
    server.lies.keepsFirst = true
    for (let step = 0; step < 20; step++) await learn(policy, 0.1)
    await expect(policy.generate([request], sampling)).rejects.toThrow(
      'answers as another model than the one that learns here',
    )
    await policy.close()
  })

  it('another base under the same name', async () => {
    const other = await writeTinyChatModel(mkdtempSync(join(tmpdir(), 'rlvr-vllm-other-')), { seed: 7 })
    const policy = await opened({ driftNats: 0.01 }, other)
    await expect(policy.generate([request], sampling)).rejects.toThrow('nats apart in the mean, where 0.01 are allowed')
    await policy.close()
  })

  it('log-probabilities that are not those of the sampling', async () => {
    const policy = await opened()
    await expect(policy.generate([request], { ...sampling, temperature: 0.7 })).rejects.toThrow(
      'gives log-probabilities at temperature 1 where 0.7 is sampled at. Start it with `--logprobs-mode processed_logprobs`.',
    )
    expect(await policy.generate([request], { ...sampling, temperature: 0 })).toHaveLength(1)
    await policy.close()
  })

  it('none, one of other models, one that does not answer', async () => {
    await expect(opened({ model: 'large' })).rejects.toThrow(`vLLM at ${server.url} serves tiny, and not large.`)
    await expect(opened({ baseUrl: 'http://127.0.0.1:1', retries: 0 })).rejects.toThrow('could not be reached')
    const policy = await opened({ retries: 0, timeoutMs: 5000 })
    server.lies.deafTo = '/v1/load_lora_adapter'
    await expect(policy.generate([request], sampling)).rejects.toThrow(
      'could not be reached: no answer within 5000 ms.',
    )
    await policy.close()
  })

  it('one that never answers, whose waiting an abort ends', async () => {
    const policy = await opened()
    server.lies.deafTo = '/v1/load_lora_adapter'
    const aborter = new AbortController()
    const asked = policy.generate([request], sampling, { signal: aborter.signal })
    const ended = expect(asked).rejects.toThrow('was interrupted')
    await vi.waitFor(() => expect(server.heard.some(({ path }) => path === '/v1/load_lora_adapter')).toBe(true))
    aborter.abort()
    await ended
    // Nor does closing wait for an answer that does not come.
    await policy.close()
  })

  it('options that cannot be', async () => {
    const full = await openPretrained(folder, { backend: 'tfjs-cpu', threads: 1 })
    onTestFinished(async () => await full.close())
    await expect(vllmRollouts(full, { baseUrl: server.url, model: 'tiny' })).rejects.toThrow(
      'the policy must learn by an adapter',
    )
    await expect(opened({ retries: -1 })).rejects.toThrow('`retries` is a whole number from 0; got -1.')
    await expect(opened({ folderThere: '/data' })).rejects.toThrow('`folderThere` is how the server sees `folder`')
    await expect(opened({ baseUrl: 'nowhere' })).rejects.toThrow('looks like http://localhost:8000')
  })
})

function never(): never {
  throw new Error('a reply has no tokens')
}
