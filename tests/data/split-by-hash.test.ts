import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'

const taskOf = (prompt: string): { prompt: string; answer: null; metadata: JsonObject } => ({
  prompt,
  answer: null,
  metadata: {},
})
const numbers = Array.from({ length: 40 }, (_, index) => index)

// The numbers are Python's: see tests/core/split.test.ts.
test('a share is held out by the prompt, one in eight unless said otherwise', () => {
  const held = (rule: ReturnType<typeof splitByHash>): number[] =>
    numbers.filter((n) => rule(taskOf(`Problem ${n}`), {}) === 'test')
  expect(held(splitByHash())).toEqual([7, 19, 22, 23, 25, 26])
  expect(held(splitByHash({ test: 1 / 8 }))).toEqual([7, 19, 22, 23, 25, 26])
  expect(held(splitByHash({ test: 0.15 }))).toEqual([10, 12, 24, 32])
  expect(held(splitByHash({ test: 0 }))).toEqual([])
  expect(held(splitByHash({ test: 1 }))).toEqual(numbers)
})

test('a field of the row decides in the prompt’s place, by its dotted path', () => {
  const rule = splitByHash({ by: 'source.question' })
  const held = numbers.filter((n) => rule(taskOf('the same'), { source: { question: `Problem ${n}` } }) === 'test')
  expect(held).toEqual([7, 19, 22, 23, 25, 26])
  expect(rule(taskOf('the same'), {})).toBe(rule(taskOf('another'), {}))
})

test.each([-0.1, 1.1, Number.NaN])('a share of %d is refused', (share) => {
  expect(() => splitByHash({ test: share })).toThrow(/share held out, in 0\.\.1; got/)
})

test('a share that no small fraction is gets the forms that are taken', () => {
  expect(() => splitByHash({ test: Math.PI / 10 })).toThrow(/like 1\/8 or 0\.15.*got 0\.314/)
  expect(() => splitByHash({ test: 1 / 3 })).not.toThrow()
  expect(() => splitByHash({ test: 0.0001 })).not.toThrow()
})
