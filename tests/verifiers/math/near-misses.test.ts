// A right answer with one thing changed is refused, whatever was changed.
import { expect, test } from 'vitest'
import { nearMisses } from '../../../benchmarks/near-misses.ts'
import { isOtherAnswer, readPlainAnswer, type PlainAnswer } from '../../../benchmarks/near-misses/plain-reader.ts'

test('no near miss of two thousand is paid, and the golds are paid for themselves', () => {
  const { misses, byKind, falseAccepts, refusedGolds } = nearMisses({ count: 2000, seed: 11 })
  expect(falseAccepts).toEqual([])
  expect(misses).toBe(2000)
  expect(Object.keys(byKind).length).toBeGreaterThan(20)
  expect(refusedGolds).toBeLessThan(20)
})

test('the reader that says what differs tells equal forms from others', () => {
  const read = (text: string): PlainAnswer => readPlainAnswer(text) as PlainAnswer
  expect(isOtherAnswer(read('\\frac{1}{2}'), read('0.5'))).toBe(false)
  expect(isOtherAnswer(read('(x+1)^2'), read('x^2+2x+1'))).toBe(false)
  expect(isOtherAnswer(read('\\{1,2\\}'), read('\\{2,1\\}'))).toBe(false)
  expect(isOtherAnswer(read('(1,2)'), read('(2,1)'))).toBe(true)
  expect(isOtherAnswer(read('[1,2)'), read('(1,2)'))).toBe(true)
  expect(isOtherAnswer(read('x < 3'), read('x \\le 3'))).toBe(true)
  expect(isOtherAnswer(read('5\\text{ cm}'), read('5\\text{ m}'))).toBe(true)
  expect(readPlainAnswer('\\text{yes}')).toBeNull()
})
