import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { promptMessages } from '../../../../src/core/message.ts'
import { defaultSampling, type TokenSequence } from '../../../../src/core/policy.ts'
import type { TinkerPolicy } from '../../../../src/policy/servers/tinker/tinker-policy.ts'
import { checkPolicy } from '../../../../src/testing/check-policy.ts'
import { bigramService, encodeOutputs, encodeSamples, type HeardRequest } from './bigram-service.ts'
import { openBigram, temporaryFolder, vocabularySize } from './open-bigram.ts'

const atOne = { temperature: 1 }
const update = { learningRate: 1e-2, maxGradNorm: 1e6 }
const sampling = { ...defaultSampling, maxTokens: 6 }
const request = { messages: promptMessages('1+2='), seed: 0 }

function example(policy: TinkerPolicy, text = '1+2=', reply = '3'): TokenSequence {
  return policy.encode(promptMessages(text), reply)
}

const raise = (logProbs: readonly Float32Array[]): { logProbs: Float64Array }[] =>
  logProbs.map(({ length }) => ({ logProbs: new Float64Array(length).fill(-1) }))

async function learn(policy: TinkerPolicy, sequences: readonly TokenSequence[]): Promise<number | null> {
  await policy.accumulate(sequences, atOne, raise)
  return (await policy.apply(update)).gradNorm
}

function operations(heard: readonly HeardRequest[]): string[] {
  return heard.map(({ path }) => path.replace('/api/v1/', '')).filter((path) => path !== 'retrieve_future')
}

describe('a policy at a Tinker-compatible service', () => {
  for (const [words, options] of [
    ['sums losses', { reduction: 'sum' }],
    ['averages losses', { reduction: 'mean' }],
    ['does not say how long a gradient is', { reduction: 'sum', saysNorm: false }],
  ] as const)
    it(`keeps its promises where the service ${words}`, async () => {
      await using service = await bigramService({ vocabularySize, ...options })
      const policy = await openBigram(service.url)
      await checkPolicy(policy, { sampling, tolerance: 1e-5 })
      expect([...service.models.keys()]).toEqual([])
    })

  it('learns by coefficients of both signs and sequences of all lengths the same where losses are summed and averaged', async () => {
    const norms: number[] = []
    const after: number[][] = []
    for (const reduction of ['sum', 'mean'] as const) {
      await using service = await bigramService({ vocabularySize, reduction })
      await using policy = await opened(service.url)
      const sequences = [example(policy), example(policy, '12+34=', '46'), example(policy, 'What is 1?', '1.')]
      await policy.accumulate(sequences, atOne, (logProbs) =>
        logProbs.map(({ length }, index) => ({
          logProbs: Float64Array.from({ length }, (_, at) => (index - 1 || 0.5) * (at % 2 === 0 ? 0.7 : -0.4)),
        })),
      )
      norms.push((await policy.apply(update)).gradNorm as number)
      after.push((await policy.score(sequences, atOne)).flatMap(({ logProbs }) => [...logProbs]))
    }
    expect(norms[1]).toBeCloseTo(norms[0] as number, 5)
    after[0]?.forEach((logProb, at) => expect(after[1]?.[at]).toBeCloseTo(logProb, 4))
  })

  it('sends nothing of a step that was discarded, and each operation once with the next number', async () => {
    await using service = await bigramService({ vocabularySize })
    await using policy = await opened(service.url)
    const before = service.heard.length
    await policy.accumulate([example(policy)], atOne, raise)
    await policy.discard()
    await learn(policy, [example(policy)])
    await policy.generate([request, request], sampling)
    const heard = service.heard.slice(before)
    expect(operations(heard)).toEqual([
      ...['forward_backward', 'forward_backward', 'forward_backward', 'optim_step'],
      ...['save_weights_for_sampler', 'asample', 'asample'],
    ])
    const numbers = heard.flatMap(({ path, body }) => (path.endsWith('retrieve_future') ? [] : (body['seq_id'] ?? [])))
    expect(numbers).toEqual([4, 5, 1, 2])
  })

  it('asks for the samples of a group in one request, by a seed', async () => {
    await using service = await bigramService({ vocabularySize })
    await using policy = await opened(service.url)
    const asked = [{ ...request, n: 3, seeds: ['a', 'b', 'c'] }]
    const replies = await policy.generate(asked, sampling)
    const again = await policy.generate(asked, sampling)
    expect(again.map(({ text }) => text)).toEqual(replies.map(({ text }) => text))
    expect(replies).toHaveLength(3)
    const sent = service.heard.findLast(({ path }) => path.endsWith('asample'))?.body
    expect(sent).toMatchObject({ num_samples: 3, sampling_params: { max_tokens: 6, stop: [0] } })
  })

  it('ends a reply that has no room, and cuts one at a text of `stop`', async () => {
    await using service = await bigramService({ vocabularySize })
    await using policy = await opened(service.url, { maxLengthTokens: 12 })
    const [long] = await policy.generate([{ messages: promptMessages('1+2+3+4+5+6='), seed: 0 }], sampling)
    expect(long).toMatchObject({ text: '', finish: 'length', lengthTokens: 0 })
    const [free] = await policy.generate([request], sampling)
    const [first = '', second = ''] = Array.from(free?.text ?? '')
    const [cut] = await policy.generate([request], { ...sampling, stop: [second] })
    expect(cut).toMatchObject({ text: first, finish: 'stop', lengthTokens: 2 })
  })

  it('refuses what the service cannot give', async () => {
    await using service = await bigramService({ vocabularySize })
    await using policy = await opened(service.url)
    const sequence = example(policy)
    await expect(policy.score([sequence], { temperature: 0.7 })).rejects.toThrow('scores at temperature 1 alone')
    await expect(policy.generate([request], { ...sampling, minP: 0.1 })).rejects.toThrow('knows no minP')
    const entropies = new Float64Array(sequence.logProbs.length)
    await expect(policy.accumulate([sequence], atOne, [{ logProbs: entropies, entropies }])).rejects.toThrow(
      'no coefficients for entropies',
    )
    await expect(policy.accumulate([sequence], atOne, [{ logProbs: new Float64Array(7) }])).rejects.toThrow(
      'has 2 sampled tokens and 7 coefficients',
    )
    expect(() => policy.encode(promptMessages('1'.repeat(80)), '1')).toThrow('the policy holds 64')
    await using other = await opened(service.url, { reduction: 'mean' })
    await other.accumulate([sequence], atOne, raise)
    await expect(other.apply({ ...update, optimizer: { weightDecay: 0.1 } })).rejects.toThrow(
      'lets the weight decay of one adapter shrink every other',
    )
    expect(other.version).toBe(0)
  })

  it('refuses a snapshot of another model, and one whose state the service no longer has', async () => {
    await using service = await bigramService({ vocabularySize })
    await using other = await bigramService({ vocabularySize })
    await using policy = await opened(service.url)
    await using elsewhere = await opened(other.url)
    await using larger = await opened(service.url, { rank: 8 })
    const folder = join(temporaryFolder(), 'taken')
    mkdirSync(folder)
    await policy.snapshot(folder)
    expect(JSON.parse(readFileSync(join(folder, 'tinker.json'), 'utf8'))).toMatchObject({ model: 'bigram', rank: 4 })
    await expect(larger.restore(folder)).rejects.toThrow("its rank is 4, this one's is 8")
    await expect(elsewhere.restore(folder)).rejects.toThrow('Checkpoint not found')
    await learn(elsewhere, [example(elsewhere)])
    expect(elsewhere.version).toBe(1)
  })
})

