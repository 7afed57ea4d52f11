import { expect, test } from 'vitest'
import { checkVerdict, invalid, notApplicable, scored } from '../../src/core/verdict.ts'

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

test.each(['1', null, [1], 1n, undefined, {}])('a score of %o is none', (score) => {
  for (const verdict of [scored(score as never, 'x'), checkVerdict('mine', { status: 'scored', score, reason: 'x' })])
    expect(verdict).toMatchObject({ status: 'invalid', cause: 'verifier-error' })
})

test.each([
  [{ status: 'invalid' }, '`reason` is undefined'],
  [{ status: 'invalid', reason: 'off' }, '`cause` is undefined; expected broken-gold, verifier-error'],
  [{ status: 'invalid', reason: 'off', cause: 'moon' }, '`cause` is "moon"'],
  [{ status: 'scored', score: 1 }, '`reason` is undefined; expected a text'],
  [{ status: 'scored', score: 1, reason: 5 }, '`reason` is 5'],
  [{ status: 'not-applicable', reason: null }, '`reason` is null'],
])('the verdict %o is told what it lacks', (given, words) => {
  const verdict = checkVerdict('mine', given)
  expect(verdict).toMatchObject({ status: 'invalid', cause: 'verifier-error' })
  expect(verdict.reason).toContain(words)
})

const cycle: { self?: unknown } = {}
cycle.self = cycle

test.each([[{ x: Number.NaN }], [cycle], [{ when: new Date(0) }], [5], [[1]], [null]])(
  'evidence %o that JSON cannot hold as an object costs itself, not the verdict',
  (evidence) => {
    expect(checkVerdict('mine', { status: 'scored', score: 0.5, reason: 'r', evidence })).toEqual({
      status: 'scored',
      score: 0.5,
      reason: 'r',
      evidence: { note: expect.stringMatching(/^The evidence was left out: /) as string },
    })
    expect(checkVerdict('mine', { status: 'invalid', cause: 'judge', reason: 'r', evidence })).toMatchObject({
      cause: 'judge',
      evidence: { note: expect.any(String) as string },
    })
  },
)
