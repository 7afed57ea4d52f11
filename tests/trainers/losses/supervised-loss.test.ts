import { describe, expect, it } from 'vitest'
import { supervisedLoss } from '../../../trainers/losses/supervised-loss.ts'
import { denominatorOf } from '../../../trainers/sequence-terms.ts'

const sequences = [{ logProbs: [0.5, 0.25].map(Math.log) }, { logProbs: [0.125].map(Math.log) }]

describe('supervisedLoss', () => {
  it('is the mean negative log-likelihood of all tokens of the step', () => {
    const { loss, coefficients } = supervisedLoss(sequences, denominatorOf([2, 1], 3))
    expect(loss).toBeCloseTo(1.386294, 6)
    expect(coefficients.map((one) => [...one])).toEqual([[-1 / 3, -1 / 3], [-1 / 3]])
  })

  it('does not depend on micro-batches', () => {
    const denominator = denominatorOf([2, 1], 3)
    const parts = sequences.map((sequence) => supervisedLoss([sequence], denominator).loss)
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1.386294, 6)
  })
})
