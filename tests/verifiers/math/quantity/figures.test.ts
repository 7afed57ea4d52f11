// Figures and marks in other customs than those of the grammar of formulas.
import { expect, test } from 'vitest'
import { foldFigures, foldFractions, foldMarks } from '../../../../verifiers/math/quantity/figures.ts'

test.each([
  ['0.333...', '0.\\overline{3}'],
  ['0.333\\ldots', '0.\\overline{3}'],
  ['0.1666…', '0.1\\overline{6}'],
  ['0.142857142857...', '0.\\overline{142857}'],
  ['3.14159...', '3.14159'],
  ['0.33...', '0.33'],
  ['0.(3)', '0.\\overline{3}'],
  ['0.1(6)', '0.1\\overline{6}'],
  ['0.\\dot{1}4285\\dot{7}', '0.\\overline{142857}'],
  ["1'234'567", '1234567'],
  ['1_000_000', '1000000'],
  ['3{,}14', '3.14'],
  ['1{,}234', '1{,}234'],
  ['6.02 x 10^{23}', '6.02\\times 10^{23}'],
  ['\\$5M', '\\$5 million'],
  ['€3k', '€3 thousand'],
  ['5k', '5k'],
  ['3x', '3x'],
  ['0.5(3)(4)', '0.5(3)(4)'],
])('%s is read as %s', (written, folded) => {
  expect(foldMarks(written)).toBe(folded)
})

test('figures of every script are those of ASCII', () => {
  expect(foldFigures('١٢٣')).toBe('123')
  expect(foldFigures('१०५')).toBe('105')
  expect(foldFigures('۷٫۵')).toBe('7.5')
  expect(foldFigures('１２')).toBe('12')
  expect(foldFigures('12')).toBe('12')
})

test('fractions of one character are fractions', () => {
  expect(foldFractions('2¾')).toBe('2\\frac{3}{4}')
  expect(foldFractions('⅔')).toBe('\\frac{2}{3}')
})
