import { describe, expect, test } from 'vitest'
import {
  errorStatus,
  isFiltered,
  mayPass,
  refusedField,
  serverWords,
} from '../../../src/policy/servers/server-error.ts'

test.each([
  [{ error: 'a' }, 'a'],
  [{ error: { message: 'a' } }, 'a'],
  [{ message: 'a', code: 400 }, 'a'],
  [{ detail: 'a' }, 'a'],
  [
    {
      detail: [
        { loc: ['body', 'seed'], msg: 'no' },
        { loc: ['body', 'x'], msg: 'nor' },
      ],
    },
    'body.seed: no; body.x: nor',
  ],
  [{ message: { detail: [{ loc: ['body', 'seed'], msg: 'no' }] } }, 'body.seed: no'],
  [{ error: { message: 'Provider returned error', metadata: { raw: 'down' } } }, 'Provider returned error: down'],
  [{ error: { code: 7 } }, '{"code":7}'],
  [{}, null],
  [undefined, null],
])('the words in %j are %j', (body, words) => {
  expect(serverWords(body as never)).toBe(words)
})

test.each([
  [{ error: { code: 429 } }, 429],
  [{ error: { code: '502' } }, 502],
  [{ error: { code: 'rate_limit_exceeded' } }, 429],
  [{ error: { type: 'overloaded_error' } }, 503],
  [{ error: { code: null, type: 'server_error' } }, 503],
  [{ error: { status: 'RESOURCE_EXHAUSTED' } }, 429],
  [{ error: { type: 'insufficient_quota', code: null } }, 400],
  [{ error: { type: 'invalid_request_error', code: 'model_not_found' } }, 400],
  [{ object: 'error', message: 'x', code: 503 }, 503],
  [{ error: 'x' }, null],
  [{ error: { code: 1301 } }, null],
])('%j stands for the status %j', (body, status) => {
  expect(errorStatus(body as never)).toBe(status)
})

test('what may pass is asked again', () => {
  expect([408, 425, 429, 500, 502, 529].map(mayPass)).toEqual(Array(6).fill(true))
  expect([400, 401, 402, 403, 404, 422].map(mayPass)).toEqual(Array(6).fill(false))
})

test.each([
  [{ error: { code: 'content_filter', message: 'x' } }, true],
  [{ error: { code: 'x', innererror: { code: 'ResponsibleAIPolicyViolation' } } }, true],
  [{ error: { code: 'data_inspection_failed' } }, true],
  [{ error: { code: 403, metadata: { reasons: ['violence'] } } }, true],
  [{ error: { message: 'Content Exists Risk' } }, true],
  [{ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }, true],
  [{ error: { code: 'invalid_api_key', message: 'x' } }, false],
  [{ error: 'no filter of that name' }, false],
  [undefined, false],
])('%j tells of a filter: %s', (body, filtered) => {
  expect(isFiltered(body as never)).toBe(filtered)
})

describe('a field that a server refuses', () => {
  const sent = ['model', 'messages', 'temperature', 'max_tokens', 'seed', 'stop', 'top_k', 'chat_template_kwargs']
  test.each([
    ["Unsupported parameter: 'max_tokens'", '`--length-field max_completion_tokens`'],
    ['Unknown name "seed": Cannot find field.', '`--omit seed`'],
    ['Unrecognized request argument supplied: top_k', '`--omit top_k`'],
    ['body.seed: Extra inputs are not permitted', '`--omit seed`'],
    ['`stop` is not supported by this model', '`--omit stop`'],
    ["'temperature' does not support 0.7. Only the default (1) value is supported.", '`--omit temperature`'],
    ['max_tokens is too large: 512. This model supports at most 256.', 'a smaller `--max-tokens`'],
    ['unsupported parameter: temperature', '`--omit temperature`'],
  ])('in %j is answered by %s', (message, advice) => {
    expect(refusedField({ error: { message } }, sent)).toContain(advice)
  })

  test.each([
    'maximum context length is 4096 tokens, and the request has 5000',
    'the messages are invalid',
    'Unsupported parameter: chat_template_kwargs',
    'Unsupported parameter: min_p',
    'it is not supported to stop here',
    'the seeds are unknown',
  ])('is not read into %j', (message) => {
    expect(refusedField({ error: { message } }, sent)).toBe('')
  })

  test('may be named apart from the words', () => {
    expect(refusedField({ error: { message: 'no', param: 'seed' } }, sent)).toContain("omit: ['seed']")
    const other = ['max_completion_tokens']
    expect(refusedField({ error: { message: 'no', param: 'max_completion_tokens' } }, other)).toContain('max_tokens')
  })
})
