import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sampling } from '../../../../src/core/policy.ts'
import type { DecodedReply, DecodeRequest } from '../../../../src/policy/transformer/decode/decoder.ts'
import { stopAt } from '../stop-at.ts'
import { tokenPieces } from '../../../../src/policy/transformer/text/token-pieces.ts'
import type { TransformerModel } from '../../../../src/policy/transformer/threads/transformer-model.ts'
import { goldenArchitecture, goldenModel, goldenNames, goldenNumbers } from '../golden.ts'

const sampling: Sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: 6 }
const stop = stopAt(0)

const tokensOf = (replies: readonly DecodedReply[]): number[][] => replies.map(({ tokens }) => [...tokens])

/** Prompts of 1 to 5 tokens; some are equal, some begin alike. */
const requests: readonly DecodeRequest[] = Array.from({ length: 20 }, (_, index) => ({
  prompt: Int32Array.from({ length: 1 + (index % 5) }, (_, at) => 1 + (((index % 4) * at + 3) % 10)),
  seed: `seed ${index}`,
}))

for (const name of goldenNames)
  describe(`generation with ${name}`, () => {
    const golden = goldenNumbers(name)
    const architecture = goldenArchitecture(golden, 12)
    let model: TransformerModel
    beforeAll(async () => {
      model = await goldenModel(golden, 'onnx-cpu', { architecture })
    })
    afterAll(async () => await model.close())

    test('a reply does not depend on what is generated beside it, nor on the order', async () => {
      const together = tokensOf(await model.generate(requests, sampling, stop))
      expect(new Set(together.map(String)).size).toBeGreaterThan(10)
      expect(tokensOf(await model.generate(requests.toReversed(), sampling, stop)).toReversed()).toEqual(together)
      for (const [index, request] of requests.entries())
        expect(tokensOf(await model.generate([request], sampling, stop))).toEqual([together[index]])
    })

    test('requests beyond the cache are answered in waves, and as they are in one', async () => {
      const due = tokensOf(await model.generate(requests, sampling, stop))
      for (const cacheBudgetBytes of [1, 20_000, 50_000]) {
        const small = await goldenModel(golden, 'onnx-cpu', { architecture, cacheBudgetBytes })
        expect(tokensOf(await small.generate(requests, sampling, stop))).toEqual(due)
        await small.close()
      }
    })

    test('one prompt with many seeds is read once, and each seed is answered as alone', async () => {
      const prompt = Int32Array.of(4, 2, 9, 9)
      const shared = Array.from({ length: 8 }, (_, seed) => ({ prompt, seed }))
      const together = await model.generate(shared, sampling, stop)
      expect(new Set(tokensOf(together).map(String)).size).toBeGreaterThan(3)
      for (const [index, request] of shared.entries()) {
        const [alone] = await model.generate([request], sampling, stop)
        expect([...(alone?.tokens ?? [])]).toEqual([...(together[index]?.tokens ?? [])])
        alone?.logProbs.forEach((logProb, at) =>
          expect(Math.abs(logProb - (together[index]?.logProbs[at] as number))).toBeLessThan(1e-5),
        )
      }
    })

    test('a reply ends with the stop token, or has exactly the tokens it was allowed', async () => {
      const finishes = new Set<string>()
      for (const maxTokens of [1, 3]) {
        for (const { tokens, logProbs, finish } of await model.generate(requests, { ...sampling, maxTokens }, stop)) {
          finishes.add(finish)
          expect(logProbs).toHaveLength(tokens.length)
          expect(tokens.indexOf(stop.tokens[0] as number)).toBe(finish === 'stop' ? tokens.length - 1 : -1)
          if (finish === 'length') expect(tokens).toHaveLength(maxTokens)
        }
      }
      expect([...finishes].sort()).toEqual(['length', 'stop'])
    })

    test('a reply ends where it has come to end with a stop sequence, which stays in its tokens', async () => {
      const free = await model.generate(requests, { ...sampling, maxTokens: 12 }, stop)
      const pair = [...(free[0]?.tokens.subarray(3, 5) ?? [])]
      const ended = await model.generate(
        requests,
        { ...sampling, maxTokens: 12 },
        {
          ...stop,
          texts: [Uint8Array.from(pair)],
          pieces: tokenPieces(Array.from({ length: 12 }, (_, token) => Uint8Array.of(token))),
        },
      )
      free.forEach(({ tokens, finish }, index) => {
        const at = tokens.findIndex((token, place) => token === pair[0] && tokens[place + 1] === pair[1])
        const due = at < 0 ? tokens : tokens.subarray(0, at + 2)
        expect([...(ended[index]?.tokens ?? [])]).toEqual([...due])
        expect(ended[index]?.finish).toBe(at < 0 ? finish : 'stop')
      })
    })

    test('prompt and reply together are never longer than the policy holds', async () => {
      const replies = await model.generate(requests, { ...sampling, maxTokens: 100 }, stopAt())
      expect(replies.map(({ tokens }, index) => tokens.length + (requests[index]?.prompt.length ?? 0))).toEqual(
        requests.map(() => architecture.maxLengthTokens),
      )
      expect(replies.every(({ finish }) => finish === 'length')).toBe(true)
      const fullest = { prompt: new Int32Array(architecture.maxLengthTokens - 1).fill(3), seed: 0 }
      expect(tokensOf(await model.generate([fullest], sampling, stopAt()))[0]).toHaveLength(1)
    })

    test('a prompt that is empty or fills the policy is refused with its length', async () => {
      for (const length of [0, 12, 13])
        await expect(model.generate([{ prompt: new Int32Array(length), seed: 0 }], sampling, stop)).rejects.toThrow(
          new RegExp(`A prompt has ${length} tokens; the policy holds 12 in all and needs 1 to 11`),
        )
    })

    test('temperature 0 takes the likeliest tokens whatever the seed', async () => {
      const greedy = { ...sampling, temperature: 0 }
      const due = tokensOf(await model.generate(requests, greedy, stop))
      const reseeded = requests.map(({ prompt }) => ({ prompt, seed: 'another' }))
      expect(tokensOf(await model.generate(reseeded, greedy, stop))).toEqual(due)
      const top1 = { ...sampling, topK: 1 }
      expect(tokensOf(await model.generate(requests, top1, stop))).toEqual(due)
    })

    test('settings of sampling that mean nothing are refused by name', async () => {
      const bad: readonly Partial<Sampling>[] = [
        { temperature: -1 },
        { temperature: Number.NaN },
        { temperature: Infinity },
        { minP: 1.5 },
        { stop: [''] },
        { topK: -1 },
        { topK: 1.5 },
        { topP: 0 },
        { topP: 1.1 },
        { maxTokens: 0 },
      ]
      for (const each of bad)
        await expect(model.generate(requests, { ...sampling, ...each }, stop)).rejects.toThrow(
          new RegExp(`\`${Object.keys(each)[0]}\`.*got ${Object.values(each)[0]}`),
        )
    })

    test('no requests give no replies', async () => {
      expect(await model.generate([], sampling, stop)).toEqual([])
    })
  })

test('sampled tokens come with the frequencies of the distribution', async () => {
  const golden = goldenNumbers('learned-silu')
  const model = await goldenModel(golden, 'onnx-cpu')
  const prompt = Int32Array.of(8, 6)
  const one = { ...sampling, maxTokens: 1 }
  const replies = await model.generate(
    Array.from({ length: 4000 }, (_, seed) => ({ prompt, seed })),
    one,
    stopAt(),
  )
  const counts = new Map<number, { count: number; logProb: number }>()
  for (const { tokens, logProbs } of replies) {
    const token = tokens[0] as number
    counts.set(token, { count: (counts.get(token)?.count ?? 0) + 1, logProb: logProbs[0] as number })
  }
  for (const { count, logProb } of counts.values()) {
    const due = 4000 * Math.exp(logProb)
    // Five standard deviations.
    expect(Math.abs(count - due)).toBeLessThan(5 * Math.sqrt(due) + 1)
  }
  await model.close()
})
