import { expect, test } from 'vitest'
import { invalid, notApplicable, scored } from '../../src/core/verdict.ts'

test('a score is a number in 0..1, or yes or no', () => {
  expect(scored(0.25, 'a quarter')).toEqual({ status: 'scored', score: 0.25, reason: 'a quarter' })
  expect(scored(true, 'yes')).toEqual({ status: 'scored', score: 1, reason: 'yes' })
  expect(scored(false, 'no', { seen: 3 })).toEqual({ status: 'scored', score: 0, reason: 'no', evidence: { seen: 3 } })
  expect(scored(0, 'x').status).toBe('scored')
  expect(scored(1, 'x').status).toBe('scored')
})

test.each([-0.01, 1.01, Number.NaN, Number.POSITIVE_INFINITY])(
  'a score of %d is an invalid verdict, not clipped',
  (score) => {
    expect(scored(score, 'x', { seen: 3 })).toEqual({
      status: 'invalid',
      cause: 'verifier-error',
      reason: `A score must lie in 0..1; the verifier gave ${score}.`,
      evidence: { seen: 3 },
    })
  },
)

test('the other two verdicts carry no score', () => {
  expect(notApplicable('not asked')).toEqual({ status: 'not-applicable', reason: 'not asked' })
  expect(invalid('timeout', 'late')).toEqual({ status: 'invalid', cause: 'timeout', reason: 'late' })
  expect(invalid('judge', 'off', { url: 'x' })).toMatchObject({ evidence: { url: 'x' } })
})
