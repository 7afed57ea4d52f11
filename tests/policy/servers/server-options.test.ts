import { expect, test } from 'vitest'
import { openAiPolicy } from '../../../src/policy/servers/openai-policy.ts'

test.each([
  [{ lenghtField: 'max_tokens' }, 'Did you mean `lengthField`?'],
  [{ lengthField: 'tokens' }, '`lengthField` of openAiPolicy is `max_tokens` or `max_completion_tokens`'],
  [{ omit: 'seed' }, 'a list of fields that a request can do without (temperature, top_k'],
  [{ omit: ['sede'] }, 'got ["sede"]'],
  [{ omit: [''] }, 'got [""]'],
  [{ extra: { messages: [] } }, 'fields other than model, messages, tools, stream, n, which are ours'],
  [{ extra: { stream: true } }, 'which are ours'],
  [{ extra: { n: 2 } }, 'which are ours'],
  [{ omit: ['messages'] }, 'a list of fields that a request can do without'],
  [{ extra: [] }, '`extra` of openAiPolicy is an object'],
  [{ system: 7 }, '`system` of openAiPolicy is a text'],
  [{ headers: { 'a b': 'c' } }, '`headers` of openAiPolicy'],
  [{ headers: { a: 'x\ny' } }, '`headers` of openAiPolicy'],
  [{ timeoutMs: 0 }, '`timeoutMs` of openAiPolicy is a whole number from 1; got 0'],
  [{ timeoutMs: 3e9 }, '`timeoutMs` of openAiPolicy is at most 2147483647'],
  [{ retries: -1 }, '`retries` of openAiPolicy is a whole number from 0'],
  [{ model: '' }, '`model` of openAiPolicy is the name of a model'],
])('%j is refused at once', (options, words) => {
  const open = (): unknown => openAiPolicy({ model: 'm', baseUrl: 'http://localhost:8000', ...(options as object) })
  expect(open).toThrow(
    expect.objectContaining({ code: 'RLVR_USAGE', message: expect.stringContaining(words) as string }),
  )
})
