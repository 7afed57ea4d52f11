// A draft inside reasoning neither pays nor costs, whichever verifier reads the answer (huggingface/trl#6966,
// mem0ai/mem0#4662, dhcode-cpp/X-R1#53).
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Verifier } from '../../src/core/verifier.ts'
import {
  boxed,
  code,
  exact,
  expression,
  jsonSchema,
  math,
  multipleChoice,
  normalised,
  numeric,
  regularExpression,
} from '../../verifiers/index.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { scoreOf } from './verdict-of.ts'

/** Calls a program right that says so: what is judged here is which program it is. */
const sandbox = {
  judge: async ({ source }: { source: string }) => ({
    verdict: source.includes('right') ? 'accepted' : 'wrong_answer',
    reward: Number(source.includes('right')),
    reason: '',
    flags: [],
    tests: [],
    total: 0,
  }),
} as unknown as Sandbox

const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }
const block = (text: string): string => `\`\`\`python\n# ${text}\n\`\`\``

/** A verifier, the gold, a right answer, and a wrong one. */
const readers: readonly (readonly [Verifier<never>, unknown, string, string])[] = [
  [exact(), 'Paris', 'Paris', 'Rome'],
  [exact({ from: 'answer-tag' }), 'Paris', '<answer>Paris</answer>', '<answer>Rome</answer>'],
  [exact({ from: 'last-line' }), 'Paris', 'Answer: Paris', 'Answer: Rome'],
  [normalised(), 'Paris', 'paris.', 'Rome'],
  [multipleChoice(), 'B', 'The answer is B.', 'The answer is A.'],
  [multipleChoice(), 'B', '\\boxed{B}', '\\boxed{A}'],
  [numeric(), 7, 'So \\boxed{7}', 'So \\boxed{8}'],
  [math(), '7', 'The answer is 7.', 'The answer is 8.'],
  [math(), '7', '#### 7', '#### 8'],
  [math({ choices: ['yes', 'no'] }), 'yes', 'yes', 'no'],
  [expression(), { numbers: [1, 2], target: 3 }, '<answer>1 + 2</answer>', '<answer>2 - 1</answer>'],
  [jsonSchema({ schema, matchesAnswer: true }), { n: 1 }, '{"n": 1}', '{"n": 2}'],
  [jsonSchema({ schema, from: 'whole' }), null, '{"n": 1}', '{"n": "x"}'],
  [
    code({ sandbox }),
    { language: 'python', tests: { format: 'call', entry: 'f', cases: [{ args: [], expected: 1 }] } },
    block('right'),
    block('wrong'),
  ],
  [boxed({ require: 'exactly-one' }), null, '\\boxed{7}', 'seven'],
  [regularExpression(/^yes$/), null, 'yes', 'no'],
  [
    { name: 'own', verify: ({ reply }) => ({ status: 'scored', score: Number(reply === 'yes'), reason: '' }) },
    null,
    'yes',
    'no',
  ],
]

const frames: readonly (readonly [string, string])[] = [
  ['<think>', '</think>'],
  ['', '</think>'],
  ['[THINK]', '[/THINK]'],
  ['<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
  ['analysisHm. ', 'assistantfinal'],
  ['Here is my thought process:', 'Here is my response:'],
]

describe.each(readers)('%# $name', (verifier, gold, right, wrong) => {
  const score = async (reply: string): Promise<number | null> => await scoreOf(verifier, gold as never, reply)

  test.each(frames)('judges what stands behind %j … %j', async (opening, closing) => {
    expect(await score(`${opening}${wrong}\n${closing}${right}`)).toBe(1)
    expect(await score(`${opening}${right}\n${closing}${wrong}`)).toBe(0)
  })

  test.each(['<think>', '<think>\n', '<think>hm</think>\n<think>', '◁think▷', '<|channel|>analysis<|message|>'])(
    'pays nothing for an answer in reasoning that never ends, after %j',
    async (opening) => {
      expect(await score(`${opening}${right}`)).toBe(0)
    },
  )
})

const clutter = fc.constantFrom(
  ...[
    '\n',
    'Hmm. ',
    '"quoted" ',
    "It's ",
    '```python\nx = 1\n```\n',
    '```\nopen\n',
    '`code` ',
    '{"a": ',
    'He said "no ',
  ],
  ...['<answer>', '</answer>', 'use <think> tags ', '\n<think>', '**bold** ', '5" pipe ', '\\boxed{', '$x$ ', '~~~\n'],
)
const ends = fc.constantFrom('', '\n', '<|im_end|>', '\n<think>', '</s>')

test('whatever stands around a draft, a right one in reasoning does not pay, and a wrong one does not cost', async () => {
  const draft = fc.record({
    reader: fc.constantFrom(...readers.filter(([{ name }]) => name !== 'regular-expression' && name !== 'own')),
    marks: fc.constantFrom(...frames),
    before: fc.array(clutter, { maxLength: 5 }),
    after: fc.array(clutter, { maxLength: 4 }),
    end: ends,
    pays: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(draft, async ({ reader: [verifier, gold, right, wrong], marks, before, after, end, pays }) => {
      const thought = [...before, pays ? wrong : right, ...after].join('')
      const reply = `${marks[0]}${thought}\n${marks[1]}${pays ? right : wrong}${end}`
      expect(await scoreOf(verifier, gold as never, reply)).toBe(Number(pays))
    }),
    { numRuns: 2000 },
  )
})

test('an empty answer is not what reasoning without an end says', async () => {
  expect(await scoreOf(exact(), '', '<think>nothing')).toBe(0)
  expect(await scoreOf(exact(), '', '<think>nothing</think>')).toBe(1)
})
