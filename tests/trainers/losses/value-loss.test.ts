import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { TokenSequence } from '../../../src/core/policy.ts'
import { openTransformer } from '../../../src/policy/transformer/transformer-policy.ts'
import { valueLoss, type ValueTerms } from '../../../trainers/losses/value-loss.ts'
import { optimizerStep } from '../../../trainers/optimizer-step.ts'

const number = fc.double({ min: -2, max: 2, noNaN: true })
const terms: fc.Arbitrary<ValueTerms> = fc
  .array(fc.record({ value: number, due: number, old: number }), { minLength: 1, maxLength: 5 })
  .map((tokens) => ({
    values: tokens.map(({ value }) => value),
    returns: tokens.map(({ due }) => due),
    oldValues: tokens.map(({ old }) => old),
  }))

test('a value may move by the clip, and no further pays', () => {
  const at = (value: number): ReturnType<typeof valueLoss> =>
    valueLoss([{ values: [value], returns: [1], oldValues: [0] }], { tokens: 1, clip: 0.2 })
  expect(at(0.1)).toEqual({ loss: expect.closeTo(0.405, 12), coefficients: [Float64Array.of(-0.9)], clipFraction: 0 })
  expect(at(0.5)).toEqual({ loss: expect.closeTo(0.32, 12), coefficients: [Float64Array.of(0)], clipFraction: 1 })
  // Away from the return nothing is clipped: it has to come back.
  expect(at(-0.5)).toEqual({ loss: expect.closeTo(1.125, 12), coefficients: [Float64Array.of(-1.5)], clipFraction: 0 })
  expect(valueLoss([], { tokens: 0 })).toEqual({ loss: 0, coefficients: [], clipFraction: null })
})

test('the derivative is that of the value, with a clip and without', () => {
  const step = 1e-6
  fc.assert(
    fc.property(terms, fc.constantFrom(null, 0.2, 1), (given, clip) => {
      const options = { tokens: 7, clip }
      const { coefficients } = valueLoss([given], options)
      for (let t = 0; t < given.values.length; t++) {
        const at = (shift: number): number =>
          valueLoss([{ ...given, values: Array.from(given.values, (v, i) => (i === t ? v + shift : v)) }], options).loss
        const [below, here, above] = [at(-step), at(0), at(step)]
        // Where the two branches meet there are two slopes.
        if (Math.abs(above - 2 * here + below) > step ** 2) continue
        expect(coefficients[0]?.[t]).toBeCloseTo((above - below) / (2 * step), 5)
      }
    }),
    { numRuns: 200 },
  )
})

test('parts of a step add up to the step', () => {
  fc.assert(
    fc.property(terms, terms, (one, other) => {
      const options = { tokens: 9, clip: 0.2 }
      const whole = valueLoss([one, other], options)
      const parts = [one, other].map((each) => valueLoss([each], options))
      expect(parts.reduce((sum, { loss }) => sum + loss, 0)).toBeCloseTo(whole.loss, 12)
      expect(parts.flatMap(({ coefficients }) => coefficients)).toEqual(whole.coefficients)
    }),
  )
})

test('a value head learns what each of two replies earns', async () => {
  const policy = await openTransformer({
    architecture: {
      width: 32,
      layers: 1,
      heads: 2,
      maxLengthTokens: 12,
      positions: 'learned',
      mlp: 'silu',
      mlpWidth: 64,
      valueHead: true,
    },
    tokenizer: { kind: 'character', alphabet: 'abc:' },
    seed: 0,
    backend: 'onnx-cpu',
    threads: 1,
  })
  onTestFinished(() => policy.close())
  const lessons = [
    { sequence: policy.encode([{ role: 'user', content: 'a:' }], 'bb'), earns: 1 },
    { sequence: policy.encode([{ role: 'user', content: 'b:' }], 'cc'), earns: -0.5 },
  ]
  const valuesOf = async (sequence: TokenSequence): Promise<readonly number[]> => [
    ...((await policy.score([sequence], { temperature: 1 }))[0]?.values ?? []),
  ]
  const tokens = lessons.reduce((sum, { sequence }) => sum + sequence.logProbs.length, 0)
  for (let step = 0; step < 60; step++)
    await optimizerStep({
      policy,
      items: lessons,
      sequencesOf: ({ sequence }) => [sequence],
      lossOf: (items, _, values) => {
        const { loss, coefficients } = valueLoss(
          items.map(({ earns }, index) => {
            const own = values?.[index]?.[0] as Float32Array
            return { values: own, returns: own.map(() => earns), oldValues: own }
          }),
          { tokens },
        )
        return {
          loss,
          coefficients: coefficients.map((each) => [{ logProbs: new Float64Array(each.length), values: each }]),
        }
      },
      temperature: 1,
      microbatchTokens: 4096,
      learningRate: 0.01,
      maxGradNorm: 1,
    })
  for (const { sequence, earns } of lessons)
    for (const value of await valuesOf(sequence)) expect(Math.abs(value - earns)).toBeLessThan(0.05)
  // It answers as one without a head does.
  const [reply] = await policy.generate([{ messages: [{ role: 'user', content: 'a:' }], seed: 0 }], {
    temperature: 1,
    topK: 0,
    topP: 1,
    maxTokens: 4,
  })
  expect(reply?.sequence?.logProbs.length).toBeGreaterThan(0)
})
