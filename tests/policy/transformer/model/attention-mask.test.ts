// Masks as pictures: a dot where a position may look, a cross where it may not.
import { expect, test } from 'vitest'
import { causalMask, packedMask, windowOf } from '../../../../src/policy/transformer/model/attention-mask.ts'

function picture(mask: Float32Array): string[] {
  const size = Math.sqrt(mask.length)
  return Array.from({ length: size }, (_, row) =>
    [...mask.subarray(row * size, (row + 1) * size)].map((each) => (each === 0 ? '.' : 'x')).join(''),
  )
}

test('a causal mask shows each position everything up to itself', () => {
  expect(picture(causalMask(3))).toEqual(['.xx', '..x', '...'])
  expect(causalMask(2)[1]).toBe(Math.fround(-1e9))
})

test('a window counts the position itself', () => {
  expect(picture(causalMask(4, 2))).toEqual(['.xxx', '..xx', 'x..x', 'xx..'])
})

const row = {
  // A prompt of two tokens, replies of two and of one token, another prompt, padding.
  segments: [0, 0, 1, 1, 2, 3, -1],
  positions: [0, 1, 2, 3, 2, 0, 0],
  continues: [-1, 0, 0, -1],
}

test('replies in a packed row see their prompt and themselves; padding sees itself alone', () => {
  expect(picture(packedMask(row))).toEqual([
    '.xxxxxx',
    '..xxxxx',
    '...xxxx',
    '....xxx',
    '..xx.xx',
    'xxxxx.x',
    'xxxxxx.',
  ])
})

test('a window in a packed row is measured in positions of the text, not in places of the row', () => {
  expect(picture(packedMask(row, 2))).toEqual([
    '.xxxxxx',
    '..xxxxx',
    'x..xxxx',
    'xx..xxx',
    'x.xx.xx',
    'xxxxx.x',
    'xxxxxx.',
  ])
})

test('a segment may continue one that continues another, and never itself', () => {
  const turns = { segments: [0, 1, 2], positions: [0, 1, 2], continues: [-1, 0, 1] }
  expect(picture(packedMask(turns))).toEqual(['.xx', '..x', '...'])
  expect(() => packedMask({ ...turns, continues: [2, 0, 1] })).toThrow('continues itself')
})

test('only the layers that are named have a window', () => {
  const architecture = {
    vocabularySize: 8,
    width: 8,
    layers: 2,
    heads: 2,
    maxLengthTokens: 8,
    positions: 'rotary',
    mlp: 'swiglu',
    mlpWidth: 8,
  } as const
  const windows = { ...architecture, slidingWindow: { tokens: 3, layers: [1] } }
  expect([0, 1].map((layer) => windowOf(windows, layer))).toEqual([Infinity, 3])
  expect(windowOf(architecture, 0)).toBe(Infinity)
})
