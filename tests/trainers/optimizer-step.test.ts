import { expect, test } from 'vitest'
import type { TokenSequence, TrainablePolicy } from '../../src/core/policy.ts'
import { dpoLoss } from '../../trainers/losses/dpo-loss.ts'
import { optimizerStep } from '../../trainers/optimizer-step.ts'

/** A sequence of `length` tokens, all sampled. */
function sequenceOf(length: number): TokenSequence {
  return {
    tokens: new Int32Array(length),
    sampled: new Uint8Array(length).fill(1),
    logProbs: new Float32Array(length),
    sampledBy: null,
  }
}

/** A policy whose log-probabilities follow from the length of a sequence; it keeps the passes and coefficients it is given. */
class RecordingPolicy {
  readonly passes: (readonly TokenSequence[])[] = []
  readonly coefficients: Map<TokenSequence, readonly number[]> = new Map()
  discarded = 0
  applied = 0

  readonly accumulate: TrainablePolicy['accumulate'] = (sequences, _options, given) => {
    this.passes.push(sequences)
    const logProbs = sequences.map(({ tokens }) => new Float32Array(tokens.length).fill(-1 / tokens.length))
    const coefficients = typeof given === 'function' ? given(logProbs) : given
    for (const [index, sequence] of sequences.entries())
      this.coefficients.set(sequence, Array.from(coefficients[index]?.logProbs ?? []))
    return Promise.resolve(logProbs.map((each) => ({ logProbs: each })))
  }

  readonly apply: TrainablePolicy['apply'] = () => {
    this.applied++
    return Promise.resolve({ gradNorm: 2, skipped: false })
  }

  readonly discard: TrainablePolicy['discard'] = () => {
    this.discarded++
    return Promise.resolve()
  }
}

interface Pair {
  readonly chosen: TokenSequence
  readonly rejected: TokenSequence
}

const pairs: readonly Pair[] = [
  [3, 7],
  [5, 1],
  [2, 2],
  [9, 4],
].map(([chosen, rejected]) => ({ chosen: sequenceOf(chosen as number), rejected: sequenceOf(rejected as number) }))

async function prefer(policy: RecordingPolicy, microbatchTokens: number): ReturnType<typeof optimizerStep<Pair>> {
  const reference = (logProbs: Float32Array): { logProbs: Float32Array; referenceLogProbs: Float32Array } => ({
    logProbs,
    referenceLogProbs: new Float32Array(logProbs.length),
  })
  return await optimizerStep<Pair>({
    policy: policy as unknown as TrainablePolicy,
    items: pairs,
    sequencesOf: ({ chosen, rejected }) => [chosen, rejected],
    lossOf: (_items, logProbs) => {
      const { loss, coefficients } = dpoLoss(
        logProbs.map(([chosen, rejected]) => ({
          chosen: reference(chosen as Float32Array),
          rejected: reference(rejected as Float32Array),
        })),
        { pairs: pairs.length, beta: 1 },
      )
      return { loss, coefficients: coefficients.map((each) => each.map((logProbs) => ({ logProbs }))) }
    },
    temperature: 1,
    microbatchTokens,
    learningRate: 0.1,
    maxGradNorm: 1,
  })
}

test('the two sequences of a pair are in one pass, whose loss sees them as a pair, however a step is split', async () => {
  const whole = new RecordingPolicy()
  const { scored, gradNorm } = await prefer(whole, 1_000_000)
  expect([whole.passes.length, whole.applied, gradNorm]).toEqual([1, 1, 2])
  expect(scored.map(({ scores }) => scores.map(({ logProbs }) => logProbs.length))).toEqual(
    scored.map(({ item }) => [item.chosen.tokens.length, item.rejected.tokens.length]),
  )
  for (const microbatchTokens of [1, 20, 30]) {
    const split = new RecordingPolicy()
    await prefer(split, microbatchTokens)
    expect(split.passes.length).toBeGreaterThan(1)
    for (const pass of split.passes)
      for (const { chosen, rejected } of pairs) expect(pass.includes(chosen)).toBe(pass.includes(rejected))
    for (const [sequence, coefficients] of whole.coefficients)
      expect(split.coefficients.get(sequence)).toEqual(coefficients)
  }
  // The chosen reply is raised, the rejected one lowered.
  for (const { chosen, rejected } of pairs) {
    expect(whole.coefficients.get(chosen)?.every((value) => value < 0)).toBe(true)
    expect(whole.coefficients.get(rejected)?.every((value) => value > 0)).toBe(true)
  }
})

test('a loss or derivative that is not finite changes nothing and is named', async () => {
  const step = async (loss: number, coefficient: number): Promise<[string | null, RecordingPolicy]> => {
    const policy = new RecordingPolicy()
    const { skipped } = await optimizerStep({
      policy: policy as unknown as TrainablePolicy,
      items: pairs,
      sequencesOf: ({ chosen }) => [chosen],
      lossOf: (items) => ({
        loss,
        coefficients: items.map(({ chosen }) => [
          { logProbs: new Float64Array(chosen.tokens.length).fill(coefficient) },
        ]),
      }),
      temperature: 1,
      microbatchTokens: 1,
      learningRate: 0.1,
      maxGradNorm: 1,
    })
    return [skipped, policy]
  }
  for (const [loss, coefficient, words] of [
    [Number.NaN, 1, 'the loss is NaN'],
    [0, Infinity, 'the derivative of sequence 0 of a pass is not finite'],
  ] as const) {
    const [skipped, policy] = await step(loss, coefficient)
    expect([skipped, policy.passes.length, policy.discarded, policy.applied]).toEqual([words, 1, 1, 0])
  }
  const [skipped, policy] = await step(0, 1)
  expect([skipped, policy.passes.length, policy.discarded, policy.applied]).toEqual([null, 4, 0, 1])
})
