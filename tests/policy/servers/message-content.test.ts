import { expect, test } from 'vitest'
import type { Json } from '../../../src/core/json.ts'
import { messageContent } from '../../../src/policy/servers/message-content.ts'

const text = { type: 'text', text: 'b' }

test.each<[unknown, string | null, string, string | null]>([
  [{ content: 'a' }, 'a', '', null],
  [{ content: null }, '', '', null],
  [{}, '', '', null],
  [{ content: [] }, '', '', null],
  [{ content: ['a', text] }, 'ab', '', null],
  [{ content: text }, 'b', '', null],
  [{ content: [{ type: 'text', text: { value: 'c' } }] }, 'c', '', null],
  [{ content: [{ type: 'image_url', image_url: {} }, text] }, 'b', '', null],
  [
    {
      content: [
        {
          type: 'thinking',
          thinking: [
            { type: 'text', text: 'h' },
            { type: 'text', text: 'm' },
          ],
        },
        text,
      ],
    },
    'b',
    'hm',
    null,
  ],
  [{ content: [{ type: 'thinking', thinking: 'hm', signature: 's' }, text] }, 'b', 'hm', null],
  [{ content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] }, text] }, 'b', 'hm', null],
  [{ content: 'a', reasoning_content: 'hm' }, 'a', 'hm', null],
  [{ content: 'a', reasoning_content: 'hm', reasoning: 'hm' }, 'a', 'hm', null],
  [{ content: 'a', reasoning: null, reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] }, 'a', 'hm', null],
  [{ content: 'a', reasoning: { effort: 'low' } }, 'a', '', null],
  [{ content: null, refusal: 'no' }, '', '', 'no'],
  [{ content: [{ type: 'refusal', refusal: 'no' }] }, '', '', 'no'],
  [{ content: 'a', refusal: null }, 'a', '', null],
  [{ content: 'a', refusal: '' }, 'a', '', null],
  [{ content: 7 }, null, '', null],
  [{ content: [text, 7] }, null, '', null],
  [{ content: { a: 1 } }, null, '', null],
])('%j says %j, thinks %j and declines with %j', (message, said, reasoning, refusal) => {
  expect(messageContent(message as Json)).toEqual({ text: said, reasoning, refusal })
})
