import { expect, test } from 'vitest'
import { isDenied } from '../../../verifiers/json-schema/denied.ts'

function denied(pattern: string): boolean {
  const reply = pattern.replace('{}', '{"a": 1}')
  return isDenied(reply, { start: reply.indexOf('{'), end: reply.indexOf('}') + 1, from: 0 })
}

test.each([
  'not {}',
  'Not: {}',
  'Not this:\n\n{}',
  'this is wrong: {}',
  'This is the wrong answer: {}',
  'a wrong reply would be {}',
  'Incorrect: {}',
  'wrong:\n```json\n{}\n```',
  'never {}',
  'You should never answer with {}',
  'The answer is not {}',
  'The answer isn’t {}',
  'The JSON **is not** {}',
  'It cannot be {}',
  "Don't write {}",
  'instead of `{}`',
  '{} is not the answer',
  '{} is wrong.',
  "{} isn't it",
])('it is denied: %s', (pattern) => {
  expect(denied(pattern)).toBe(true)
})

test.each([
  '{}',
  'Here it is: {}',
  '```json\n{}\n```',
  'I could not find more: {}',
  'I did not add a note:\n{}',
  'I will not explain. {}',
  'No more was said, so {}',
  'The first was wrong. Here it is: {}',
  'The earlier one was wrong; the right one: {}',
  'This is not wrong: {}',
  'Nothing is invalid in it: {}',
  'If I am not mistaken: {}',
  'As there is not a city, the answer: {}',
  'The order is not from Ada but from Bo: {}',
  '{} is right',
  '{} is not only valid but right',
  '{} is not wrong',
])('it stands: %s', (pattern) => {
  expect(denied(pattern)).toBe(false)
})

test('what was said of the value before does not count', () => {
  const reply = 'not {"a": 1} {"a": 2}'
  expect(isDenied(reply, { start: 13, end: 21, from: 12 })).toBe(false)
})
