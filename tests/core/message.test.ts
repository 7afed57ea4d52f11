import { expect, test } from 'vitest'
import { messageFault, promptMessages, type Message } from '../../src/core/message.ts'

const messages: readonly Message[] = [
  { role: 'user', content: 'a' },
  { role: 'assistant', content: 'b' },
]

test('a text is one message of the user, messages are themselves', () => {
  expect(promptMessages('hi')).toEqual([{ role: 'user', content: 'hi' }])
  expect(promptMessages(messages)).toEqual(messages)
})

test('a system message stands before them, an empty one too', () => {
  expect(promptMessages('hi', 'Be brief.')).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'hi' },
  ])
  expect(promptMessages(messages, '')).toEqual([{ role: 'system', content: '' }, ...messages])
})

test('a message of an author has a role, a text and known fields', () => {
  for (const message of [...messages, { role: 'tool', content: '', toolCallId: 'x' }])
    expect(messageFault(message)).toBeNull()
  expect(messageFault('x')).toBe('is "x"; expected { role, content }.')
  expect(messageFault({ role: 'wizard', content: 'x' })).toMatch(/^has the role "wizard"; expected system, user/)
  expect(messageFault({ role: 'user', content: 5 })).toMatch(/got 5\.$/)
  expect(messageFault({ role: 'user', content: 'x', secret: 1 })).toMatch(/^has no field `secret`/)
})
