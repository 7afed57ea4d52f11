import { expect, test } from 'vitest'
import { promptMessages, type Message } from '../../src/core/message.ts'

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
