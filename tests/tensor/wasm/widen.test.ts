import { expect, test } from 'vitest'
import { halvesIn, numbersIn, sharedNumbers } from '../../../src/tensor/wasm/shared-memory.ts'
import { compileWiden } from '../../../src/tensor/wasm/widen.ts'

test('every bfloat16 number becomes the float32 number of the same bits, where it is asked for and nowhere else', () => {
  const halves = sharedNumbers(65_536 + 32, 1, 2)
  const numbers = sharedNumbers(65_536 + 48)
  const source = halvesIn(halves, 0, 65_536 + 32)
  source.forEach((_, at) => (source[at] = at - 16))
  numbersIn(numbers, 0, 65_536 + 48).fill(-7)
  compileWiden(halves, numbers)({ from: { start: 16, count: 65_536 }, to: 32 })
  const all = numbersIn(numbers, 0, 65_536 + 48)
  const bits = new Uint32Array(all.buffer as ArrayBuffer, all.byteOffset, all.length)
  expect(bits.subarray(32, 32 + 65_536).every((each, at) => each === at * 65_536)).toBe(true)
  expect([...all.subarray(0, 32), ...all.subarray(-16)].every((each) => each === -7)).toBe(true)
})
