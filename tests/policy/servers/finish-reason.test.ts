import { expect, test } from 'vitest'
import { serverFinish } from '../../../src/policy/servers/finish-reason.ts'

test.each([
  [
    'stop',
    ['stop', 'STOP', 'eos', 'eos_token', 'end_turn', 'stop_sequence', 'COMPLETE', 'eosFound', '', null, undefined],
  ],
  [
    'length',
    [
      'length',
      'max_tokens',
      'MAX_TOKENS',
      'FINISH_REASON_MAX_TOKENS',
      'model_length',
      'maxPredictedTokensReached',
      'contextLengthReached',
      'model_context_window_exceeded',
      'max_new_tokens',
      'repetition',
    ],
  ],
  ['tool-calls', ['tool_calls', 'function_call', 'tool_use']],
  [
    'refusal',
    [
      'content_filter',
      'SAFETY',
      'RECITATION',
      'PROHIBITED_CONTENT',
      'IMAGE_SAFETY',
      'BLOCKLIST',
      'SPII',
      'sensitive',
      'content_filter: SAFETY',
      'guardrail_intervened',
      'ERROR_TOXIC',
      'content-filtered',
      'refusal',
    ],
  ],
  [
    'failure',
    [
      'error',
      'ERROR',
      'abort',
      'insufficient_system_resource',
      'load',
      'modelUnloaded',
      'userStopped',
      'MALFORMED_FUNCTION_CALL',
      'OTHER',
      'timed_out',
      'server_overloaded',
    ],
  ],
  ['unknown', ['because', 'stopped dead', 7, true, []]],
] as const)('%s is what %j say', (finish, reasons) => {
  for (const reason of reasons) expect(serverFinish(reason as never), String(reason)).toBe(finish)
})

test('a reason as an object is its type', () => {
  expect(serverFinish({ type: 'stop', matched: 7 })).toBe('stop')
  expect(serverFinish({ type: 'abort' })).toBe('failure')
})
