import { expect, test } from 'vitest'
import { statedAnswer } from '../../../../verifiers/math/extract/stated-answer.ts'

test.each([
  ['The answer is 12. I hope so, 13', '12'],
  ['Answer: $x = 4$, I think', 'x = 4'],
  ['The answer is 1. No, the answer is 2.', '2'],
  ['**Answer:**\n42', '42'],
])('%j states %j', (reply, text) => {
  const found = statedAnswer(reply)
  expect(found?.text).toBe(text)
  expect(reply.slice(found?.at, (found?.at ?? 0) + text.length)).toBe(text)
})

test('a reply that announces nothing states no answer', () => {
  expect(statedAnswer('no idea, 7 or 8')).toBeNull()
  expect(statedAnswer('')).toBeNull()
})
