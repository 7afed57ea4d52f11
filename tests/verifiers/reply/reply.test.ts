// Where the answer stands in a reply: after the reasoning, in a box, in a tag, on the last line.
import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterDelimiter } from '../../../verifiers/reply/after-delimiter.ts'
import { answerIn, answerText, nothingAt } from '../../../verifiers/reply/answer-text.ts'
import { findBoxes } from '../../../verifiers/reply/boxes.ts'
import { cut, foundEvidence, trimmedFound, type Found } from '../../../verifiers/reply/found.ts'
import { lastLine, withoutLabel } from '../../../verifiers/reply/last-line.ts'
import { tagContent } from '../../../verifiers/reply/tag-content.ts'

describe('the answer part begins', () => {
  test("after an author's own delimiter", () => {
    expect(afterDelimiter('a ### b', '###')).toBe(5)
    expect(afterDelimiter('a b', '###')).toBe(0)
    expect(afterDelimiter('</why>x', '</why>')).toBe(6)
    expect(afterDelimiter('<why>x', '</why>')).toBe(6)
    expect(afterDelimiter('[WHY]x', '[/WHY]')).toBe(6)
  })

  test('after the reasoning, where a text is looked for in a whole reply', () => {
    expect(answerIn('<think><answer>x</answer></think>\ny', 'reply')).toEqual({
      text: 'y',
      where: 'whole reply',
      at: 34,
    })
    expect(answerIn('<think><answer>x</answer></think>\ny', 'answer-tag')).toBeNull()
    expect(answerIn('<think>x', 'reply')).toBeNull()
  })
})

