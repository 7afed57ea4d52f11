// What the recorded answers do not show of a completion; those are in `matrix.test.ts`.
import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { readCompletion } from '../../../src/policy/servers/read-completion.ts'

const read = (choice: object, more: object = {}): unknown =>
  readCompletion({ choices: [choice as JsonObject], ...more }, 'S')

test('a refusal keeps what came of the reply, and its words', () => {
  expect(read({ message: { content: 'Half', reasoning: 'hm' }, finish_reason: 'content_filter' })).toEqual({
    ok: true,
    strange: null,
    reply: {
      text: 'Half',
      finish: 'refusal',
      refusal: 'S cut the reply: finish_reason "content_filter".',
      lengthTokens: null,
      reasoning: 'hm',
    },
  })
})

test('a call as servers once wrote one, and text of the completions of old, are read', () => {
  const call = { function_call: { name: 'add', arguments: '{"a":1}' }, content: null }
  expect(read({ message: call, finish_reason: 'function_call' })).toMatchObject({
    reply: { text: '', toolCalls: [{ id: 'call-0', name: 'add', arguments: { a: 1 } }], finish: 'stop' },
  })
  expect(read({ text: 'Hi.', finish_reason: 'stop' })).toMatchObject({ reply: { text: 'Hi.' } })
})

test.each([
  [7, 7],
  [7.5, null],
  [-1, null],
  ['7', null],
  [null, null],
])('%j tokens are %j', (tokens, length) => {
  const message = { content: 'a' }
  expect(read({ message }, { usage: { completion_tokens: tokens } })).toMatchObject({ reply: { lengthTokens: length } })
})

test('an unknown reason is told beside a reply, and a native one stands in for none', () => {
  expect(read({ message: { content: 'a' }, finish_reason: 'because' })).toMatchObject({
    strange: 'finish_reason "because"',
  })
  const native = { message: { content: 'a' }, finish_reason: null, native_finish_reason: 'MAX_TOKENS' }
  expect(read(native)).toMatchObject({ reply: { finish: 'length' } })
})

test.each([
  [{ message: { content: '' }, error: { code: 400, message: 'bad' }, finish_reason: 'error' }, false],
  [{ message: { content: '' }, error: { code: 503, message: 'busy' }, finish_reason: 'error' }, true],
  [{ message: { content: '' }, error: { message: 'odd' }, finish_reason: 'error' }, true],
  [{ message: { content: 'half' }, error: { code: 429, message: 'slow' }, finish_reason: 'stop' }, true],
])('an error in the choice %j may pass: %s', (choice, again) => {
  expect(read(choice)).toMatchObject({ ok: false, again })
})

test('an error beside the choices counts where they say nothing', () => {
  const error = { code: 500, message: 'crashed' }
  expect(read({ message: { content: '' }, finish_reason: 'stop' }, { error })).toMatchObject({ ok: false, again: true })
  expect(read({ message: { content: 'a' }, finish_reason: 'stop' }, { error })).toMatchObject({ ok: true })
  expect(readCompletion({ choices: null, error }, 'S')).toMatchObject({ ok: false, again: true })
  expect(readCompletion({ choices: [null] }, 'S')).toMatchObject({ ok: false, again: true })
})

test('an error that is null is none', () => {
  expect(read({ message: { content: 'a' }, error: null, finish_reason: 'stop' }, { error: null })).toMatchObject({
    ok: true,
  })
})

test('a filter that speaks through an error is a refusal', () => {
  const error = { code: 'content_filter', message: 'filtered' }
  expect(readCompletion({ error }, 'S')).toMatchObject({ reply: { finish: 'refusal', refusal: 'filtered' } })
  expect(readCompletion({ choices: [], promptFeedback: { blockReason: 'SAFETY' } }, 'S')).toMatchObject({
    reply: { finish: 'refusal' },
  })
})
