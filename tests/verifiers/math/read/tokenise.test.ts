// Short runs of letters: a product where they are one, words where they are not. A word read as a product would vanish
// beside a zero, and a denial would be paid.
import { expect, test } from 'vitest'
import { tokenise } from '../../../../verifiers/math/read/tokenise.ts'
import { of, testBoxed, testReplies } from '../case-table.ts'

const kinds = (text: string): readonly string[] | undefined =>
  tokenise(text, { areCommasThousands: false })?.map(({ kind }) => kind)

test('a product of letters is its letters; a denial, and a run with a number after a space, is words', () => {
  expect(kinds('2ab')).toEqual(['number', 'symbol', 'symbol'])
  expect(kinds('ab \\cdot 2')).toEqual(['symbol', 'symbol', 'mark', 'number'])
  expect(kinds('not 0')).toEqual(['text', 'number'])
  expect(kinds('no')).toEqual(['text'])
  expect(kinds('is 5')).toEqual(['text', 'number'])
  expect(kinds("isn't 0")).toEqual(['text', 'number'])
})

testBoxed([
  of('\\{0, 9\\}', ['0, 9', '9, 0'], ['not 0, 9', 'no 0, 9', '0, not 9', 'never 0, 9']),
  of(
    '0',
    ['0', '0 \\cdot 3'],
    ['not 0', 'Not 0', 'no 0', 'nor 0', 'non 0', 'but 0', "isn't 0", 'not(0)', '0 \\cdot not', 'it 0'],
  ),
  of('9', ['9 + 0'], ['9 + not 0', 'not 9']),
  of('2ab', ['2ab', '2ba'], ['2a', 'not 2ab']),
])
testReplies([of('0', ['The answer is 0.'], ['The answer is not 0.', "The answer isn't 0.", 'not 0', 'It is not 0.'])])
