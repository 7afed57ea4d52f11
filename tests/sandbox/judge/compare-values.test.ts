import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/core/json.ts'
import { valuesEqual } from '../../../src/sandbox/judge/compare-values.ts'

describe('values of a result and of a test', () => {
  test.each<[string, Json, Json]>([
    ['a tuple is its list', { $tuple: [1, { $tuple: ['a'] }] }, [1, ['a']]],
    ['an integral float is the integer', { $float: '3.0' }, 3],
    ['true is 1, as in Python', true, 1],
    ['undefined is null', { $undefined: true }, null],
    ['-0 is 0', -0, 0],
    ['a set is a list without order', { $set: [3, 1, 2] }, [1, 2, 3]],
    [
      'integer keys are the text keys of JSON',
      {
        $dict: [
          [1, 'a'],
          [2, 'b'],
        ],
      },
      { 2: 'b', 1: 'a' },
    ],
    ['tuple keys are told apart', { $dict: [[{ $tuple: [1, 2] }, 3]] }, { $dict: [[[1, 2], 3]] }],
    [
      'a big integer survives',
      { $int: '1606938044258990275541962092341162602522202993782792835301376' },
      { $int: String(2n ** 200n) },
    ],
    ['NaN that is expected is NaN', { $float: 'nan' }, { $float: 'nan' }],
    ['bytes are compared by content', { $bytes: 'AP8=' }, { $bytes: 'AP8=' }],
    ['a text with a lone surrogate', { $text: [0xd800, 97] }, '\ud800a'],
  ])('%s', (_, actual, expected) => {
    expect(valuesEqual(actual, expected)).toBe(true)
  })

  test.each<[string, Json, Json]>([
    ['an opaque value equals nothing', { $opaque: 'Always' }, { $opaque: 'Always' }],
    ['NaN is no number', { $float: 'nan' }, 3],
    ['neighbours beyond 2^53 differ', { $int: '9007199254740993' }, { $int: '9007199254740992' }],
    ['an integer and the float beside it differ', { $int: '9007199254740993' }, 9007199254740992],
    ['a prefix of the list is not the list', [1, 2], [1, 2, 3]],
    ['order matters in a list', [2, 1], [1, 2]],
    ['a text is not its number', '3', 3],
    ['null is not 0', null, 0],
    ['an empty list is not null', [], null],
    [
      'two keys that JSON would merge are not one',
      {
        $dict: [
          [1, 'a'],
          ['1', 'a'],
        ],
      },
      { 1: 'a' },
    ],
    ['a repeated item is not its set', { $set: [1, 2] }, [1, 1]],
    ['a key of the prototype is an own key', {}, JSON.parse('{"__proto__": 1}') as Json],
  ])('%s', (_, actual, expected) => {
    expect(valuesEqual(actual, expected)).toBe(false)
  })

  test.each([3 + 1e-7, 3 - 1e-7])('a tolerance accepts %d for 3', (actual) => {
    expect(valuesEqual(actual, 3, { tolerance: { abs: 1e-6 } })).toBe(true)
  })

  test.each<Json>([{ $float: 'nan' }, { $float: 'inf' }, 3.1, '3'])('no tolerance accepts %j for 3', (actual) => {
    expect(valuesEqual(actual, 3, { tolerance: { abs: 1e-6, rel: 1e-6 } })).toBe(false)
  })

  test('strict types tell bool from number, tuple from list and undefined from null, but not 3 from 3.0', () => {
    const strict = { strictTypes: true }
    expect(valuesEqual(true, 1, strict)).toBe(false)
    expect(valuesEqual({ $tuple: [1] }, [1], strict)).toBe(false)
    expect(valuesEqual({ $undefined: true }, null, strict)).toBe(false)
    expect(valuesEqual({ $float: '3.0' }, 3, strict)).toBe(true)
  })

  test('without order, lists are equal as multisets', () => {
    const unordered = { unordered: true }
    expect(valuesEqual([[2], [1], [1]], [[1], [2], [1]], unordered)).toBe(true)
    expect(valuesEqual([1, 2, 2], [1, 1, 2], unordered)).toBe(false)
    const many = Array.from({ length: 2000 }, (_, index) => index)
    expect(valuesEqual(many.toReversed(), many, unordered)).toBe(true)
  })

  test('a forged result that nests a million deep is unequal, not a crash', () => {
    let deep: Json = 1
    for (let i = 0; i < 1_000_000; i++) deep = [deep]
    expect(valuesEqual(deep, [[1]])).toBe(false)
    expect(valuesEqual({ $dict: [[deep, 1]] }, { a: 1 })).toBe(false)
  })

  test('every JSON value equals its own copy, and no value equals it with one more item around it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json
        fc.pre(!JSON.stringify(json).includes('"$'))
        expect(valuesEqual(json, structuredClone(json))).toBe(true)
        expect(valuesEqual([json], json)).toBe(false)
      }),
    )
  })
})
