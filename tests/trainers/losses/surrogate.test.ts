import { expect, test } from 'vitest'
import {
  boundedRatio,
  boundedRatioSlope,
  maxLogRatio,
  sequenceLogRatio,
  silent,
} from '../../../trainers/losses/surrogate.ts'

const terms = { logProbs: [-1, -2, -3], oldLogProbs: [-1.5, -2, -1], advantage: 1 }

test('a ratio is the exponential of its logarithm, within ±20', () => {
  expect(maxLogRatio).toBe(20)
  expect(boundedRatio(0.5)).toBe(Math.exp(0.5))
  expect(boundedRatio(1000)).toBe(Math.exp(20))
  expect(boundedRatio(-1000)).toBe(Math.exp(-20))
  expect(boundedRatio(Number.NaN)).toBeNaN()
})

test('its slope is itself within the bound, and 0 beyond it', () => {
  for (const x of [-19.9, -1, 0, 3, 19.9, 20, -20]) expect(boundedRatioSlope(x)).toBe(Math.exp(x))
  for (const x of [20.001, -20.001, 1e6]) expect(boundedRatioSlope(x)).toBe(0)
})

test('a sequence’s log-ratio is the sum over its tokens', () => {
  expect(sequenceLogRatio(terms)).toBeCloseTo(0.5 + 0 - 2, 12)
  expect(sequenceLogRatio({ ...terms, logProbs: [], oldLogProbs: [] })).toBe(0)
})

test('a silent share is nothing, of the sequence’s length', () => {
  expect(silent(terms, 3)).toEqual({
    value: 0,
    dLogProbs: new Float64Array(3),
    clippedLow: 0,
    clippedHigh: 0,
    ratios: 3,
  })
})
