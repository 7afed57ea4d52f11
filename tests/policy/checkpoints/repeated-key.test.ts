import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { repeatedKey } from '../../../src/policy/checkpoints/repeated-key.ts'

test('a key that stands twice in one object is found, however it is written', () => {
  expect(repeatedKey('{"a": 1, "b": {"a": 2}, "c": [{"a": 1}, {"a": 1}]}')).toBeNull()
  expect(repeatedKey('{"b": {"a": 2}, "b": 1}')).toBe('b')
  expect(repeatedKey('{"x": [1, {"a": "}", "\\u0061": 2}]}')).toBe('a')
  expect(repeatedKey('{"a\\"": 1, "b": "a\\"", "a\\"": 2}')).toBe('a"')
  expect(repeatedKey('["a", "a"]')).toBeNull()
  expect(repeatedKey('{"a": ["a", "a"], "b": "a"}')).toBeNull()
})

test('what JSON.stringify writes repeats nothing, until a key is written again', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (object) => {
      const text = JSON.stringify(object)
      expect(repeatedKey(text)).toBeNull()
      const [key = ''] = Object.keys(object)
      expect(repeatedKey(`${text.slice(0, -1)},${JSON.stringify(key)}:null}`)).toBe(key)
    }),
  )
})
