// Numbers that words are part of, as the grammar of formulas has them.
import { expect, test } from 'vitest'
import { foldWritten } from '../../../../verifiers/math/quantity/written-numbers.ts'

test.each([
  ['25 percent', '25\\%'],
  ['25 per cent', '25\\%'],
  ['25\\text{ percent}', '25\\%'],
  ['25 percentage points', '25\\%'],
  ['21st', '21'],
  ['21nd', '21nd'],
  ['12^{\\text{th}}', '12'],
  ['11th', '11'],
  ['11st', '11st'],
  ['the 7th', '7'],
  ['x^{th}', 'x^{th}'],
  ['30 degrees', '30^\\circ'],
  ['30 degrees Celsius', '30 degrees Celsius'],
  ['2.5 million', '2.5\\times 10^{6}'],
  ['3\\text{ billion dollars}', '3\\times 10^{9} \\text{  dollars}'],
  ['12万', '12\\times 10^{4}'],
  ['twenty-five percent', '25\\%'],
  ['3 millions', '3\\times 10^{6}'],
  ['2x + 1', '2x + 1'],
])('%s is %s', (written, folded) => {
  expect(foldWritten(written).replace(/\s+/g, ' ')).toBe(folded.replace(/\s+/g, ' '))
})
