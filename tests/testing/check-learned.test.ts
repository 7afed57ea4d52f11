// Promises that a policy which has learned nothing seems to keep, and how far apart scores are.
import { describe, expect, it } from 'vitest'
import type { Reply, TokenSequence, TrainablePolicy } from '../../src/core/policy.ts'
import { checkLearned } from '../../src/testing/check-learned.ts'
import { Findings } from '../../src/testing/findings.ts'
import { apart, constantCoefficients, flat, total } from '../../src/testing/score-differences.ts'
import { promptMessages } from '../../src/core/message.ts'
import { bigramPolicy } from '../policy/bigram-policy.ts'

const prompts = ['12+7=', '3+4=', '25+30=']

/** The promises that a policy breaks. */
async function brokenBy(policy: TrainablePolicy): Promise<string[]> {
  const findings = new Findings('The policy')
  const encoded: TokenSequence[] = []
  for (const prompt of prompts) encoded.push(await policy.encode(promptMessages(prompt), '7'))
  const sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: 8 }
  await checkLearned(findings, policy, { prompts, sampling, tolerance: 1e-5, encoded })
  try {
    findings.finish('RLVR_POLICY')
    return []
  } catch (thrown) {
    return (thrown as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^ *- (.*?): .*$/, '$1'))
  }
}

const marked = (sequence: TokenSequence, change: Partial<TokenSequence>): TokenSequence => ({ ...sequence, ...change })
const withSequences =
  (sound: TrainablePolicy, change: (sequence: TokenSequence) => Partial<TokenSequence>): TrainablePolicy['generate'] =>
  async (...asked) =>
    (await sound.generate(...asked)).map((reply): Reply => {
      const { sequence } = reply
      return sequence === undefined ? reply : { ...reply, sequence: marked(sequence, change(sequence)) }
    })

const names = {
  sampled: 'what was sampled after updates is scored as its sampler says',
  order: 'scores stand in the order of their sequences, at the temperature asked for',
  frozen: 'a frozen copy scores as the policy does, and making one changes nothing',
  told: 'accumulate tells the loss, and gives, what score gives, and changes nothing it is given',
  own: 'a coefficient counts for its own token, whatever is marked beside it',
  between: 'scores and replies asked for between leave the gradient as it is',
  rate: 'at a learning rate of 0 nothing changes, and gradNorm is that before clipping',
  prompt: 'a prompt is the same tokens to encode and to generate',
}

describe('checkLearned', () => {
  it('finds nothing wrong with a sound policy', async () => {
    expect(await brokenBy(bigramPolicy())).toEqual([])
  })

  it.each<[string, (sound: TrainablePolicy) => Partial<TrainablePolicy>, string]>([
    [
      'a sampler that names an older version',
      (sound) => ({ generate: withSequences(sound, () => ({ sampledBy: { version: 0, temperature: 1 } })) }),
      names.sampled,
    ],
    [
      'sampler and scorer that both ignore the temperature',
      (sound) => ({
        generate: async (requests, sampling, options) => {
          const replies = await sound.generate(requests, { ...sampling, temperature: 1 }, options)
          const sampledBy = { version: sound.version, temperature: sampling.temperature }
          return replies.map((reply) => ({ ...reply, sequence: { ...(reply.sequence as TokenSequence), sampledBy } }))
        },
        score: async (sequences) => await sound.score(sequences, { temperature: 1 }),
      }),
      names.order,
    ],
    [
      'scores in another order',
      (sound) => ({ score: async (...asked) => (await sound.score(...asked)).toReversed() }),
      names.order,
    ],
    [
      'a frozen copy that ignores the temperature',
      (sound) => ({
        freeze: async () => {
          const frozen = await sound.freeze()
          return {
            score: async (sequences) => await frozen.score(sequences, { temperature: 1 }),
            close: async () => await frozen.close(),
          }
        },
      }),
      names.frozen,
    ],
    [
      'a loss that is told other log-probabilities',
      (sound) => ({
        accumulate: async (sequences, given, coefficients) =>
          await sound.accumulate(
            sequences,
            given,
            typeof coefficients === 'function'
              ? (logProbs) => coefficients(logProbs.map((row) => row.map(() => -1)))
              : coefficients,
          ),
      }),
      names.told,
    ],
    [
      'an accumulate without an answer',
      (sound) => ({
        accumulate: async (...asked) => {
          await sound.accumulate(...asked)
          return []
        },
      }),
      names.told,
    ],
    [
      'coefficients that are written over',
      (sound) => ({
        accumulate: async (sequences, given, coefficients) => {
          const scores = await sound.accumulate(sequences, given, coefficients)
          if (typeof coefficients !== 'function') for (const { logProbs } of coefficients) logProbs.fill(0)
          return scores
        },
      }),
      names.told,
    ],
    [
      'a gradient that is a mean over tokens',
      (sound) => ({
        accumulate: async (sequences, given, coefficients) =>
          await sound.accumulate(sequences, given, (logProbs) =>
            (typeof coefficients === 'function' ? coefficients(logProbs) : coefficients).map((each) => ({
              logProbs: each.logProbs.map((value) => value / each.logProbs.length),
            })),
          ),
      }),
      names.own,
    ],
    [
      'a gradient that a score forgets',
      (sound) => ({
        score: async (...asked) => {
          await sound.discard()
          return await sound.score(...asked)
        },
      }),
      names.between,
    ],
    [
      'a norm after clipping',
      (sound) => ({
        apply: async (options) => {
          const { gradNorm, skipped } = await sound.apply(options)
          return { gradNorm: Math.min(gradNorm ?? 0, options.maxGradNorm), skipped }
        },
      }),
      names.rate,
    ],
    [
      'a learning rate of its own',
      (sound) => ({ apply: async (options) => await sound.apply({ ...options, learningRate: 0.01 }) }),
      names.rate,
    ],
    [
      'an encode of another prompt',
      (sound) => ({
        encode: async (messages, reply) => await sound.encode([...messages, ...promptMessages('1')], reply),
      }),
      names.prompt,
    ],
  ])('finds %s', async (_, breakIt, name) => {
    const sound = bigramPolicy({ seed: 4 })
    const broken = Object.defineProperties(
      Object.create(sound) as TrainablePolicy,
      Object.getOwnPropertyDescriptors(breakIt(sound)),
    )
    expect(await brokenBy(broken)).toContain(name)
  })
})

describe('differences of scores', () => {
  const scores = [{ logProbs: Float32Array.of(-1, -2) }, { logProbs: Float32Array.of(-4) }]

  it('are told by place, and a missing number is one', () => {
    expect(flat(scores)).toEqual([-1, -2, -4])
    expect(total(scores[0])).toBe(-3)
    expect(constantCoefficients([Float32Array.of(0, 0)], -1)).toEqual([{ logProbs: Float64Array.of(-1, -1) }])
    expect(apart([1, 2], [1, 2.5], 1)).toBeNull()
    expect(apart([1, 2], [1, 2.5], 0.1)).toBe('log-probability 1 is 2, 2.5 was due')
    expect(apart([Number.NaN], [1], 1)).toBe('log-probability 0 is NaN, 1 was due')
    expect(apart([1], [1, 2], 1)).toBe('1 log-probabilities, 2 were due')
  })
})
