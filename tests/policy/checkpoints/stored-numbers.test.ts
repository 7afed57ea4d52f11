import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundToBrainHalves, roundToHalves, widenInto } from '../../../src/policy/checkpoints/stored-numbers.ts'

function brain(...numbers: number[]): number[] {
  const target = new Uint16Array(numbers.length)
  roundToBrainHalves(Float32Array.from(numbers), target)
  return [...target]
}

test('rounding to bfloat16 is to the nearest, ties to even, and keeps what is no number', () => {
  expect(brain(1, -2, 0, -0)).toEqual([0x3f80, 0xc000, 0, 0x8000])
  // 1 + 2^-8 lies between 1 and 1 + 2^-7; the even one is 1. 1 + 3 · 2^-8 goes up to 1 + 2^-6.
  expect(brain(1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20)).toEqual([0x3f80, 0x3f82, 0x3f81])
  expect(brain(Infinity, -Infinity, 3.4e38)).toEqual([0x7f80, 0xff80, 0x7f80])
  const bits = new Uint32Array([0x7f800001])
  const target = new Uint16Array(1)
  roundToBrainHalves(new Float32Array(bits.buffer), target)
  expect(target[0]).toBe(0x7fc0)
})

test('every 16 bits come back from float32 as they were', () => {
  const halves = Uint16Array.from({ length: 0x10000 }, (_, half) => half)
  const bytes = new Uint8Array(halves.buffer)
  const wide = new Float32Array(halves.length)
  const back = new Uint16Array(halves.length)
  widenInto('BF16', bytes, wide)
  roundToBrainHalves(wide, back)
  const isNumber = (half: number, mask: number, infinity: number): boolean => (half & mask) <= infinity
  expect(halves.every((half) => !isNumber(half, 0x7fff, 0x7f80) || back[half] === half)).toBe(true)
  widenInto('F16', bytes, wide)
  expect(roundToHalves(wide, back)).toBe(true)
  expect(halves.every((half) => !isNumber(half, 0x7fff, 0x7c00) || back[half] === half)).toBe(true)
})

test('half precision says when a number is beyond it', () => {
  const target = new Uint16Array(2)
  expect(roundToHalves(Float32Array.of(65504, -Infinity), target)).toBe(true)
  expect([...target]).toEqual([0x7bff, 0xfc00])
  expect(roundToHalves(Float32Array.of(1, -65520), target)).toBe(false)
})

test('float64 is rounded to float32', () => {
  fc.assert(
    fc.property(fc.float64Array({ minLength: 1, maxLength: 8 }), (numbers) => {
      const target = new Float32Array(numbers.length)
      widenInto('F64', new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), target)
      expect(target).toEqual(Float32Array.from(numbers))
    }),
  )
})
