import { expect, test } from 'vitest'
import { ParameterLayout } from '../../../../src/policy/transformer/model/parameter-layout.ts'
import type { Shape } from '../../../../src/tensor/program.ts'

const shapes = new Map<string, Shape>([
  ['norm', [5]],
  ['matrix', [3, 7]],
  ['bias', [1]],
  ['other', [16, 2]],
])

test('matrices come before vectors, and each parameter begins at a multiple of 16 numbers', () => {
  const { places, segments } = new ParameterLayout(shapes)
  expect([...places].map(([name, { segment, start }]) => [name, segment, start])).toEqual([
    ['matrix', 0, 0],
    ['other', 0, 32],
    ['norm', 0, 64],
    ['bias', 0, 80],
  ])
  expect(segments).toEqual([{ count: 96, decayed: 64 }])
})

test('what does not fit into one memory goes on in the next, and one parameter is never cut', () => {
  const { places, segments } = new ParameterLayout(shapes, 48)
  expect([...places.values()].map(({ segment }) => segment)).toEqual([0, 1, 1, 2])
  expect(segments).toEqual([
    { count: 32, decayed: 32 },
    { count: 48, decayed: 32 },
    { count: 16, decayed: 0 },
  ])
  expect(() => new ParameterLayout(shapes, 16)).toThrow('`matrix` of shape [3,7]')
})

test('parts cover every number once, and none has both what decays and what does not', () => {
  const large = new ParameterLayout(new Map([...shapes, ['large', [300, 700]]]), 250_000)
  const parts = large.parts()
  for (const [index, { count, decayed }] of large.segments.entries()) {
    const own = parts.filter(({ segment }) => segment === index)
    let end = 0
    for (const part of own) {
      expect(part.start).toBe(end)
      end += part.count
      expect(part.decays ? end <= decayed : part.start >= decayed).toBe(true)
    }
    expect(end).toBe(count)
  }
  expect(Math.max(...parts.map(({ count }) => count))).toBe(65_536)
})
