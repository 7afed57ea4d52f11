// What of a reply is thought and what is said, for the delimiters of every model family that is read.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isReasoningTag, namesDelimiter } from '../../../src/core/reasoning/delimiters.ts'
import { answerOf, splitReply } from '../../../src/core/reasoning/split-reply.ts'

const pairs: readonly (readonly [string, string])[] = [
  ['<think>', '</think>'],
  ['<THINK>', '</Think>'],
  ['<think duration="3">', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['<reflection>', '</reflection>'],
  ['<seed:think>', '</seed:think>'],
  ['<longcat_think>', '</longcat_think>'],
  ['[THINK]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['<|START_THINKING|>', '<|END_THINKING|>'],
  ['<|inner_prefix|>', '<|inner_suffix|>'],
  ['<|think:start|>', '<|think:end|>'],
  ['<|channel>thought\n', '<channel|>'],
  ['[unused16]', '[unused17]'],
  ['<start_working_out>', '<end_working_out>'],
]

describe.each(pairs)('reasoning between %s and %s', (opening, closing) => {
  test('is cut, opened by the reply or by the prompt, once or several times', () => {
    expect(answerOf(`${opening}A?${closing}B`)).toBe('B')
    expect(answerOf(`A?${closing}B`)).toBe('B')
    expect(answerOf(`${opening}A?${closing}${opening}C?${closing}B`)).toBe('B')
    expect(answerOf(`${opening}A? ${opening}C?${closing} D${closing}B`)).toBe('B')
  })

  test('is no answer while it is open', () => {
    expect(splitReply(`${opening}The answer is A`)).toMatchObject({ answer: '', isOpen: true })
    expect(splitReply(`A?${closing} Or\n${opening}B`)).toMatchObject({ answer: '', isOpen: true })
    expect(splitReply(`${opening}A?${closing.slice(0, -1)}`)).toMatchObject({ answer: '', isOpen: true })
  })

  test('after the answer leaves what stands before it', () => {
    expect(answerOf(`B\n${opening}A?${closing}`)).toBe('B\n')
    expect(answerOf(`B\n${opening}`)).toBe('B\n')
    expect(answerOf(`A?${closing}`)).toBe('')
  })

  test('does not end where the closing one is quoted in a program, a JSON text or a sentence', () => {
    const program = `\`\`\`python\nends = text.endswith('${closing}')\n\`\`\`\n`
    for (const answer of [program, `{"end": "a ${closing} b"}`, `It ends with \`${closing}\` always.`]) {
      expect(answerOf(answer)).toBe(answer)
      expect(answerOf(`${opening}A?${closing}${answer}`)).toBe(answer)
      expect(answerOf(`${opening}${answer}A?${closing}B`)).toBe('B')
    }
  })
})

describe('a tag', () => {
  test.each([
    ['I think <think> is a word', 'I think <think> is a word'],
    ['<think>2?</think> a <think> b', ' a <think> b'],
    ['Sure. <think>2?', ''],
    ['Sure <think>\n2?', ''],
    ['one\n  <think>2?', ''],
    ['<think>\n<think>\n', ''],
    ['42 <think>right?</think>', '42 '],
    ['x > <thin> y', 'x > <thin> y'],
    ['a</think>b</think>c', 'c'],
    // A fence that reasoning left open hides no closing tag.
    ['<think>```py\ndraft </think>\n```py\nfinal\n```', '\n```py\nfinal\n```'],
    ['<think>```py\ndraft\n</think>\nB', '\nB'],
    ['<think>```py\ndraft\n```</think>```py\nfinal\n```', '```py\nfinal\n```'],
    ['<think>```py\ndraft\n```\n</think>```py\nfinal\n```', '```py\nfinal\n```'],
    ['He said "hm</think>B', 'B'],
  ])('in %j leaves %j', (reply, answer) => {
    expect(answerOf(reply)).toBe(answer)
  })

  test('of reasoning is known by its name, also in a pattern', () => {
    expect(['think', 'Thought', 'seed:think'].map(isReasoningTag)).toEqual([true, true, true])
    expect(['answer', 'thinker', 'unthink'].map(isReasoningTag)).toEqual([false, false, false])
    expect(namesDelimiter(/^<think>.*<\/think>/.source)).toBe(true)
    expect(namesDelimiter(/^<answer>/.source)).toBe(false)
  })
})

describe('messages by name', () => {
  const analysis = '<|channel|>analysis<|message|>A?<|end|>'
  test.each([
    [`${analysis}<|start|>assistant<|channel|>final<|message|>B<|return|>`, 'B'],
    [`${analysis}<|start|>assistant<|channel|>final <|constrain|>json<|message|>{"a":1}`, '{"a":1}'],
    [`${analysis}<|channel|>commentary<|message|>C<|end|><|channel|>final<|message|>B<|end|>`, 'B'],
    [analysis, ''],
    ['<|channel|>analysis<|message|>The answer is A', ''],
    ['analysisWe add. A?assistantfinalB', 'B'],
    ['analysisWe add. The answer is A', ''],
    ['analysis of the sum: B', 'analysis of the sum: B'],
    ['Here is my thought process:\nA?\n\nHere is my response:\nB', '\nB'],
    ["Here's my thought process: A", ''],
    ['My letter begins: Here is my response: B', 'My letter begins: Here is my response: B'],
  ])('%j say %j', (reply, answer) => {
    expect(answerOf(reply)).toBe(answer)
  })
})

describe('the marks around an answer', () => {
  test.each([
    ['<|START_THINKING|>A<|END_THINKING|><|START_RESPONSE|>B<|END_RESPONSE|>', 'B'],
    ['<|begin_of_thought|>A<|end_of_thought|>\n<|begin_of_solution|>B<|end_of_solution|><|im_end|>', 'B'],
    ['<think>A</think>\n<response>\nB</response>\n', '\nB'],
    ['B<|im_end|>\n', 'B'],
    ['B</s><eos>', 'B'],
    ['B <|end|> C', 'B <|end|> C'],
  ])('of %j leave %j', (reply, answer) => {
    expect(answerOf(reply)).toBe(answer)
  })
})

test('the answer is a piece of the reply, and its place is told', () => {
  const piece = fc.constantFrom(
    ...pairs.flat(),
    'a',
    ' ',
    '\n',
    '"',
    '`',
    '```',
    '```py\n',
    '<|im_end|>',
    '<|channel|>',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const reply = pieces.join('')
      const { answer, at, isOpen } = splitReply(reply)
      expect(reply.slice(at, at + answer.length)).toBe(answer)
      if (isOpen) expect(answer).toBe('')
    }),
  )
})

test.each([
  ['opening tags', '<think>'.repeat(150_000)],
  ['closing tags', '</think>'.repeat(150_000)],
  ['quoted tags', '"</think>'.repeat(120_000)],
  ['fences', '```a\n</think>\n'.repeat(70_000)],
  ['shrinking fences', Array.from({ length: 1400 }, (_, index) => `${'`'.repeat(1403 - index)}\nx</think>\n`).join('')],
  ['blanks', `<think>${' '.repeat(500_000)}x${'<think>'.repeat(70_000)}`],
  ['stop tokens', '<|end|>'.repeat(140_000)],
])('a megabyte of %s takes time in proportion', (_, reply) => {
  const half = reply.slice(0, reply.length / 2)
  const cpuMs = (text: string): number => {
    const start = process.cpuUsage()
    splitReply(text)
    return process.cpuUsage(start).user / 1000
  }
  cpuMs(half)
  expect(cpuMs(reply)).toBeLessThan(6 * Math.max(50, cpuMs(half)))
})
