import { array, assert, jsonValue, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { isTextDeeperThan } from '../../src/core/text-depth.ts'

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

test('brackets are counted as a parser counts them, and none inside of a text', () => {
  assert(
    property(array(jsonValue()), string(), (value, odd) => {
      const all = [value, { [`${odd}[{"\\`]: `]}"\\${odd}` }]
      const depth = depthOf(all)
      expect([isTextDeeperThan(JSON.stringify(all), depth), isTextDeeperThan(JSON.stringify(all), depth - 1)]).toEqual([
        false,
        true,
      ])
    }),
  )
})

test('a million levels are seen at once, and a text that never ends has none', () => {
  expect(isTextDeeperThan('['.repeat(1_000_000), 1000)).toBe(true)
  expect(isTextDeeperThan(`"${'['.repeat(2000)}`, 1000)).toBe(false)
  expect(isTextDeeperThan('[]'.repeat(2000), 1)).toBe(false)
})
