// An optimizer step as the policy sees it: passes, derivatives and skips; and the guard that counts skips in a row.
import { describe, expect, test } from 'vitest'
import type { TokenCoefficients, TokenSequence, TrainablePolicy } from '../../src/core/policy.ts'
import { optimizerStep, SkipGuard, type PassLoss } from '../../trainers/optimizer-step.ts'

const sequenceOf = (tokens: number): TokenSequence => ({
  tokens: new Int32Array(tokens),
  sampled: new Uint8Array(tokens),
  logProbs: new Float32Array(1),
  sampledBy: null,
})

interface Call {
  readonly name: string
  readonly of: unknown
}

/** A policy that notes what it is asked; the log-probability of a sequence is minus its length. */
function noting({ gradNorm = 2, skipped = false } = {}): { policy: TrainablePolicy; calls: Call[] } {
  const calls: Call[] = []
  const policy = {
    accumulate: async (sequences: TokenSequence[], options: object, derivatives: unknown) => {
      const logProbs = sequences.map(({ tokens }) => Float32Array.of(-tokens.length))
      const coefficients =
        typeof derivatives === 'function'
          ? (derivatives(logProbs) as TokenCoefficients[])
          : (derivatives as TokenCoefficients[])
      calls.push({
        name: 'accumulate',
        of: { options, coefficients: coefficients.map((each) => Array.from(each.logProbs)) },
      })
      return logProbs.map((each) => ({ logProbs: each }))
    },
    apply: async (options: object) => {
      calls.push({ name: 'apply', of: options })
      return { gradNorm, skipped }
    },
    discard: async () => void calls.push({ name: 'discard', of: null }),
  }
  return { policy: policy as unknown as TrainablePolicy, calls }
}

const ones = (items: readonly number[][], loss = 1, value = 1): PassLoss => ({
  loss,
  coefficients: items.map((lengths) => lengths.map(() => ({ logProbs: Float64Array.of(value) }))),
})

const base = {
  sequencesOf: (lengths: number[]) => lengths.map(sequenceOf),
  temperature: 0.7,
  microbatchTokens: 10,
  learningRate: 0.01,
  maxGradNorm: 1,
}

describe('an optimizer step', () => {
  test('accumulates pass by pass, items whole, and is applied once', async () => {
    const { policy, calls } = noting()
    const seen: unknown[] = []
    const result = await optimizerStep({
      ...base,
      policy,
      items: [[4, 5], [6], [3]],
      lossOf: (items, logProbs) => {
        seen.push([items, logProbs.map((own) => own.map((each) => Array.from(each)))])
        return ones(items)
      },
      optimizer: { weightDecay: 0 },
    })
    expect(calls.map(({ name }) => name)).toEqual([...seen.map(() => 'accumulate'), 'apply'])
    expect(seen.length).toBeGreaterThan(1)
    expect(calls[0]?.of).toMatchObject({ options: { temperature: 0.7 } })
    expect(calls.at(-1)?.of).toEqual({ learningRate: 0.01, maxGradNorm: 1, optimizer: { weightDecay: 0 } })
    expect(result).toMatchObject({ gradNorm: 2, skipped: null })
    // Each item comes back with the scores of its own sequences.
    expect(result.scored.map(({ item }) => item.join()).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['3', '4,5', '6'])
    for (const { item, scores } of result.scored)
      expect(scores.map(({ logProbs }) => -(logProbs[0] as number))).toEqual(item)
    for (const [items, logProbs] of seen as [number[][], number[][][]][])
      expect(logProbs).toEqual(items.map((lengths) => lengths.map((length) => [-length])))
  })

  test('of derivatives that are known beforehand asks for no log-probabilities', async () => {
    const { policy, calls } = noting()
    const result = await optimizerStep({
      ...base,
      policy,
      items: [[2]],
      lossOf: { coefficients: (items) => ones(items, 1, 3).coefficients },
    })
    expect(calls[0]?.of).toMatchObject({ coefficients: [[3]] })
    expect(calls.at(-1)?.of).toEqual({ learningRate: 0.01, maxGradNorm: 1 })
    expect(result.skipped).toBeNull()
  })

  test.each([
    [{ loss: Number.NaN, value: 1 }, 'the loss is NaN'],
    [{ loss: 1, value: Number.POSITIVE_INFINITY }, 'the derivative of sequence 0 of a pass is not finite'],
  ])('with %o is skipped and forgotten', async ({ loss, value }, words) => {
    const { policy, calls } = noting()
    const result = await optimizerStep({
      ...base,
      policy,
      items: [[2], [9]],
      lossOf: (items) => ones(items, loss, value),
    })
    expect(result).toMatchObject({ gradNorm: null, skipped: words })
    expect(calls.map(({ name }) => name)).toEqual(['accumulate', 'discard'])
    expect(result.scored).toHaveLength(1)
  })

  test('that the policy skipped says so', async () => {
    const { policy } = noting({ gradNorm: Number.NaN, skipped: true })
    expect(await optimizerStep({ ...base, policy, items: [[2]], lossOf: (items) => ones(items) })).toMatchObject({
      gradNorm: null,
      skipped: 'the gradient norm is NaN',
    })
  })
})

describe('the guard', () => {
  test('stops at the third skipped step in a row', () => {
    const guard = new SkipGuard()
    guard.note(1, 'x')
    guard.note(2, 'x')
    expect(guard.inRow).toBe(2)
    expect(() => guard.note(3, 'the loss is NaN')).toThrow(
      /^Step 3: three optimizer steps in a row .*\(the loss is NaN\)/,
    )
  })

  test('counts anew after a step that was taken, and goes on from a checkpoint', () => {
    const guard = new SkipGuard(2)
    guard.note(1, null)
    expect(guard.inRow).toBe(0)
    guard.note(2, 'x')
    guard.note(3, 'x')
    expect(() => new SkipGuard(2).note(9, 'x')).toThrow('Step 9')
  })
})
