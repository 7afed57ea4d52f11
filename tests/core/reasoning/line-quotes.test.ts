import { expect, test } from 'vitest'
import { splitReply } from '../../../src/core/reasoning/split-reply.ts'
import { finder } from '../../../src/core/reasoning/finder.ts'
import { LineQuotes } from '../../../src/core/reasoning/line-quotes.ts'

/** Which of the `@` of a line stand between marks. */
const within = (line: string): boolean[] => {
  const quotes = new LineQuotes(line)
  return [...line.matchAll(/@/g)].map(({ index }) => quotes.isWithin(index))
}

test.each([
  ['@ "@" @ "@', [false, true, false, false]],
  ['"@" and "@"', [true, true]],
  ['5" @ 6"', [false]],
  ['no "@ the "b"', [false]],
  ['{"a\\"@": "@"}', [true, true]],
  ['`@` ``@`` ```@```', [true, true, false]],
  ["it's @ he's", [false]],
  ['"a\n@"', [false]],
  ['"@', [false]],
])('of %j: %j', (line, expected) => {
  expect(within(line)).toEqual(expected)
})

test('what stands before a restart opens nothing', () => {
  const quotes = new LineQuotes('say "a @ b" c @ "')
  quotes.restart(6)
  expect(quotes.isWithin(7)).toBe(false)
})

test('a search that goes forwards finds each place, and then the end', () => {
  const next = finder('a-b-c', '-')
  expect([0, 1, 2, 4, 5].map(next)).toEqual([1, 1, 3, 5, 5])
})

test('a quotation that ends with the reply in a backslash is none, in every short text of marks', () => {
  const pieces = ['"', '\\', '`', '\n', 'a', '</think>']
  let texts = ['']
  let cut = 0
  for (let length = 0; length < 6; length++) {
    texts = texts.flatMap((text) => pieces.map((piece) => text + piece))
    for (const text of texts) if (splitReply(text).answer !== text) cut++
  }
  expect(cut).toBeGreaterThan(0)
  expect(splitReply('"a</think>b\\').answer).toBe('b\\')
})
