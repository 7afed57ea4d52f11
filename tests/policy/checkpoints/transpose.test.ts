import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnsToRows, rowsToColumns } from '../../../src/policy/checkpoints/transpose.ts'

test('rows become columns and columns rows, however many at a time', () => {
  const size = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(size, size, size, (outer, inner, atATime) => {
      const source = Float32Array.from({ length: outer * inner }, (_, index) => index)
      const turned = new Float32Array(outer * inner).fill(NaN)
      const back = new Float32Array(outer * inner).fill(NaN)
      for (let first = 0; first < outer; first += atATime) {
        const rows = source.subarray(first * inner, Math.min(outer, first + atATime) * inner)
        rowsToColumns(rows, turned, { first, inner, outer })
      }
      for (let i = 0; i < inner; i++)
        for (let o = 0; o < outer; o++) expect(turned[i * outer + o]).toBe(source[o * inner + i])
      for (let first = 0; first < outer; first += atATime) {
        const rows = back.subarray(first * inner, Math.min(outer, first + atATime) * inner)
        columnsToRows(turned, rows, { first, inner, outer })
      }
      expect(back).toEqual(source)
    }),
  )
})
