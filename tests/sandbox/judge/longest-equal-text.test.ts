import { assert, jsonValue, property, type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import type { PlainValue } from '../../../src/sandbox/engine.ts'
import { valuesEqual } from '../../../src/sandbox/judge/compare-values.ts'
import { longestEqualText } from '../../../src/sandbox/judge/longest-equal-text.ts'

/** As the encoder of Python writes a text: everything but ASCII escaped. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The longest of the forms that are equal to a value. */
function longForm(value: PlainValue): PlainValue {
  if (value === null) return { $undefined: true }
  if (typeof value === 'string') return { $text: Array.from({ length: value.length }, (_, at) => value.charCodeAt(at)) }
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Object.is(value, -0) ? { $int: String(BigInt(value)) } : value
  }
  if (Array.isArray(value)) return { $tuple: (value as PlainValue[]).map(longForm) }
  if (typeof value === 'object') {
    return { $dict: Object.entries(value).map(([key, item]) => [longForm(key), longForm(item as PlainValue)]) }
  }
  return value
}

const json = jsonValue({ maxDepth: 4 }) as Arbitrary<PlainValue>

test('no text of an equal value is longer, in any of the forms that a program can give', () => {
  assert(
    property(json, (expected) => {
      const most = longestEqualText(expected)
      for (const form of [expected, longForm(expected)]) {
        if (!valuesEqual(form, expected)) continue
        expect(`{"ending":"finished","value":${ascii(form)}}`.length).toBeLessThanOrEqual(most)
      }
    }),
    { numRuns: 300 },
  )
})

test.each<[PlainValue, PlainValue]>([
  [1e300, { $int: String(BigInt(1e300)) }],
  [{ $float: '1e300' }, { $int: String(BigInt(1e300)) }],
  ['\u0007'.repeat(500), '\u0007'.repeat(500)],
  [Array<number>(100).fill(1), { $tuple: Array.from({ length: 100 }, () => ({ $float: '1.0' })) }],
  [{ $int: '9'.repeat(5000) }, { $int: '9'.repeat(5000) }],
])('%j', (expected, actual) => {
  expect(valuesEqual(actual, expected)).toBe(true)
  expect(`{"ending":"finished","value":${ascii(actual)}}`.length).toBeLessThanOrEqual(longestEqualText(expected))
})

test('a number asks for no more than a few bytes, and a list for what its items do', () => {
  expect(longestEqualText(1)).toBeLessThan(200)
  expect(longestEqualText(Array<number>(1000).fill(1))).toBeLessThan(100_000)
})

test('an expected value that nests beyond the stack is read whole', () => {
  let nested: PlainValue = []
  for (let depth = 0; depth < 200_000; depth++) nested = [nested]
  expect(longestEqualText(nested)).toBe(Infinity)
})