describe('boxes', () => {
  const textsIn = (reply: string): string[] => findBoxes(reply).last.map(({ text }) => text)

  test.each<[string, string[], number, boolean]>([
    ['so \\boxed{7}', ['7'], 1, false],
    ['\\boxed{\\frac{1}{2}} or \\fbox{b}', ['\\frac{1}{2}', 'b'], 2, false],
    ['\\framebox {c}', ['c'], 1, false],
    ['\\boxed     {c}', [], 0, false],
    ['\\boxed{a \\boxed{b} c}', ['a \\boxed{b} c'], 1, false],
    ['\\boxed{\\{a\\}}', ['\\{a\\}'], 1, false],
    ['\\boxed{', [], 0, true],
    ['\\boxed{1} and \\boxed{2', ['1'], 1, true],
    ['\\boxed{1 \\boxed{2}', ['2'], 1, false],
    ['{\\boxed{1}', ['1'], 1, false],
    ['}}\\boxed{1}}', ['1'], 1, false],
    ['\\\\boxed{1}', [], 0, false],
    ['\\boxed{}', [''], 1, false],
    ['no box { here }', [], 0, false],
    ['', [], 0, false],
    ['ends in \\', [], 0, false],
  ])('of %j', (reply, texts, count, unclosed) => {
    const boxes = findBoxes(reply)
    expect(boxes.last.map(({ text }) => text)).toEqual(texts)
    expect(boxes.count).toBe(count)
    expect(boxes.unclosed).toBe(unclosed)
  })

  test('know where they stand', () => {
    const reply = 'so \\boxed{7}, or \\boxed{12}.'
    for (const { text, at, end } of findBoxes(reply).last) {
      expect(reply.slice(at, at + text.length)).toBe(text)
      expect(reply[end - 1]).toBe('}')
      expect(end).toBe(at + text.length + 1)
    }
  })

  test('are kept to the last sixteen, and all are counted', () => {
    const reply = Array.from({ length: 20 }, (_, n) => `\\boxed{${n}}`).join(' ')
    expect(findBoxes(reply).count).toBe(20)
    expect(textsIn(reply)).toEqual(Array.from({ length: 16 }, (_, n) => String(n + 4)))
  })

  test('that are nested 64 deep are the outermost one; deeper, what is inside', () => {
    const nested = (depth: number): string => '\\boxed{'.repeat(depth) + 'x' + '}'.repeat(depth)
    expect(textsIn(nested(64))).toEqual([nested(63)])
    expect(textsIn(nested(65))).toEqual([nested(63)])
    expect(findBoxes(nested(65)).count).toBe(1)
  })

  test('of any text stand where they say, the last sixteen of all that are counted', () => {
    const part = constantFrom('\\boxed{', '\\fbox {', '{', '}', '\\}', 'x', '\\')
    assert(
      property(array(part, { maxLength: 60 }), (parts) => {
        const reply = parts.join('')
        const { last, count } = findBoxes(reply)
        expect(last.length).toBe(Math.min(count, 16))
        for (const { text, at, end } of last) {
          expect(reply.slice(at, end)).toBe(`${text}}`)
          expect(reply.slice(0, at)).toMatch(/\\(boxed|fbox) ?\{$/)
        }
      }),
    )
  })
})

describe('the content of the last tag', () => {
  test.each([
    ['<answer> 7 </answer>', '7'],
    ['<answer>1</answer> no <answer>2</answer> done', '2'],
    ['<answer>1<answer>2</answer>', '2'],
    ['<answer>1</answer> or <answer>2', null],
    ['7</answer>', null],
    ['<answer>7', null],
    ['<answer>  </answer>', null],
    ['', null],
  ])('of %j is %j', (reply, text) => {
    expect(tagContent(reply, 'answer')?.text ?? null).toBe(text)
  })

  test('knows where it stands', () => {
    expect(tagContent('so <x> 7 </x>', 'x')).toEqual({ text: '7', where: 'last <x>', at: 7 })
  })
})

describe('the last line', () => {
  test.each([
    ['first\nA: 7\n\n', { text: 'A: 7', where: 'last line', at: 6 }],
    ['one\r  two  \n', { text: 'two', where: 'last line', at: 6 }],
    ['only', { text: 'only', where: 'last line', at: 0 }],
    [' \n ', null],
    ['', null],
  ])('of %j', (reply, found) => {
    expect(lastLine(reply)).toEqual(found)
  })

  test.each([
    ['A: 7', '7'],
    ['a : 7', '7'],
    ['Answer: yes', 'yes'],
    ['answer = 7', '7'],
    ['The final answer is: 7', '7'],
    ['**Final answer:** 7', '7'],
    ['#### 7', '7'],
    ['> _Answer is_ 7', '7'],
    ['About 7', 'About 7'],
    ['7', '7'],
    ['Banana: 7', 'Banana: 7'],
  ])('without its label: %j is %j', (text, rest) => {
    const line: Found = { text, where: 'last line', at: 10 }
    const found = withoutLabel(line)
    expect(found.text).toBe(rest)
    expect(found.at).toBe(10 + text.lastIndexOf(rest))
  })
})

describe('an answer', () => {
  const reply = 'So <answer>1</answer> and \\boxed{ 2 }.\n\nAnswer: 3\n'
  test.each([
    ['reply', reply.trim(), 0],
    ['answer-tag', '1', 11],
    ['boxed', '2', 34],
    ['last-line', '3', 48],
  ] as const)('stands in the %s', (place, text, at) => {
    expect(answerText(reply, place)).toMatchObject({ text, at })
  })

  test.each([
    ['reply', ' \n'],
    ['answer-tag', '7'],
    ['boxed', '\\boxed{1} \\boxed{2'],
    ['boxed', '7'],
    ['boxed', '\\boxed{ }'],
    ['last-line', ''],
  ] as const)('is not in the %s of %j', (place, empty) => {
    expect(answerText(empty, place)).toBeNull()
    expect(nothingAt(place)).toMatch(/^The reply /)
  })

  test('each place says in its own words that it holds nothing', () => {
    expect(nothingAt('answer-tag')).toContain('no closed <answer>')
    expect(nothingAt('boxed')).toContain('does not end in a balanced \\boxed{}')
    expect(nothingAt('last-line')).toBe('The reply is blank.')
  })
})

describe('evidence', () => {
  test('is cut at 200 characters, and never within one', () => {
    expect(cut('x'.repeat(200))).toBe('x'.repeat(200))
    expect(cut('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`)
    expect(cut(`${'x'.repeat(199)}😀`)).toBe(`${'x'.repeat(199)}\uFFFD…`)
    expect(foundEvidence({ text: 'y'.repeat(300), where: 'here', at: 4 })).toEqual({
      candidate: `${'y'.repeat(200)}…`,
      where: 'here',
      at: 4,
    })
  })

  test('is trimmed, with its place moved along; nothing is null', () => {
    expect(trimmedFound('ab  cd  ', 2, 8, 'here')).toEqual({ text: 'cd', where: 'here', at: 4 })
    expect(trimmedFound('ab   ', 2, 5, 'here')).toBeNull()
  })
})
