// Which delimiters a reply quotes.
import { expect, test } from 'vitest'
import { Quotes } from '../../../src/core/reasoning/quoted.ts'

const isQuoted = (reply: string, from = 0): boolean => {
  const quotes = new Quotes(reply)
  if (from > 0) quotes.restart(from)
  const at = reply.indexOf('@', from)
  return quotes.isQuoted(at, at + 1)
}

test.each([
  ['```\nx @\n```', true],
  ['```py\nx @\n```\n', true],
  ['~~~\nx @\n~~~~', true],
  ['```\n@ x\n```', false],
  ['```\nx\n```@```py\n```', false],
  ['```\nx\n``` and @```py\n```', false],
  ['pipe of 5" @ 6" wide', false],
  ['He said "no @ the "B" one', false],
  ['{"a": "x @ \\"y\\" z"}', true],
  ['print("@")', true],
  ['a ``b @ c`` d', true],
  ['a `b @ ``c``', false],
  ['a ``` b @ c ``` d', false],
  ['  ````py\n```\nx @\n````', true],
  ['```\nx @\n', false],
  ['```\n@\n```', false],
  ['```\nx\n```\nx @\n```\n```', false],
  ['```\nx @\n```py\n```', false],
  ['```x`\nx @\n```', false],
  ['say "x @ y"', true],
  ['say "x" @ "y"', false],
  ['say "x @ y', false],
  ['say "x\n @ "', false],
  ['{"a\\"b": @ "c"}', false],
  ['{"a\\"b @ "}', true],
  ['a `@` b', true],
  ["it's @ he's", false],
])('in %j: %s', (reply, quoted) => {
  expect(isQuoted(reply)).toBe(quoted)
})

test('what stands before a restart means nothing', () => {
  expect(isQuoted('```\n"|x @ "y" \n```', 5)).toBe(false)
  expect(isQuoted('```py\n|```\nx @\n```', 7)).toBe(true)
})
