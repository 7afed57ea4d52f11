import { expect, test } from 'vitest'
import { findJson } from '../../../verifiers/json-schema/find-json.ts'

const fenced = 'Here:\n```json\n{"a": 1}\n```\nor {"a": 2}'

test('each place has its own text', () => {
  expect(findJson(fenced, 'fenced')?.text).toBe('{"a": 1}')
  expect(findJson(fenced, 'any')?.text).toBe('{"a": 1}')
  expect(findJson(fenced, 'last')?.text).toBe('{"a": 2}')
  expect(findJson(fenced, 'whole')?.text).toBe(fenced)
})

test('a place that holds nothing is null', () => {
  expect(findJson('{"a": 1}', 'fenced')).toBeNull()
  expect(findJson(' \n', 'whole')).toBeNull()
  expect(findJson('no JSON', 'last')).toBeNull()
})

test('a reply that only begins and ends like JSON is not the whole of it', () => {
  expect(findJson('{"a": 1} or {"a": 2}', 'any')?.text).toBe('{"a": 2}')
  expect(findJson(' {"a": 1} ', 'any')?.text).toBe('{"a": 1}')
})

test('what is denied is passed over', () => {
  expect(findJson('not {"a": 1}', 'any')?.text).toBe('not {"a": 1}')
  expect(findJson('not {"a": 1}', 'last')).toBeNull()
  expect(findJson('{"a": 2}, not {"a": 1}', 'any')?.text).toBe('{"a": 2}')
  expect(findJson('Not {"a": 1} but {"a": 2}', 'any')?.text).toBe('{"a": 2}')
  expect(findJson('Right:\n```json\n{"a": 2}\n```\nWrong:\n```json\n{"a": 1}\n```', 'fenced')?.text).toBe('{"a": 2}')
  expect(findJson('Here it is: {"a": 1}', 'any')?.text).toBe('{"a": 1}')
})
