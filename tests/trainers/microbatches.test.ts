import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { microbatches } from '../../trainers/microbatches.ts'

test('passes hold every item once, longest first, and none is larger than allowed but for a single item', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 })), fc.integer({ min: 1, max: 200 }), (lengths, most) => {
      const items = lengths.map((length, index) => ({ length, index }))
      const passes = microbatches(items, ({ length }) => [length], most)
      expect(
        passes
          .flat()
          .map(({ index }) => index)
          .sort((a, b) => a - b),
      ).toEqual(items.map(({ index }) => index))
      const order = passes.flat().map(({ length }) => length)
      expect(order).toEqual(order.toSorted((a, b) => b - a))
      for (const pass of passes) {
        const padded = pass.length * Math.max(...pass.map(({ length }) => length))
        expect(pass.length === 1 || padded <= most).toBe(true)
        expect(pass.length).toBeGreaterThan(0)
      }
    }),
  )
})

test('two passes that would fit into one are one', () => {
  expect(microbatches([3, 3, 3, 3], (length) => [length], 12)).toEqual([[3, 3, 3, 3]])
  expect(microbatches([3, 3, 3, 3], (length) => [length], 11)).toEqual([[3, 3, 3], [3]])
  expect(microbatches([], () => [1], 10)).toEqual([])
})

test('an item of several sequences is never torn apart, and counts with all of them', () => {
  const pairs = [
    [3, 2],
    [1, 4],
    [2, 2],
  ] as const
  const lengthsOf = (pair: readonly number[]): readonly number[] => pair
  expect(microbatches(pairs, lengthsOf, 16)).toEqual([
    [
      [1, 4],
      [3, 2],
    ],
    [[2, 2]],
  ])
  expect(microbatches(pairs, lengthsOf, 15)).toEqual([
    [[1, 4]],
    [
      [3, 2],
      [2, 2],
    ],
  ])
  expect(microbatches(pairs, lengthsOf, 1)).toEqual([[[1, 4]], [[3, 2]], [[2, 2]]])
})
