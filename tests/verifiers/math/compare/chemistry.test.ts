// Formulas are one whatever sets them, and only then.
import { expect, test } from 'vitest'
import { equalFormulas } from '../../../../verifiers/math/compare/chemistry.ts'

test.each([
  ['\\mathrm{H_2O}', '\\text{H}_2\\text{O}', true],
  ['\\mathrm{Ca(OH)_2}', 'Ca(OH)2', true],
  ['\\mathrm{SO_4^{2-}}', '\\mathrm{SO}_4^{2-}', true],
  ['\\text{CO}', '\\text{Co}', false],
  ['\\mathrm{H_2O}', '\\mathrm{H_2O_2}', false],
  ['\\mathrm{Fe}^{3+}', '\\mathrm{Fe}^{2+}', false],
  ['A^2', 'A_2', false],
])('%s and %s: %s', (gold, candidate, isOne) => {
  expect(equalFormulas(gold, candidate)).toBe(isOne)
})
