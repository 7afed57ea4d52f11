// `2e-1` as a decimal and as a formula in the number e: the other side says which.
import { of, testBoxed } from '../case-table.ts'

testBoxed([
  of('2-\\frac1e', ['\\frac{2e-1}{e}'], ['0.2/e']),
  of('3e-1', ['-1+3e'], ['3e-2', '3e+1', '1-3e']),
  of('3e+1', ['1+3e']),
  of('4e^2-1', ['(2e-1)(2e+1)']),
  of('e-1', ['\\frac{2e-2}{2}']),
  of('5e-2', ['5e - 2', '0.05', '5 \\times 10^{-2}']),
  of('\\frac{5e-4}{e^2}', ['5e^{-1}-4e^{-2}']),
  of('0.05', ['5e-2']),
  of('6.02e23', ['6.02 \\times 10^{23}']),
  of('2e-1', ['0.2'], ['e-1']),
])
