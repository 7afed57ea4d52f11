import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { endsReply } from '../../../../src/policy/transformer/decode/stop-rule.ts'
import { tokenPieces } from '../../../../src/policy/transformer/text/token-pieces.ts'
import { stopAt } from '../stop-at.ts'

const utf8 = new TextEncoder()

test('a reply ends at any of the tokens, wherever else they stand', () => {
  expect(endsReply([5, 7], stopAt(3, 7))).toBe(true)
  expect(endsReply([7, 5], stopAt(3, 7))).toBe(false)
  expect(endsReply([], stopAt(3))).toBe(false)
})

test('a text that was split over tokens, within a character or in the middle of one, ends a reply with the token that completes it', () => {
  // 0 is a mark without a text; the euro sign has three bytes.
  const [euro1, euro2] = [Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xac)]
  const pieces = tokenPieces([
    utf8.encode(''),
    euro1,
    euro2,
    utf8.encode('a\n\nb'),
    utf8.encode('\n'),
    utf8.encode('x'),
  ])
  const rule = { tokens: [], texts: [utf8.encode('\n\n'), utf8.encode('x€')], pieces }
  expect(endsReply([3], rule)).toBe(true)
  expect(endsReply([4], rule)).toBe(false)
  expect(endsReply([4, 0, 4], rule)).toBe(true)
  expect(endsReply([4, 4, 0], rule)).toBe(false)
  expect(endsReply([5, 1], rule)).toBe(false)
  expect(endsReply([5, 1, 2], rule)).toBe(true)
  expect(endsReply([1, 2], rule)).toBe(false)
  // Beyond the table, as in a padded vocabulary.
  expect(endsReply([4, 4, 99], rule)).toBe(false)
})

test('asked token by token, it says when the text first holds a stop text', () => {
  const words = ['', 'a', 'b', 'ab', 'ba', 'aab']
  const pieces = tokenPieces(words.map((word) => utf8.encode(word)))
  const stops = fc.array(fc.stringMatching(/^[ab]{1,4}$/), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(fc.array(fc.nat(5), { maxLength: 12 }), stops, (tokens, texts) => {
      const rule = { tokens: [], texts: texts.map((text) => utf8.encode(text)), pieces }
      const first = tokens.findIndex((_, at) => endsReply(tokens.slice(0, at + 1), rule))
      const due = tokens.findIndex((_, at) => {
        const text = tokens.slice(0, at + 1).map((token) => words[token])
        return texts.some((stop) => text.join('').includes(stop))
      })
      expect(first).toBe(due)
    }),
  )
})
