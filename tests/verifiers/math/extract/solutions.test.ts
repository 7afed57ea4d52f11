// Solutions as models write them: headings, lists, remarks behind the answer, prices, several languages; each beside the value
// that stands near the answer and is none.
import { of, testReplies } from '../case-table.ts'

testReplies([
  of('1250000', ['所以，总收入为1,250,000元。']),
  of(
    '17',
    ['解：设小明有 $x$ 本书，由 $x+2x-3=27$ 得 $x=10$。\n\n答：小红有17本书。', '所以小红有17本书。'],
    ['第17步：所以小红有18本书。'],
  ),
  of('12', ['综上，x = 12。', 'We get \\(x = 12\\), since \\(x > 0\\).', 'We get \\(x = 12\\), not \\(13\\).']),
  of(
    '\\begin{bmatrix} 2 & 1 \\\\ 0 & 3 \\end{bmatrix}',
    [
      'Therefore $A^{-1} = \\left[\\begin{array}{cc} 2 & 1 \\\\ 0 & 3 \\end{array}\\right]$.',
      '\\boxed{2A-B = \\begin{pmatrix} 2 & 1 \\\\ 0 & 3 \\end{pmatrix}}',
    ],
    ['\\boxed{A^T = \\begin{pmatrix} 2 & 0 \\\\ 1 & 3 \\end{pmatrix}}'],
  ),
  of(
    'A^{-1} = \\begin{bmatrix} 2 & 1 \\\\ 0 & 3 \\end{bmatrix}',
    [],
    ['\\boxed{A = \\begin{pmatrix} 2 & 1 \\\\ 0 & 3 \\end{pmatrix}}'],
  ),
  of('9', [], ['\\boxed{A^2 = 9}']),
  of('\\mathrm{pH} = 4.74', ['\\boxed{4.74}', 'The pH is 4.74.'], ['\\boxed{\\mathrm{pOH} = 4.74}', '\\boxed{4.47}']),
  of('\\mathrm{Re}=2000', ['\\boxed{2000}']),
  of('4.74', ['\\boxed{\\text{pH} = 4.74}']),
  of('0.16', ['\\boxed{\\Pr(X > 2) = 0.16}'], ['\\boxed{\\Pr(X > 2) = 0.61}']),
  of('0.0228', ['The p-value is $p = 0.0228$, so we reject $H_0$ at the 5% level.']),
  of(
    '5',
    ['\\boxed{AB = BC = 5}', 'Since \\(a=2\\), we have \\(b = 5\\).'],
    ['The p-value is $p = 0.0228$, so we reject $H_0$ at the 5% level.', '\\boxed{AB = 4 = 5}', '\\boxed{x = 2+2 = 5}'],
  ),
  of('2.4 \\mathrm{~m} / \\mathrm{s}', ['So the carts move together at $\\mathbf{2.4\\ m/s}$ to the right.']),
  of('\\{1,2,3\\}', [
    '**Step 1 – Identify the roots.** $x^3=(x-1)(x-2)(x-3)$\n\n**Step 2 – Answer**\n\nThe solution set is $\\{1,2,3\\}$.',
  ]),
  of(
    '\\frac{5}{12}',
    ['Answer: **(C)** $\\frac{5}{12}$\n\nExplanation: $\\frac{15}{36}=\\frac{5}{12}$.', 'Answer: (C) $\\frac{5}{12}$'],
    ['Answer: **(C)** $\\frac{7}{12}$\n\nExplanation: $\\frac{5}{12}$.'],
  ),
  of('21', ['#### Step 1\nCompute: $12+30=42$.\n\n#### Final answer\n21', '#### 21', '#### 21 apples']),
  of('42', [], ['#### Step 1\nCompute: $12+30=42$.\n\n#### Final answer\n21']),
  of('\\text{Paris}', ['It is in France.\n#### Paris']),
  of('5, 1', ['Therefore, the solutions are:\n\n- $x_1=5$\n- $x_2=1$']),
  of('x=1, x=5', ['Therefore, the solutions are:\n\n1. $x_1=5$\n2. $x_2=1$']),
  of('5, 2', [], ['Therefore, the solutions are:\n\n- $x_1=5$\n- $x_2=1$']),
  of('6', [
    'TL;DR: x = 6\n\nDetails:\n* 2x + 3 = 15\n* 2x = 12\n* x = 6',
    'By AM-GM, $x+\\frac{9}{x}\\ge2\\sqrt9=6$, with equality iff $x=3$.\n\nSo the minimum value is $6$, attained at $x=3$.',
  ]),
  of(
    '13',
    ['**Conclusion:** there are $\\mathbf{13}$ tilings of a $2\\times6$ board.'],
    ['We get \\(x = 12\\), not \\(13\\).'],
  ),
  of('3', ['So 5−2 = 3.'], ['So the minimum value is $6$, attained at $x=3$.', 'So $x=2$ or $x=3$.']),
  of('11', [
    'The function has its maximum at $x=2$. Therefore, the maximum value is $11$ (at $x=2$).',
    '**Q1.** $2+2=4$\n**Q2.** $3\\cdot5=15$\n**Q3 (asked):** $15-4=11$\n\nFinal: 11',
  ]),
  of('2', ['The maximum is at $x=2$.'], ['Therefore, the maximum value is $11$ (at $x=2$).']),
  of('y=e^{2x}', ['Thus $y(x)=e^{2x}$.'], ['Thus $y(t)=e^{2x}$.']),
  of('\\frac{5\\pi}{6}', ['$\\textbf{Answer: } \\dfrac{5\\pi}{6}$']),
  of('60', ['Since $AB=AC$, $h=\\sqrt{13^2-5^2}=12$.\n\nThe area equals $\\frac12\\cdot10\\cdot12=60$. \\qed']),
  of('1, -\\frac52', [
    'Pela fórmula, $x=\\frac{-3\\pm7}{4}$.\n\nAs soluções são $x=1$ e $x=-\\frac{5}{2}$.',
    'Корни: $1$ и $-\\frac{5}{2}$.',
  ]),
  of('(-\\infty,-2)\\cup(2,\\infty)', ['Therefore the range of $k$ is $k<-2$ or $k>2$.']),
  of('k>2', [], ['Therefore the range of $k$ is $k<-2$ or $k>2$.']),
  of('\\min(a,b)', ['\\boxed{\\min\\{a,b\\}}'], ['\\boxed{\\max\\{a,b\\}}']),
  of('-571.6 \\mathrm{~kJ}', ['Thus ΔH = −571.6 kJ.']),
  of('571.6 \\mathrm{~kJ}', [], ['Thus ΔH = −571.6 kJ.']),
  of('-\\$2500', ['Net cash flow: −$2,500']),
  of('\\$2500', [], ['Net cash flow: −$2,500']),
  of('29', [
    "Two subs cost 2 × $7.50 = $15.00. Adding the $5.00 tip, the total cost of Rory's delivery order is $29.00.",
  ]),
  of('694', ['1. **Donuts:** 3 dozen × $68 = $204\n2. **Mini:** 2 dozen × $80 = $160\n\nThe total is $694.']),
  of('-\\$5', ['It is a loss: −$5.']),
])
