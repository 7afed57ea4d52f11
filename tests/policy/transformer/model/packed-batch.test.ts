import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TokenSequence } from '../../../../src/core/policy.ts'
import { packBatch, paddedPositions, runsOf } from '../../../../src/policy/transformer/model/packed-batch.ts'

function sequenceOf(tokens: number): TokenSequence {
  return {
    tokens: new Int32Array(tokens),
    sampled: new Uint8Array(tokens).fill(1, 1),
    logProbs: new Float32Array(tokens - 1),
    sampledBy: null,
  }
}

test('there are few padded lengths, and little of one is padding', () => {
  for (const [maxLengthTokens, most] of [
    [40, 9],
    [512, 24],
    [4096, 36],
  ] as const) {
    const lengths = new Set<number>()
    for (let tokens = 2; tokens <= maxLengthTokens; tokens++) {
      const positions = paddedPositions(tokens, maxLengthTokens)
      lengths.add(positions)
      expect(positions).toBeGreaterThanOrEqual(tokens - 1)
      expect(positions).toBeLessThanOrEqual(Math.max(maxLengthTokens, tokens))
      expect(positions - (tokens - 1)).toBeLessThanOrEqual(Math.max(3, (tokens - 1) / 4))
    }
    expect(lengths.size).toBeLessThanOrEqual(most)
  }
})

test('runs hold every sequence once, few positions each, and mostly sequences of one padded length', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 2, max: 200 }), { maxLength: 300 }), (lengths) => {
      const sequences = lengths.map(sequenceOf)
      const runs = runsOf(sequences, 256)
      expect(runs.flat().sort((a, b) => a - b)).toEqual([...sequences.keys()])
      for (const run of runs) {
        const batch = packBatch(
          run.map((place) => sequences[place] as TokenSequence),
          256,
        )
        if (run.length > 1) expect(batch.tokens.length).toBeLessThanOrEqual(1024)
      }
    }),
  )
  const sequences = [...Array.from({ length: 512 }, (_, index) => sequenceOf(12 + (index % 12)))]
  const padded = runsOf(sequences, 40).reduce(
    (sum, run) =>
      sum +
      packBatch(
        run.map((place) => sequences[place] as TokenSequence),
        40,
      ).tokens.length,
    0,
  )
  const needed = sequences.reduce((sum, { tokens }) => sum + tokens.length - 1, 0)
  expect(padded / needed).toBeLessThan(1.2)
})
