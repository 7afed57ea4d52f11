// Every verifier stands up to replies written to break it.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Verifier } from '../../src/core/verifier.ts'
import {
  boxed,
  exact,
  expression,
  jsonSchema,
  lengthBetween,
  math,
  multipleChoice,
  normalised,
  numeric,
  regularExpression,
  tags,
} from '../../verifiers/index.ts'
import { hostileReplies, verdictOf } from './verdict-of.ts'

const verifiers: readonly (readonly [Verifier<never>, unknown])[] = [
  [tags(['think', 'answer'], { strict: true }), null],
  [boxed({ require: 'exactly-one' }), null],
  [lengthBetween(1, 10, { unit: 'words' }), null],
  [regularExpression(/answer: \d+$/), null],
  [jsonSchema({ schema: { type: 'object' }, matchesAnswer: true }), { a: 1 }],
  [exact(), 'yes'],
  [normalised(), 'yes'],
  [multipleChoice(), 'B'],
  [numeric({ relative: 0.1 }), 7],
  [math(), '7'],
  [math({ answerFrom: 'last-line' }), '7'],
  [math(), 'x^2 + 1'],
  [expression(), { numbers: [1, 2], target: 3 }],
]

describe('every verifier', () => {
  it.each(verifiers)('$name scores hostile replies 0 or more within two seconds', async (verifier, answer) => {
    for (const reply of hostileReplies) {
      // Time on the processor, so that a busy machine fails no verifier.
      const start = process.cpuUsage()
      const verdict = await verdictOf(verifier, answer as never, reply)
      expect(process.cpuUsage(start).user / 1000, reply.slice(0, 40)).toBeLessThan(2000)
      expect(verdict.status, `${reply.slice(0, 40)} ${JSON.stringify(verdict)}`).toBe('scored')
      expect(JSON.stringify(verdict).length).toBeLessThan(10_000)
    }
  })

  it.each(verifiers)('$name gives any reply a score, and the same one twice', async (verifier, answer) => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('\\boxed{', '}', '{', '\\frac', '1', '7', '/', '^', '<answer>', '</answer>', '####', 'answer is'),
      fc.constantFrom(
        ' ',
        '\n',
        '$',
        '(',
        ')',
        '=',
        '"',
        ',',
        'B',
        ' or ',
        '```',
        '\\sqrt',
        '[',
        ']',
        '%',
        '!',
        '_',
        '0',
      ),
    )
    const reply = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(reply, async (text) => {
        const first = await verdictOf(verifier, answer as never, text)
        expect(first.status).toBe('scored')
        expect(await verdictOf(verifier, answer as never, text)).toEqual(first)
      }),
      { numRuns: 300, seed: 1 },
    )
  })
})
