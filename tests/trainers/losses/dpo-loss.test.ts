import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dpoLoss, type PreferencePair } from '../../../trainers/losses/dpo-loss.ts'

const golden: PreferencePair = {
  chosen: { logProbs: [-4, -6], referenceLogProbs: [-5, -6] },
  rejected: { logProbs: [-12], referenceLogProbs: [-11.5] },
}

test('DPO and cDPO give their golden values', () => {
  expect(dpoLoss([golden], { pairs: 1 }).loss).toBeCloseTo(0.620957, 6)
  expect(dpoLoss([golden], { pairs: 1, labelSmoothing: 0.1 }).loss).toBeCloseTo(0.635957, 6)
  expect(dpoLoss([golden], { pairs: 1 }).margins).toEqual([expect.closeTo(0.15, 12)])
})

const terms = fc
  .array(
    fc.record({
      logProb: fc.double({ min: -5, max: -0.01, noNaN: true }),
      reference: fc.double({ min: -5, max: -0.01, noNaN: true }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((tokens) => ({
    logProbs: tokens.map(({ logProb }) => logProb),
    referenceLogProbs: tokens.map(({ reference }) => reference),
  }))
const pair = fc.record({ chosen: terms, rejected: terms })

test('the derivative of DPO is that of the value', () => {
  const step = 1e-6
  fc.assert(
    fc.property(pair, fc.constantFrom(0, 0.2), fc.constantFrom(0.1, 1), (given, labelSmoothing, beta) => {
      const options = { pairs: 3, labelSmoothing, beta }
      const [coefficients] = dpoLoss([given], options).coefficients
      for (const [place, side] of (['chosen', 'rejected'] as const).entries()) {
        for (let t = 0; t < given[side].logProbs.length; t++) {
          const at = (shift: number): number => {
            const logProbs = given[side].logProbs.map((value, i) => (i === t ? value + shift : value))
            return dpoLoss([{ ...given, [side]: { ...given[side], logProbs } }], options).loss
          }
          expect(coefficients?.[place]?.[t]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 6)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('parts of a step add up to the step, and a margin far out stays finite', () => {
  const other: PreferencePair = { chosen: golden.rejected, rejected: golden.chosen }
  const whole = dpoLoss([golden, other], { pairs: 2 })
  const parts = [golden, other].map((each) => dpoLoss([each], { pairs: 2 }))
  expect(parts.reduce((sum, { loss }) => sum + loss, 0)).toBeCloseTo(whole.loss, 12)
  expect(parts.flatMap(({ coefficients }) => coefficients)).toEqual(whole.coefficients)
  const far: PreferencePair = {
    chosen: { logProbs: [-1e5], referenceLogProbs: [0] },
    rejected: { logProbs: [0], referenceLogProbs: [-1e5] },
  }
  expect(dpoLoss([far], { pairs: 1, beta: 1 })).toMatchObject({
    loss: 2e5,
    coefficients: [[Float64Array.of(-1), Float64Array.of(1)]],
  })
})
