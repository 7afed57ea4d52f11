import { expect, test } from 'vitest'
import type { TokenSequence } from '../../../../src/core/policy.ts'
import { dealOut, jobsOf, scoresOf } from '../../../../src/policy/transformer/threads/jobs.ts'

const options = { maxLengthTokens: 64, positionsPerRun: 256, attentionTokens: 400 }

function sequenceOf(given: number, sampled: number): TokenSequence {
  return {
    tokens: Int32Array.from({ length: given + sampled }, (_, at) => at),
    sampled: Uint8Array.from([...new Uint8Array(given), ...new Uint8Array(sampled).fill(1)]),
    logProbs: new Float32Array(sampled),
    sampledBy: null,
  }
}

const sequences = [sequenceOf(5, 3), sequenceOf(4, 0), sequenceOf(5, 2), sequenceOf(6, 4)]

test('sequences whose coefficients are all 0 are scored without a gradient', () => {
  const coefficients = [[1, 0, 0], [], [0, 0], [0, 0, 0, 0]].map((logProbs) => ({
    logProbs: Float64Array.from(logProbs),
  }))
  const moved = jobsOf(sequences, coefficients, options).map(({ run, coefficients: given }) => ({
    indices: run.sequences.map(({ index }) => index).toSorted((a, b) => a - b),
    given: given === null ? null : [...given.logProbs],
  }))
  expect(moved).toEqual([
    { indices: [0], given: [1, 0, 0] },
    { indices: [2, 3], given: null },
  ])
  const withEntropy = coefficients.map((each) => ({ ...each, entropies: each.logProbs.map(() => 1) }))
  const jobs = jobsOf(sequences, withEntropy, options)
  expect(jobs.flatMap(({ run }) => run.sequences.map(({ index }) => index)).sort((a, b) => a - b)).toEqual([0, 2, 3])
  expect(jobs.every(({ coefficients: given }) => given?.entropies !== undefined && given.values === undefined)).toBe(
    true,
  )
})

test('scores come back to their sequences, none where nothing was sampled', () => {
  const jobs = jobsOf(sequences, null, options)
  const ofJobs = jobs.map(({ run }) => ({
    logProbs: Float32Array.from(run.targets),
    entropies: Float32Array.from(run.picked),
  }))
  const scores = scoresOf(sequences.length, jobs, ofJobs)
  expect(scores.map(({ logProbs }) => [...logProbs])).toEqual([[5, 6, 7], [], [5, 6], [6, 7, 8, 9]])
  expect(scores.map(({ entropies }) => entropies?.length)).toEqual([3, 0, 2, 4])
})

test('every thread gets about as much work, and each job goes to one', () => {
  const many = Array.from({ length: 100 }, (_, index) => sequenceOf(3, 4 + (index % 50)))
  const jobs = jobsOf(many, null, { ...options, threads: 2 })
  const shares = dealOut(jobs, 2)
  expect(shares.flat().sort((a, b) => a - b)).toEqual([...jobs.keys()])
  const [first = 0, second = 0] = shares.map((share) =>
    share.reduce((sum, place) => sum + jobs[place]!.run.tokens.length, 0),
  )
  expect(Math.abs(first - second)).toBeLessThanOrEqual(256)
  expect(dealOut(jobs.slice(0, 1), 2)).toEqual([[0]])
})
