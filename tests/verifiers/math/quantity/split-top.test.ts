// Parts of a text outside of brackets, with the marks between them.
import { expect, test } from 'vitest'
import { splitTop } from '../../../../verifiers/math/quantity/split-top.ts'

test('marks inside of brackets and braces part nothing', () => {
  expect(splitTop('f(1, 2), {3, 4} ,5', /\s?,\s?/y)).toEqual([
    { text: 'f(1, 2)', mark: ',' },
    { text: '{3, 4}', mark: ',' },
    { text: '5', mark: '' },
  ])
})

test('a text without marks is one part', () => {
  expect(splitTop('5 cm', /,/y)).toEqual([{ text: '5 cm', mark: '' }])
})
