import { assert, dictionary, jsonValue, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, contentHash, stringifyStrict } from '../../src/core/json.ts'

const cycle: { inner: { back?: object } } = { inner: {} }
cycle.inner.back = cycle

describe('what JSON cannot hold is refused with its path', () => {
  test.each([
    [{ a: [1, Number.NaN] }, '$.a.1 is NaN; JSON cannot hold it. Write null for a missing number.'],
    [Number.POSITIVE_INFINITY, '$ is Infinity'],
    [{ a: Number.NEGATIVE_INFINITY }, '$.a is -Infinity'],
    [{ a: 1n }, '$.a is a bigint'],
    [[() => 1], '$.0 is a function'],
    [{ a: Symbol('x') }, '$.a is a symbol'],
    [cycle, '$.inner.back refers back to an object that holds it'],
  ])('%#: %s', (value, message) => {
    for (const write of [stringifyStrict, canonicalJson, contentHash]) {
      expect(() => write(value)).toThrow(message)
      expect(() => write(value)).toThrow(expect.objectContaining({ code: 'RLVR_RECORD' }) as Error)
    }
  })
})

test('an object that stands twice, but not within itself, is written twice', () => {
  const shared = { n: 1 }
  expect(stringifyStrict([shared, { shared }, shared])).toBe('[{"n":1},{"shared":{"n":1}},{"n":1}]')
})

test('strict text is JSON in the order of its keys, with spaces where asked for', () => {
  expect(stringifyStrict({ b: null, a: undefined, c: true })).toBe('{"b":null,"c":true}')
  expect(stringifyStrict({ b: 1 }, 2)).toBe('{\n  "b": 1\n}')
})

test('canonical text does not depend on the order of keys, at any depth, and keeps that of lists', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}')
  expect(canonicalJson([2, 1])).toBe('[2,1]')
  // By code units: capitals come before small letters, whatever the language.
  expect(canonicalJson({ b: 1, B: 2, a: 3, ä: 4 })).toBe('{"B":2,"a":3,"b":1,"ä":4}')
  assert(
    property(dictionary(string(), jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).toReversed())
      expect(canonicalJson(reversed)).toBe(canonicalJson(value))
    }),
  )
})

// python3: hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:16]
test.each([
  [{ prompt: 'What is 2 + 3?', answer: 5 }, 'd0d81cc3c37f5a59'],
  ['Problem 7', '66768df0bae9cbaf'],
  [null, '74234e98afe7498f'],
])('the hash of %j is the start of the SHA-256 of its canonical text', (value, hash) => {
  expect(contentHash(value)).toBe(hash)
})

test('what is nested too deep is refused in words', () => {
  const deep: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000))
  for (const write of [stringifyStrict, canonicalJson])
    expect(() => write(deep)).toThrow(/is nested more than 1000 deep/)
})

test('the canonical text is what JSON.stringify gives of a value whose records were made anew in the order of their keys', () => {
  const slowly = (value: unknown): string =>
    JSON.stringify(value, (_key, inner: unknown) => {
      if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    })
  assert(
    property(jsonValue(), (value) => {
      expect(canonicalJson(value)).toBe(slowly(value))
    }),
  )
  const dated = { at: new Date(0), b: [undefined, { c: undefined, d: -0 }] }
  for (const value of [{ 10: 1, 9: 2, a: { '01': 3, b: 4 } }, dated, [[]], {}, [{}], { '': { '"': 1 } }])
    expect(canonicalJson(value)).toBe(slowly(value))
})
