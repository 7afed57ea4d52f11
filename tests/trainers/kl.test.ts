import { describe, expect, it } from 'vitest'
import { adaptiveKl } from '../../trainers/coefficients.ts'
import { k1, k2, k3, k3Bounds, k3WithGradientOfK2, klAtToken, klPenalty } from '../../trainers/kl.ts'
import { goldenSequences } from './golden-sequences.ts'

const tokens = goldenSequences.flatMap((terms) =>
  Array.from(terms.logProbs as number[], (logProb, t) => ({
    logProb,
    oldLogProb: terms.oldLogProbs[t] as number,
    referenceLogProb: terms.referenceLogProbs?.[t] as number,
  })),
)

describe('estimators', () => {
  it.each([
    ['k1', k1(), false, [0.105361, 0, 0.182322, 0.182322, -0.405465]],
    ['k2', k2(), false, [0.00555, 0, 0.016621, 0.016621, 0.082201]],
    ['k3', k3(), false, [0.005361, 0, 0.015655, 0.015655, 0.094535]],
    ['k3 times the ratio', k3(), true, [0.006701, 0, 0.015655, 0.023482, 0.047267]],
  ] as const)('%s gives its golden values', (_name, estimator, ratioCorrected, wanted) => {
    const penalty = { ...klPenalty(estimator, { coefficient: 1, ratioCorrected }), estimator }
    for (const [i, token] of tokens.entries()) {
      expect(klAtToken(penalty, token).value).toBeCloseTo(wanted[i] as number, 5)
    }
  })

  it('k3 is never negative and 0 only where the policies agree', () => {
    for (const x of [-30, -5, -1e-3, 1e-3, 5, 30]) expect(k3()(x).value).toBeGreaterThan(0)
    expect(k3()(0)).toEqual({ value: 0, slope: 0 })
  })

  it('clamps of k3 hold value and gradient', () => {
    expect(k3()(-1000).value).toBe(k3()(-20).value)
    expect(k3()(-1000).slope).toBe(0)
    expect(k3({ maxEstimate: 10 })(-3)).toEqual({ value: 10, slope: 0 })
  })

  it("k3 is at most 10 with verl's bounds, and what it is with TRL's, and says so", () => {
    expect(k3(k3Bounds.verl)(-5)).toEqual({ value: 10, slope: 0 })
    expect(k3(k3Bounds.trl)(-5)).toEqual({ value: Math.exp(5) - 6, slope: 1 - Math.exp(5) })
    expect(k3(k3Bounds.verl).description).toBe('k3 = exp(-x) + x - 1, at most 10')
  })

  it('k3+ has the value of k3 and the gradient of k2', () => {
    expect(k3WithGradientOfK2()(0.7)).toEqual({ value: k3()(0.7).value, slope: k2()(0.7).slope })
  })
})

describe('klPenalty', () => {
  it('takes a number or a coefficient that changes', () => {
    expect(klPenalty(k3(), { coefficient: 0.1 }).coefficient.description).toBe('0.1')
    const steered = adaptiveKl({ initial: 0.2, target: 6 })
    expect(klPenalty(k3(), { coefficient: steered }).coefficient).toBe(steered)
  })

  it('refuses a coefficient below 0', () => {
    expect(() => klPenalty(k3(), { coefficient: -1 })).toThrow('at least 0')
  })
})
