import { expect, test } from 'vitest'
import { defaultSampling } from '../../../src/core/policy.ts'
import { chatRequest } from '../../../src/policy/servers/chat-request.ts'

const user = { role: 'user', content: 'Hello' } as const
const bodyOf = (options: object, messages: readonly object[] = [user]): object =>
  chatRequest({ messages: messages as never, seed: 1 }, defaultSampling, { model: 'm', ...options })

test('what a server refuses is left out, whatever it is, and further fields win', () => {
  expect(Object.keys(bodyOf({}))).toEqual(['model', 'messages', 'temperature', 'max_tokens', 'seed'])
  expect(Object.keys(bodyOf({ omit: ['seed', 'temperature', 'max_tokens'] }))).toEqual(['model', 'messages'])
  expect(bodyOf({ omit: ['seed'], extra: { random_seed: 5, temperature: 0.2 } })).toMatchObject({
    random_seed: 5,
    temperature: 0.2,
  })
  expect(bodyOf({ lengthField: 'max_completion_tokens' })).toMatchObject({ max_completion_tokens: 512 })
})

test('a system prompt stands before the conversation, or before its own', () => {
  const own = { role: 'system', content: 'Be brief.' } as const
  expect(bodyOf({ system: 'Think.' })).toMatchObject({ messages: [{ role: 'system', content: 'Think.' }, user] })
  expect(bodyOf({ system: 'Think.' }, [own, user])).toMatchObject({
    messages: [{ role: 'system', content: 'Think.\n\nBe brief.' }, user],
  })
})
