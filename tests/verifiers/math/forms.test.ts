// Forms of answers that seldom come up, each beside one that differs in the least and is wrong. The values are by hand.
import { expect, test } from 'vitest'
import { verifyMath } from '../../../verifiers/index.ts'

const verdict = (gold: string, answer: string): string => verifyMath(gold, `So \\boxed{${answer}}.`).verdict

test.each([
  ['1, 5', '3 \\pm 2', '3 \\pm 1'],
  ['1, 5', '3 \\mp 2', '3 \\mp 3'],
  ['-3, 3', '\\mp 3', '\\mp 4'],
  ['-3, 3', '\\pm 3', '+3'],
  ['2', '\\sqrt[3]{8}', '\\sqrt[3]{9}'],
  ['2', '\\sqrt[3]{8}', '\\sqrt{8}'],
  ['3', '\\sqrt{9}', '\\sqrt{8}'],
  ['6', '\\gcd(12,18)', '\\gcd(12,15)'],
  ['12', '\\operatorname{lcm}(4,6)', '\\operatorname{lcm}(4,5)'],
  ['0', '\\operatorname{lcm}(0,6)', '\\operatorname{lcm}(1,6)'],
  ['1', '8 \\bmod 7', '8 \\bmod 6'],
  ['-4', '\\lfloor -3.5 \\rfloor', '\\lceil -3.5 \\rceil'],
  ['-3', '\\lceil -3.5 \\rceil', '\\lfloor -3.5 \\rfloor'],
  ['1', '\\begin{vmatrix} 2 & 1 \\\\ 3 & 2 \\end{vmatrix}', '\\begin{vmatrix} 2 & 1 \\\\ 2 & 3 \\end{vmatrix}'],
  ['1 \\le x < 2', '[1,2)', '[1,2]'],
  ['x > 1 \\text{ and } x < 2', '(1,2)', '[1,2)'],
  ['x < 1 \\text{ or } x > 2', '(-\\infty,1) \\cup (2,\\infty)', '(-\\infty,1) \\cup [2,\\infty)'],
  ['\\frac{x^2-1}{x-1}', 'x+1', 'x-1'],
  ['(x+1)^3', 'x^3+3x^2+3x+1', 'x^3+3x^2+3x-1'],
  ['10', '\\binom{5}{2}', '\\binom{5}{1}'],
  ['1/3', '0.\\overline{3}', '0.3'],
  ['\\infty', 'oo', '-oo'],
  ['1, \\ldots, 5', '1, ..., 5', '1, ..., 6'],
  ['|x|', '||x||', '|y|'],
  ['\\{1,2\\}', '\\{2,1\\}', '\\{2,3\\}'],
  ['5 \\text{ cm}', '0.05 \\text{ m}', '0.5 \\text{ m}'],
])('%s is %s, and not %s', (gold, right, wrong) => {
  expect(verdict(gold, right)).toBe('correct')
  expect(verdict(gold, wrong)).toBe('incorrect')
})
