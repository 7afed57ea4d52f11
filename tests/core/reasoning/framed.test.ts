// Where the answer stands in replies of named messages.
import { expect, test } from 'vitest'
import { framed } from '../../../src/core/reasoning/framed.ts'

test.each([
  ['<|channel|>final<|message|>B', 'B'],
  ['<|channel|>final<|message|>A<|end|><|start|>assistant<|channel|>final<|message|>B<|end|>C', 'B'],
  ['<|channel|>analysis to=user code<|message|>A<|end|><|channel|>final<|message|>B', 'B'],
  ['assistantanalysisWe.assistantfinal B', ' B'],
  ['here is my thought process: a Here’s my response: B', ' B'],
])('%j answers %j', (reply, answer) => {
  const frame = framed(reply)
  expect(frame?.isOpen).toBe(false)
  expect(reply.slice(frame?.start, frame?.end)).toBe(answer)
})

test.each([
  '<|channel|>commentary to=functions.add<|message|>{}',
  'analysisÜber alles',
  "Here's my thought process: B",
])('%j answers nothing', (reply) => {
  expect(framed(reply)?.isOpen).toBe(true)
})

test.each(['', 'B', 'the <|channel|> token', 'analysis: B', 'analysisfinal', 'So here is my thought process: B'])(
  '%j is of another form',
  (reply) => {
    expect(framed(reply)).toBeNull()
  },
)
