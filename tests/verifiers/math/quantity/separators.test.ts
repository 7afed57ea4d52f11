// Decimal commas and groups of other customs, and what is a list or a thousand.
import { expect, test } from 'vitest'
import { asOneNumber } from '../../../../verifiers/math/quantity/separators.ts'

test.each([
  ['1,22', '1.22', '1.22'],
  ['0,5', '0.5', '0.5'],
  ['3,5', null, '3.5'],
  ['1,234', null, null],
  ['1,2345', '1.2345', '1.2345'],
  ['-2,75', '-2.75', '-2.75'],
  ['1.234.567,89', '1234567.89', '1234567.89'],
  ['1.234.567', '1234567', '1234567'],
  ['1.234', null, null],
  ['1 234 567,8', '1234567.8', '1234567.8'],
  ['12,34,567', '1234567', '1234567'],
  ['5,00,00,000', '50000000', '50000000'],
  ['1, 2', null, null],
  ['1,2,3', null, null],
])('%s is %s, or %s where it must be one number', (text, strict, lenient) => {
  expect(asOneNumber(text, true)).toBe(strict)
  expect(asOneNumber(text, false)).toBe(lenient)
})
