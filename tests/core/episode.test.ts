import { expect, test } from 'vitest'
import { lastReply } from '../../src/core/episode.ts'

test('the last reply is the last that the policy wrote, whatever came after it', () => {
  expect(
    lastReply({
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'assistant', content: 'c' },
        { role: 'tool', content: 'd' },
      ],
    }),
  ).toBe('c')
  expect(lastReply({ messages: [{ role: 'user', content: 'a' }] })).toBe('')
})
