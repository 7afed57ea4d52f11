import { describe, expect, it } from 'vitest'
import { exact, multipleChoice, normalised, numeric } from '../../../verifiers/index.ts'
import { normaliseText } from '../../../verifiers/text/normalise-text.ts'
import { scoreOf, verdictOf } from '../verdict-of.ts'

describe('exact', () => {
  it('compares character for character, apart from white space at the ends', async () => {
    expect(await scoreOf(exact(), 'yes', ' yes\n')).toBe(1)
    expect(await scoreOf(exact(), 'yes', 'Yes')).toBe(0)
    expect(await scoreOf(exact(), '', '')).toBe(1)
  })

  it('looks where it is told', async () => {
    expect(await scoreOf(exact({ from: 'answer-tag' }), 'b', 'a <answer>a</answer> <answer> b </answer>')).toBe(1)
    expect(await scoreOf(exact({ from: 'answer-tag' }), 'b', '<answer>b</answer> <answer>c')).toBe(0)
    expect(await scoreOf(exact({ from: 'boxed' }), '{b}', '\\boxed{{b}}')).toBe(1)
    expect(await scoreOf(exact({ from: 'last-line' }), 'b', 'a\n**Answer:** b\n')).toBe(1)
  })

  it('calls an answer that is no text a broken gold', async () => {
    expect(await verdictOf(exact(), 7 as never, '7')).toMatchObject({ status: 'invalid', cause: 'broken-gold' })
  })
})

describe('normalised', () => {
  it.each([
    ['The Nile', '“the   nile.”', 1],
    ['Straße', 'STRASSE', 1],
    ['ﬁne', 'fine', 1],
    ['3.5', '35', 0],
    ['-5', '5', 0],
    ['yes', 'yes no', 0],
  ])('for %j scores %j %d', async (answer, reply, score) => {
    expect(await scoreOf(normalised(), answer, reply)).toBe(score)
  })

  it('keeps what its options say', () => {
    expect(normaliseText('A b', { case: false })).toBe('A b')
    expect(normaliseText('a, b', { punctuation: false })).toBe('a, b')
    expect(normaliseText('a  b', { whitespace: false, punctuation: false })).toBe('a  b')
  })

  it('calls an answer of which nothing is left a broken gold', async () => {
    expect(await verdictOf(normalised(), '!', '?')).toMatchObject({ status: 'invalid', cause: 'broken-gold' })
  })
})

describe('multipleChoice', () => {
  it.each([
    ['B', 'B', 1],
    ['B', '(b)', 1],
    ['B', 'The answer is B.', 1],
    ['B', 'A looks right, but the answer is **(B)**, because A is wrong.', 1],
    ['B', 'Answer: A. No, the answer is B', 1],
    ['B', '\\boxed{\\text{B}}', 1],
    ['E', '\\boxed{E: option text}', 1],
    ['B', '<answer>B</answer>', 1],
    ['B', 'B) the Nile', 1],
    ['B', 'The answer is A or B.', 0],
    ['B', 'The answer is B or C.', 0],
    ['B', 'B or C', 0],
    ['B', 'A, B, C, D', 0],
    ['B', '\\boxed{A/B}', 0],
    ['B', 'The answer is Both.', 0],
    ['A', 'The answer is A man.', 0],
    ['A', 'The answer is a tough one.', 0],
    ['B', 'The answer is B. Actually, the answer is C.', 0],
    ['B', 'I do not know.', 0],
    ['A, C', 'The answer is A and C.', 1],
    ['AC', 'The answer is C, A', 1],
    ['AC', 'The answer is A', 0],
  ])('for %j scores %j %d', async (answer, reply, score) => {
    expect(await scoreOf(multipleChoice(), answer, reply)).toBe(score)
  })

  it('calls an answer outside the choices a broken gold', async () => {
    expect(await verdictOf(multipleChoice({ choices: 'ABCD' }), 'E', 'E')).toMatchObject({ cause: 'broken-gold' })
    expect(() => multipleChoice({ choices: 'abc' })).toThrow(/capital letters/)
  })
})

describe('numeric', () => {
  it('accepts a difference of just the tolerance, without rounding errors', async () => {
    expect(await scoreOf(numeric({ absolute: 0.1 }), 0.2, 'So 0.3')).toBe(1)
    expect(await scoreOf(numeric({ absolute: 0.1 }), 0.2, 'So 0.3000000000000000000001')).toBe(0)
    expect(await scoreOf(numeric({ relative: 0.01 }), -200, 'The answer is -202.')).toBe(1)
    expect(await scoreOf(numeric({ relative: 0.01 }), -200, 'The answer is -202.01.')).toBe(0)
    expect(await scoreOf(numeric(), '1,000', 'It costs $1,000.00')).toBe(1)
  })

  it.each<[answer: number | string, reply: string, score: number]>([
    ['3.14159', '\\boxed{\\pi}', 1],
    ['6.28', 'The answer is $2\\pi$.', 1],
    ['1.41', '\\boxed{\\sqrt{2}}', 1],
    [0.5, '\\boxed{\\frac{1}{2}}', 1],
    [1500, '\\boxed{1.5 \\times 10^3}', 1],
    [1500, 'The answer is 1.5e3.', 1],
    ['\\pi', '3.1416', 1],
    ['2\\sqrt{2}', '\\boxed{\\sqrt{8}}', 1],
    ['3.14159', '\\boxed{\\pi^2}', 0],
    ['3.14159', '\\boxed{-\\pi}', 0],
    ['3.14159', '\\boxed{\\pi x}', 0],
    ['1.41', '\\boxed{\\sqrt{-2}}', 0],
    [2, '\\boxed{\\sqrt{2}}', 0],
    ['\\pi', '3.2', 0],
  ])('reads for %j the number of %j as math() does: %d', async (answer, reply, score) => {
    expect(await scoreOf(numeric({ relative: 0.01 }), answer, reply)).toBe(score)
  })

  it('without a tolerance takes no rounded number for one that is no fraction', async () => {
    expect(await scoreOf(numeric(), '\\sqrt{2}', '\\boxed{\\frac{2}{\\sqrt{2}}}')).toBe(1)
    expect(await scoreOf(numeric(), '\\sqrt{2}', '1.414213562373095')).toBe(0)
    expect(await scoreOf(numeric(), '3.14159', '\\boxed{\\pi}')).toBe(0)
  })

  it('scores a reply without a number 0 and calls an answer without one a broken gold', async () => {
    expect(await scoreOf(numeric(), 7, 'none')).toBe(0)
    expect(await verdictOf(numeric(), 'plenty', '7')).toMatchObject({ cause: 'broken-gold' })
    expect(await verdictOf(numeric(), Number.NaN, '7')).toMatchObject({ cause: 'broken-gold' })
    expect(() => numeric({ absolute: -1 })).toThrow(/finite number from 0/)
  })
})
