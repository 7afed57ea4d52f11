import { describe, expect, it } from 'vitest'
import { argumentsFrom, outputFault, repliesOf } from '../../../../src/serve/environments/nemo-gym/read-replies.ts'

const message = (...parts: string[]): object => ({
  type: 'message',
  role: 'assistant',
  content: parts.map((text) => ({ type: 'output_text', text, annotations: [] })),
})
const call = (id: string, name: string, given: unknown): object => ({
  type: 'function_call',
  call_id: id,
  name,
  arguments: given,
})
const answer = (id: string): object => ({ type: 'function_call_output', call_id: id, output: '7' })

describe('the replies of an output', () => {
  it('are what stands between two answers, parts of text joined, reasoning and refusals left out', () => {
    const output = [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
      message('Let me ', 'look.'),
      call('a', 'open', '{"door": 1}'),
      call('b', 'open', '{"door": 2}'),
      answer('a'),
      answer('b'),
      { role: 'user', content: 'And?' },
      {
        type: 'message',
        role: 'assistant',
        content: [
          { type: 'refusal', refusal: 'no' },
          { type: 'output_text', text: '14' },
        ],
      },
    ]
    expect(outputFault(output)).toBeNull()
    expect(repliesOf(output)).toEqual([
      {
        text: 'Let me look.',
        toolCalls: [
          { id: 'a', name: 'open', arguments: { door: 1 } },
          { id: 'b', name: 'open', arguments: { door: 2 } },
        ],
      },
      { text: '14', toolCalls: [] },
    ])
    expect(repliesOf([])).toEqual([])
    expect(repliesOf([{ type: 'reasoning' }])).toEqual([{ text: '', toolCalls: [] }])
  })

  it('tell the policy what is wrong with its arguments', () => {
    const [reply] = repliesOf([call('a', 'open', '{"door": '), call('', 'open', '[1]')] as never)
    expect(reply?.toolCalls).toMatchObject([
      { id: 'a', arguments: {}, fault: expect.stringContaining('are no JSON') },
      { id: 'call-1', arguments: {}, fault: 'The arguments of `open` are an object; got an array.' },
    ])
    expect(argumentsFrom({ id: 'a', name: 'open' }, null)).toMatchObject({ fault: expect.stringContaining('got null') })
  })
})

it.each([
  [undefined, 'response.output must be an array; got nothing'],
  ['no', 'response.output must be an array; got string'],
  [[null], 'response.output[0] must be an object; got null'],
  [[{}], 'response.output[0] has no `type`'],
  [[{ type: 'function_call' }], 'response.output[0] is a function_call without a `name`'],
  [[{ type: 'message', role: 'assistant' }], 'response.output[0].content must be a text'],
  [[{ type: 'message', role: 'assistant', content: [{ text: 1, type: 'output_text' }] }], 'response.output[0].content'],
])('%j is no output', (output, words) => {
  expect(outputFault(output)).toContain(words)
})
