// Which field of a JSON reply is its answer: the best named one that is the least deep, once.
import { expect, test } from 'vitest'
import { jsonAnswer } from '../../../../verifiers/math/extract/json-answer.ts'

test.each([
  ['{"answer": 7}', '7'],
  ['{"answer": 7, "answer": 7}', '7'],
  ['{"answer": 9, "answer": 7}', '9 or 7'],
  ['[{"answer": 9}, {"answer": 7}]', '9 or 7'],
  ['{"answer": 7, "result": 9}', '7'],
  ['{"value": 9, "final_answer": "7"}', '7'],
  ['{"steps": [{"result": 3}, {"result": 4}], "answer": "7"}', '7'],
  ['{"answer": {"value": 7, "unit": "cm"}}', '7'],
  ['Say "so" {"answer": "a \\"7\\""}', 'a "7"'],
  ['```json\n{"answer": "\\\\frac12"}\n```', '\\frac12'],
])('%j answers %j', (reply, text) => {
  expect(jsonAnswer(reply)?.text).toBe(text)
})

test.each([
  '{"answer": {"no": 1}, "value": 7}',
  '{"answer": {"no": 1}}',
  '{"n": 7}',
  'The answer is {"answer": 7} or 8',
])('%j has no such field', (reply) => {
  expect(jsonAnswer(reply)).toBeNull()
})
