import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../src/core/json.ts'
import { makeTask } from '../../../../src/core/task.ts'
import { completionActions } from '../../../../src/serve/environments/score/completion-actions.ts'

const task = makeTask({ prompt: 'How many?', answer: 3 }, 'one')
const call = { id: 'a', type: 'function', function: { name: 'open', arguments: '{"door": 3}' } }

describe('a completion', () => {
  it('is a text, or the turns of the assistant among messages, whatever others say between', () => {
    expect(completionActions('3', task)).toEqual(['3'])
    const messages = [
      { role: 'system', content: 'Be quick.' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', content: 'made up: 7', tool_call_id: 'a' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'so ' },
          { type: 'text', text: '3' },
        ],
      },
    ]
    expect(completionActions(messages, task)).toEqual([
      { text: '', toolCalls: [{ id: 'a', name: 'open', arguments: { door: 3 } }] },
      'so 3',
    ])
    expect(completionActions({ role: 'assistant', content: 'x', tool_calls: [] }, task)).toEqual(['x'])
  })

  it('takes arguments that are an object, calls that name their tool directly, and the one call of older servers', () => {
    const given = { door: 3 }
    const turns: Json[] = [
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ type: 'function', function: { name: 'open', arguments: given } }],
      },
      { role: 'assistant', content: '', toolCalls: [{ id: 'call-0', name: 'open', arguments: given }] },
      { role: 'assistant', content: '', function_call: { name: 'open', arguments: '{"door":3}' } },
    ]
    for (const turn of turns)
      expect(completionActions([turn], task)).toEqual([
        { text: '', toolCalls: [{ id: 'call-0', name: 'open', arguments: given }] },
      ])
  })

  it('does not count the examples that a prompt opens with, where the whole conversation is given', () => {
    const example = [
      { role: 'user', content: '1 + 1?' },
      { role: 'assistant', content: '2' },
      { role: 'user', content: '1 + 2?' },
    ] as const
    const shown = makeTask({ prompt: example, answer: 3 }, 'shown')
    expect(completionActions([...example, { role: 'assistant', content: '3' }], shown)).toEqual(['3'])
    expect(completionActions([{ role: 'assistant', content: '2' }], shown)).toEqual(['2'])
  })

  it.each([
    [7, 'it is 7'],
    [[], 'no message is the assistant'],
    [[{ role: 'user', content: 'x' }], 'no message is the assistant'],
    [['x'], 'message 0 is'],
    [[{ role: 'assistant', content: 7 }], '`content` of message 0'],
    [[{ role: 'assistant', content: [{ type: 'image_url' }] }], '`content` of message 0'],
    [[{ role: 'assistant', content: '', tool_calls: 'open' }], '`tool_calls` of message 0'],
  ])('%j is refused in words', (completion, words) => {
    expect(() => completionActions(completion as Json, task)).toThrow(words)
  })
})
