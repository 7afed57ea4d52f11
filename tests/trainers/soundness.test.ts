import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TokenSequence, TrainablePolicy } from '../../src/core/policy.ts'
import { finiteMetrics, WeightsNotFinite, WeightWatch } from '../../trainers/soundness.ts'

const probe: TokenSequence = {
  tokens: Int32Array.of(1, 2),
  sampled: Uint8Array.of(0, 1),
  logProbs: Float32Array.of(-1),
  sampledBy: null,
}

/** A policy whose weights are a number: they score the probe, and are what a snapshot holds. */
function weighing(): { policy: TrainablePolicy; weights: { now: number; scored: number } } {
  const weights = { now: 0, scored: 0 }
  const policy = {
    score: async (sequences: unknown, options: unknown) => {
      expect([sequences, options]).toEqual([[probe], { temperature: 1 }])
      weights.scored++
      return [{ logProbs: Float32Array.of(-1, weights.now) }]
    },
    snapshot: async (folder: string) => writeFileSync(join(folder, 'weights'), String(weights.now)),
    restore: async (folder: string) => {
      weights.now = Number(readFileSync(join(folder, 'weights'), 'utf8'))
    },
  }
  return { policy: policy as unknown as TrainablePolicy, weights }
}

describe('weights that are no numbers', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'show it by a log-probability of %d',
    async (odd) => {
      const { policy, weights } = weighing()
      const watch = new WeightWatch(policy, undefined)
      weights.now = odd
      await watch.check()
      expect(weights.scored).toBe(0)
      watch.note({}, probe, 1)
      watch.note({}, null, 2)
      await expect(watch.check()).rejects.toThrow(WeightsNotFinite)
      await expect(watch.check()).rejects.toMatchObject({
        code: 'RLVR_TRAINER',
        message: `the log-probability of a token is ${odd}`,
      })
      weights.now = -3
      await expect(watch.check()).resolves.toBeUndefined()
    },
  )

  test('show it by the entropy and the sampler’s difference, and by no other metric', () => {
    const watch = new WeightWatch(weighing().policy, undefined)
    expect(() => watch.note({ entropy: Number.NaN }, null, 1)).toThrow('entropy is NaN')
    const difference = { 'sampling/sampling_logp_difference/mean': Number.POSITIVE_INFINITY }
    expect(() => watch.note(difference, null, 1)).toThrow('sampling/sampling_logp_difference/mean is Infinity')
    expect(() => watch.note({ entropy: null, loss: Number.NaN, reward: 1 }, null, 1)).not.toThrow()
  })
})

describe('the way back', () => {
  const keepAll = async (gradNorms: readonly (number | null)[]): Promise<{ words: string | null; now: number }> => {
    const { policy, weights } = weighing()
    const watch = new WeightWatch(policy, undefined)
    await watch.keep(0)
    for (const [index, gradNorm] of gradNorms.entries()) {
      // The gradient of a step is of the weights before it: of those after `index` steps.
      watch.note({ grad_norm: gradNorm }, null, index)
      weights.now = index + 1
      await watch.keep(index + 1)
    }
    weights.now = 99
    const words = await watch.rollBack()
    watch.close()
    return { words, now: weights.now }
  }

  test('leads to the newest weights whose gradient was finite', async () => {
    expect(await keepAll([1, 1, 1])).toEqual({ words: 'those after step 2', now: 2 })
    expect(await keepAll([1, 1, null])).toEqual({ words: 'those after step 1', now: 1 })
    expect(await keepAll([1, 1, null, null])).toEqual({ words: 'those after step 1', now: 1 })
    expect(await keepAll([null, null])).toEqual({ words: 'those after step 0', now: 0 })
    expect(await keepAll([1, null, 1])).toEqual({ words: 'those after step 2', now: 2 })
  })

  test('is not there where nothing was kept', async () => {
    expect(await new WeightWatch(weighing().policy, undefined).rollBack()).toBeNull()
  })
})

test('metrics that are no numbers are written as null', () => {
  const metrics = { loss: Number.NaN, grad_norm: Number.POSITIVE_INFINITY, reward: 0, entropy: null }
  expect(finiteMetrics(metrics)).toEqual({ loss: null, grad_norm: null, reward: 0, entropy: null })
})

test('the error keeps what caused it', () => {
  const cause = new Error('why')
  expect(new WeightsNotFinite('what', { cause })).toMatchObject({ code: 'RLVR_TRAINER', message: 'what', cause })
})
