import { assert, double, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundsInWords, clipBounds, clippedValue, followsRatio } from '../../../trainers/losses/clip-bounds.ts'

describe('bounds', () => {
  test('are distances from 1, one for both sides or one each', () => {
    expect(clipBounds(0.2)).toEqual({ low: 0.8, high: 1.2, cap: Number.POSITIVE_INFINITY })
    expect(clipBounds([0.2, 0.28], 4)).toEqual({ low: 0.8, high: 1.28, cap: 4 })
    expect(clipBounds(0)).toMatchObject({ low: 1, high: 1 })
    expect(clipBounds([1, 5])).toMatchObject({ low: 0, high: 6 })
  })

  test.each([[-0.1], [[1.1, 0.2]], [[0.2, -0.1]], [Number.NaN]] as const)('%j enclose nothing', (clip) => {
    expect(() => clipBounds(clip as number)).toThrow('A clip range needs 0 <= low <= 1 and high >= 0')
  })

  test.each([1.2, 1, 0, Number.NaN])('of 0.2 have no cap at %d', (delta) => {
    expect(() => clipBounds(0.2, delta)).toThrow(`delta caps the ratio beyond the clip: more than 1.2; got ${delta}.`)
  })

  test('are told without the noise of their sums', () => {
    expect(boundsInWords(clipBounds([0.2, 0.28]))).toBe('0.8, 1.28')
    expect(boundsInWords(clipBounds([0.1, 0.2], 3))).toBe('0.9, 1.2; at most 3 where A < 0')
  })
})

// PPO's objective by hand: -min(ratio · A, clip(ratio, 0.8, 1.2) · A); with delta 3, min(ratio, 3) where A < 0.
const bounds = clipBounds(0.2, 3)
test.each([
  [1, 2, -2, true],
  [1.2, 2, -2.4, true],
  [1.5, 2, -2.4, false],
  [0.5, 2, -1, true],
  [1, -2, 2, true],
  [0.8, -2, 1.6, true],
  [0.5, -2, 1.6, false],
  [1.5, -2, 3, true],
  [3, -2, 6, true],
  [5, -2, 6, false],
])('a ratio of %d with advantage %d costs %d; followed: %s', (ratio, advantage, value, follows) => {
  expect(clippedValue(ratio, advantage, bounds)).toBeCloseTo(value, 12)
  expect(followsRatio(ratio, advantage, bounds)).toBe(follows)
})

test('the derivative is -A where the ratio is followed, and 0 where not', () => {
  const away = (ratio: number): boolean => [0.8, 1.2, 3].every((edge) => Math.abs(ratio - edge) > 1e-3)
  assert(
    property(
      double({ min: 0.01, max: 6, noNaN: true }),
      double({ min: -3, max: 3, noNaN: true }),
      (ratio, advantage) => {
        if (!away(ratio)) return
        const step = 1e-6
        const slope =
          (clippedValue(ratio + step, advantage, bounds) - clippedValue(ratio - step, advantage, bounds)) / (2 * step)
        if (advantage !== 0) expect(slope).toBeCloseTo(followsRatio(ratio, advantage, bounds) ? -advantage : 0, 5)
      },
    ),
  )
})