describe('half an update never counts', () => {
  it('a service that is gone between accumulate and apply leaves the version, and takes no more until it is restored', async () => {
    let isGone = false
    await using service = await bigramService({
      vocabularySize,
      fault: ({ path }, response) => {
        if (!isGone || !path.endsWith('optim_step')) return false
        response.destroy()
        return true
      },
    })
    await using policy = await opened(service.url)
    const folder = join(temporaryFolder(), 'taken')
    mkdirSync(folder)
    await learn(policy, [example(policy)])
    await policy.snapshot(folder)
    const was = await policy.score([example(policy)], atOne)
    isGone = true
    await expect(learn(policy, [example(policy)])).rejects.toMatchObject({ code: 'RLVR_POLICY' })
    isGone = false
    expect(policy.version).toBe(1)
    await expect(policy.score([example(policy)], atOne)).rejects.toThrow(
      'it is not known what became of an optimizer step that it was asked for',
    )
    await policy.restore(folder)
    expect(await policy.score([example(policy)], atOne)).toEqual(was)
    const norm = await learn(policy, [example(policy)])
    await policy.restore(folder)
    expect(await learn(policy, [example(policy)])).toBe(norm)
  })

  it('a step that is declined after its gradient was taken leaves no gradient for the next one', async () => {
    let isDeclined = false
    await using service = await bigramService({
      vocabularySize,
      fault: ({ path }, response) => {
        if (!isDeclined || !path.endsWith('optim_step')) return false
        response.writeHead(422, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ detail: 'declined' }))
        return true
      },
    })
    await using policy = await opened(service.url, { reduction: 'sum' })
    const folder = join(temporaryFolder(), 'taken')
    mkdirSync(folder)
    await policy.snapshot(folder)
    const norm = await learn(policy, [example(policy)])
    await policy.restore(folder)
    isDeclined = true
    await expect(learn(policy, [example(policy)])).rejects.toThrow('declined')
    isDeclined = false
    expect(policy.version).toBe(0)
    await expect(learn(policy, [example(policy)])).rejects.toThrow(
      'it holds a gradient whose step was not made, for want of an optimizer step. Go on from a checkpoint',
    )
    await policy.restore(folder)
    expect(await learn(policy, [example(policy)])).toBe(norm)
  })

  it('an answer that is lost on the way is asked for again under its number, and counts once', async () => {
    const lost = new Set<string>()
    await using service = await bigramService({
      vocabularySize,
      fault: ({ path }, response) => {
        if (lost.has(path) || !/forward_backward|optim_step|retrieve_future/.test(path)) return false
        lost.add(path)
        response.writeHead(503, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ detail: 'overloaded' }))
        return true
      },
    })
    await using policy = await opened(service.url, { reduction: 'sum' })
    const norm = await learn(policy, [example(policy)])
    await using undisturbed = await bigramService({ vocabularySize })
    await using other = await opened(undisturbed.url, { reduction: 'sum' })
    expect(norm).toBe(await learn(other, [example(other)]))
    expect(lost.size).toBe(3)
  })

  it.each([
    ['too few log-probabilities', [Float32Array.of(-1)], 'gave 1 for sequence 0, which has 9 targets'],
    ['none of a sequence', [], 'gave those of 0'],
    ['NaN', [new Float32Array(9).fill(Number.NaN)], 'gave NaN for target 0 of sequence 0'],
    ['a probability above 1', [new Float32Array(9).fill(3)], 'gave 3 for target 0'],
  ])('a service that answers with %s is named', async (_, outputs, words) => {
    await using service = await bigramService({ vocabularySize })
    await using policy = await opened(service.url)
    const sequence = example(policy, '1+2+3=', '6')
    service.lie = () => encodeOutputs(outputs)
    await expect(policy.score([sequence], atOne)).rejects.toThrow(words)
    service.lie = null
    // What was only asked for changed nothing.
    expect(await learn(policy, [sequence])).toBeGreaterThan(0)
  })

  it('a service that learns from other numbers than it gave makes no step', async () => {
    await using service = await bigramService({ vocabularySize })
    await using policy = await opened(service.url)
    await policy.accumulate([example(policy)], atOne, raise)
    service.lie = () => encodeOutputs([new Float32Array(example(policy).tokens.length - 1).fill(-9)])
    await expect(policy.apply(update)).rejects.toThrow('another model answers')
    service.lie = null
    expect(service.heard.some(({ path, body }) => path.endsWith('optim_step') && body['model_id'] === 'model_2')).toBe(
      false,
    )
    await expect(policy.apply(update)).rejects.toThrow('it learned from other log-probabilities')
  })

  it.each([
    ['a token that the tokenizer does not have', { tokens: [999], logProbs: [-1] }, 'gave the token 999'],
    ['more tokens than were allowed', { tokens: Array(9).fill(6), logProbs: Array(9).fill(-1) }, '9 tokens where 6'],
    ['a log-probability too few', { tokens: [6, 7], logProbs: [-1] }, '2 tokens with 1 log-probabilities'],
    ['a log-probability that is none', { tokens: [6], logProbs: [Number.NaN] }, 'gave the log-probability NaN'],
  ])('a reply with %s is named', async (_, drawn, words) => {
    await using service = await bigramService({ vocabularySize })
    await using policy = await opened(service.url)
    await policy.generate([request], sampling)
    service.lie = () => encodeSamples([{ isLength: false, ...drawn }])
    await expect(policy.generate([request], sampling)).rejects.toThrow(words)
    service.lie = () => encodeSamples([])
    await expect(policy.generate([request], sampling)).rejects.toThrow('asked for 1 replies and gave 0')
    service.lie = () => Uint8Array.of(0x0a, 0x50, 1)
    await expect(policy.generate([request], sampling)).rejects.toThrow('no protocol buffer message')
  })
})

async function opened(
  url: string,
  options: Parameters<typeof openBigram>[1] = {},
): Promise<TinkerPolicy & AsyncDisposable> {
  const policy = await openBigram(url, options)
  return Object.assign(policy, { [Symbol.asyncDispose]: async () => await policy.close() })
}
