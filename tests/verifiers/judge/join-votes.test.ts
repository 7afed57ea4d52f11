import { expect, test } from 'vitest'
import { agreementOf, joinVotes } from '../../../verifiers/judge/join-votes.ts'

test('a majority is the middle vote; a mean is the mean', () => {
  expect(joinVotes([1, 0, 1], { join: 'majority', missing: 0 })).toBe(1)
  expect(joinVotes([0.2, 0.9, 0.4], { join: 'majority', missing: 0 })).toBe(0.4)
  expect(joinVotes([0.2, 0.9, 0.4], { join: 'mean', missing: 0 })).toBeCloseTo(0.5)
})

test('missing votes are given every way they could have gone', () => {
  expect(joinVotes([1, 1], { join: 'majority', missing: 1 })).toBe(1)
  expect(joinVotes([1, 0], { join: 'majority', missing: 1 })).toBeNull()
  expect(joinVotes([1, 1, 1], { join: 'majority', missing: 2 })).toBe(1)
  expect(joinVotes([1, 1], { join: 'majority', missing: 3 })).toBeNull()
  expect(joinVotes([1, 1], { join: 'mean', missing: 1 })).toBeNull()
  expect(joinVotes([], { join: 'majority', missing: 1 })).toBeNull()
})

test('agreement is the share of pairs that say the same', () => {
  expect(agreementOf([1])).toBeNull()
  expect(agreementOf([1, 1, 1])).toBe(1)
  expect(agreementOf([1, 0, 1, 1])).toBe(0.5)
})
