// What the losses count as clipped: a ratio below the bound with a negative advantage, or above it with a positive one.
import { describe, expect, test } from 'vitest'
import { cispoSurrogate } from '../../../trainers/losses/cispo-surrogate.ts'
import { gspoSurrogate, sequenceRatioSurrogate } from '../../../trainers/losses/sequence-surrogate.ts'
import type { SequenceTerms } from '../../../trainers/sequence-terms.ts'

const terms = (advantage: SequenceTerms['advantage'], ...ratios: number[]): SequenceTerms => ({
  logProbs: ratios.map((ratio) => Math.log(ratio) - 1),
  oldLogProbs: ratios.map(() => -1),
  advantage,
})

describe('of whole sequences', () => {
  // The ratio of the sequence is the product of the tokens': 0.25 and 4.
  const loss = sequenceRatioSurrogate({ clip: 0.2 })
  test.each([
    [-1, [0.5, 0.5], 1, 0],
    [0.5, [0.5, 0.5], 0, 0],
    [0.5, [2, 2], 0, 1],
    [-0.5, [0.5, 0.5], 1, 0],
    [-1, [2, 2], 0, 0],
    [1, [1, 1], 0, 0],
    [0, [2, 2], 0, 0],
  ])('with advantage %d and ratios %j: %d low, %d high, of one', (advantage, ratios, low, high) => {
    expect(loss(terms(advantage, ...ratios), 1)).toMatchObject({ clippedLow: low, clippedHigh: high, ratios: 1 })
  })

  test('whose tokens have advantages of their own, each token is its share', () => {
    const { clippedLow, clippedHigh, ratios } = loss(terms([-1, 1, 0, -1], 0.5, 0.5, 1, 1), 1)
    expect([clippedLow, clippedHigh, ratios]).toEqual([0.5, 0, 1])
    expect(loss(terms([-1, 1, 0, 1], 2, 2, 1, 1), 1)).toMatchObject({ clippedLow: 0, clippedHigh: 0.5 })
  })

  test('at the bound itself nothing is clipped', () => {
    const edge = gspoSurrogate({ clip: [0.5, 1] })
    expect(edge({ logProbs: [Math.log(0.5)], oldLogProbs: [0], advantage: -1 }, 1)).toMatchObject({ clippedLow: 0 })
    expect(edge({ logProbs: [Math.log(2)], oldLogProbs: [0], advantage: 1 }, 1)).toMatchObject({ clippedHigh: 0 })
  })
})

describe('of CISPO', () => {
  test('each token counts', () => {
    const loss = cispoSurrogate({ bounds: [0.8, 1.2] })
    expect(loss(terms(-1, 0.5, 0.7, 1, 2), 1)).toMatchObject({ clippedLow: 2, clippedHigh: 0, ratios: 4 })
    expect(loss(terms(0.5, 0.5, 0.7, 1, 2), 1)).toMatchObject({ clippedLow: 0, clippedHigh: 1 })
    expect(loss(terms([-1, 0, 1, 1], 0.5, 0.5, 1, 2), 1)).toMatchObject({ clippedLow: 1, clippedHigh: 1 })
  })

  test('a ratio at the bound itself does not', () => {
    const loss = cispoSurrogate({ bounds: [0.5, 2] })
    const at = (advantage: number, logRatio: number): SequenceTerms => ({
      logProbs: [logRatio],
      oldLogProbs: [0],
      advantage,
    })
    expect(loss(at(-1, Math.log(0.5)), 1)).toMatchObject({ clippedLow: 0 })
    expect(loss(at(1, Math.log(2)), 1)).toMatchObject({ clippedHigh: 0 })
  })

  test('TRL’s bounds are 0 and 5 of the ratio itself', () => {
    const loss = cispoSurrogate()
    expect(loss(terms(-1, 1e-6), 1)).toMatchObject({ clippedLow: 0 })
    // -clip(10, 0, 5) · A, and -clip(0.01, 0, 5) · A
    expect(loss(terms(1, 10), 1).dLogProbs[0]).toBeCloseTo(-5, 12)
    expect(loss(terms(1, 0.01), 1).dLogProbs[0]).toBeCloseTo(-0.01, 12)
  })

  test.each([
    [-0.1, 2],
    [1.1, 2],
    [0, 0.9],
  ])('bounds %d and %d do not enclose 1', (low, high) => {
    expect(() => cispoSurrogate({ bounds: [low, high] })).toThrow(
      `enclose 1, such as [0, 5] or [0.8, 1.2]; got [${low}, ${high}]`,
    )
  })
})
