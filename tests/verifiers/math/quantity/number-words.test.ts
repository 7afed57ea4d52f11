// Numbers in words: what they are, and words that are none.
import { expect, test } from 'vitest'
import { readNumberWords } from '../../../../verifiers/math/quantity/number-words.ts'

test.each([
  ['twelve', '12'],
  ['Zero', '0'],
  ['twenty-one days', '21 days'],
  ['ninety nine', '99'],
  ['one hundred', '100'],
  ['three hundred and five', '305'],
  ['two thousand three hundred and forty-six', '2346'],
  ['seven million and one', '7000001'],
  ['one hundred twenty thousand', '120000'],
  ['minus five', '-5'],
  ['two thirds', '\\frac{2}{3}'],
  ['a third', '\\frac{1}{3}'],
  ['one half', '\\frac{1}{2}'],
  ['three quarters of a mile', '\\frac{3}{4} mile'],
  ['two and a half hours', '2.5 hours'],
  ['seventh', '7'],
  ['the twenty-first', '21'],
  ['the twelfth', '12'],
  ['\\text{eleven}', '11'],
  ['\\text{eleven apples}', '11\\text{ apples}'],
])('%s is %s', (words, figures) => {
  expect(readNumberWords(words)).toBe(figures)
})

test.each([
  'one-to-one',
  'one or two',
  'two to three',
  'twenty twelve',
  'five twenty',
  'a',
  'a cat',
  'hundred',
  'second derivative',
  'onerous',
  'IV',
  'XII',
  'two by two',
])('%s is no number', (words) => {
  expect(readNumberWords(words)).toBe(words)
})
