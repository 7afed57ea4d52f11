import { expect, it } from 'vitest'
import { readAction } from '../../../../src/serve/environments/openenv/action.ts'
import { readFrame } from '../../../../src/serve/environments/openenv/read-frame.ts'

/** As verifiers' adapter sends a model's reply that is JSON. */
function textOf(reply: string): unknown {
  const { data } = readFrame(`{"type": "step", "data": {"message": ${reply}}}`) as { data: object }
  return readAction(data, [])
}

it.each(['41', '41.50', '1e400', '123456789012345678901234567890', '-0', 'true', 'NaN', '-Infinity'])(
  'the reply %s is the text that it was',
  (reply) => expect(textOf(reply)).toEqual({ kind: 'message', text: reply }),
)

it.each(['[4, 15, 31]', '[]', '["a", {"b": [1]}]', '[1e400]'])('the list %s is the text that it was', (reply) => {
  expect(textOf(reply)).toEqual({ kind: 'message', text: reply })
})

it.each(['{"a": [1]}', 'null', '[1], "metadata": {"a": [2]}'])('%s is no text', (reply) => {
  expect(() => textOf(reply)).toThrow('message: Input should be a valid string')
})

it('a list is a message where it stands in for the name of a tool', () => {
  const { data } = readFrame('{"type": "step", "data": {"tool_name": [1, 2]}}') as { data: object }
  expect(readAction(data, ['open'])).toEqual({ kind: 'message', text: '[1, 2]' })
})

it('numbers elsewhere stay numbers', () => {
  expect(readFrame('{"type": "reset", "data": {"seed": 41}}')).toEqual({ type: 'reset', data: { seed: 41 } })
  expect(readFrame('{"data": {"message": 1, "arguments": {"count": 2}}}')).toEqual({
    data: { message: '1', arguments: { count: 2 } },
  })
})

it('no other text is taken for JSON', () => {
  expect(() => readFrame('{"type": "step", "data": {"message": NaN, "more": 1}}')).toThrow(SyntaxError)
  expect(() => readFrame('[NaN]')).toThrow(SyntaxError)
})
