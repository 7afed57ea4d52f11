import { expect, test } from 'vitest'
import type { DeviceTensor } from '../../src/tensor/backend.ts'
import { inputGiven, uploadedType } from '../../src/tensor/given.ts'

test('an array becomes a tensor of its type where it has as many numbers as the shape', () => {
  expect(uploadedType(new Float32Array(6), [2, 3])).toBe('float32')
  expect(uploadedType(new Int32Array(2), [2])).toBe('int32')
  expect(() => uploadedType(new Float32Array(5), [2, 3])).toThrow('A tensor of shape [2,3] needs 6 numbers; got 5.')
})

test('an input that was not given is named', () => {
  const tensor: DeviceTensor = { shape: [1], type: 'float32', handle: null }
  expect(inputGiven({ x: tensor }, 'x')).toBe(tensor)
  expect(() => inputGiven({ x: tensor }, 'y')).toThrow('has an input `y`, but none was given')
})
