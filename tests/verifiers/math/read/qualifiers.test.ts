// Conditions beside an answer: those that add nothing may stand in the reply or in the gold; one that makes another
// answer may not.
import { describe } from 'vitest'
import { of, testBoxed } from '../case-table.ts'

describe('a qualifier that adds nothing is left out on either side', () => {
  testBoxed([
    of(
      'x^2+1',
      [
        'x^2+1 \\text{ for all real } x',
        'x^2+1 \\quad \\forall x',
        'x^2+1, \\ \\forall x \\in \\mathbb{R}',
        'x^2+1, x \\in \\mathbb{R}',
        'x^2 + 1 \\text{ for all } x \\in \\mathbb{R}',
        'x^2+1 \\ (x \\in \\mathbb{R})',
        'x^2+1 for every real number x',
        'x^2+1 \\text{ for any real number } $x$',
        'f(x) = x^2+1 \\text{ for all real numbers } x',
        'x^2+1 \\text{ for all values of } x',
      ],
      [
        'x^2-1 \\text{ for all real } x',
        'x^2+1 \\text{ for some } y = 3 \\text{ and } x^2-1',
        'x^2+2, x \\in \\mathbb{R}',
        'y^2+1 \\text{ for all real } y',
        'x^2+1 \\text{ for } x>0, x^2-1 \\text{ for } x<0',
      ],
    ),
    of(
      '\\frac{\\pi}{4}+k\\pi',
      [
        '\\frac{\\pi}{4}+k\\pi, k \\in \\mathbb{Z}',
        '\\frac{\\pi}{4} + k\\pi \\text{ where } k \\text{ is an integer}',
        '\\frac{\\pi}{4} + k\\pi \\text{, where $k$ is any integer}',
        'x = \\frac{\\pi}{4} + k\\pi \\quad (k \\in \\mathbb{Z})',
        '\\frac{\\pi}{4}+k\\pi\\ (k\\in\\mathbf{Z})',
        '\\frac{\\pi}{4}+k\\pi, \\text{ with } k \\in \\mathbb{Z}',
        '\\frac{\\pi}{4}+k\\pi \\text{ for } k \\in \\mathbb{Z}',
        '\\frac{\\pi}{4}+k\\pi \\text{ for any integer } k',
        '\\frac{\\pi}{4}+k\\pi, 其中 k 为整数',
        '\\frac{\\pi}{4}+k\\pi（k∈Z）',
        '\\frac{\\pi}{4}+k\\pi, k \\text{ an integer}',
        '\\frac{\\pi}{4}+k\\pi, k \\text{ is an integer}',
        'π/4 + kπ, k ∈ ℤ',
      ],
      [
        '\\frac{\\pi}{4}+2k\\pi, k \\in \\mathbb{Z}',
        '\\frac{\\pi}{3}+k\\pi, k \\in \\mathbb{Z}',
        '-\\frac{\\pi}{4}+k\\pi, k \\in \\mathbb{Z}',
        '\\frac{\\pi}{4}, k \\in \\mathbb{Z}',
      ],
    ),
    of(
      'x = 2k\\pi, k \\in \\mathbb{Z}',
      [
        '2k\\pi',
        'x=2k\\pi',
        '2\\pi k, k \\in \\mathbb{Z}',
        'x = 2k\\pi \\text{ where } k \\text{ is an integer}',
        'x=2k\\pi\\,(k\\in\\mathbb Z)',
      ],
      ['k\\pi', '2k\\pi, k \\in \\mathbb{N}', 'x=2k\\pi, k = 1', '2k\\pi, k > 0', 'x = 2k\\pi + 1, k \\in \\mathbb{Z}'],
    ),
    of(
      '2^n - 1 \\text{ for } n \\ge 1',
      [
        '2^n-1',
        '2^n-1, n \\ge 1',
        '2^n - 1 \\quad (n \\geq 1)',
        '2^{n}-1 (n \\in \\mathbb{N}^*)',
        'a_n = 2^n-1 \\text{ for all } n \\ge 1',
        '2^n-1, n \\in \\mathbb{N}^{*}',
        '2^n - 1 \\text{ for all positive integers } n',
        '2^n-1,\\; n=1,2,3,\\ldots',
      ],
      ['2^n', '2^n-1, n \\ge 2', '2^n - 1, n \\le 1', '2^{n-1}, n \\ge 1', '2^n-1 (n \\ge 5)'],
    ),
    of(
      'x^3 + C',
      [
        'x^3 + C, C \\in \\mathbb{R}',
        'x^3+C \\text{ with } C \\text{ constant}',
        'x^3+C, \\text{ where } C \\text{ is a constant}',
        'x^3+C \\text{ where } C \\text{ is an arbitrary constant}',
        'x^3 + C \\text{ for some constant } C',
        'x^3 + C \\text{ (where C is the constant of integration)}',
        'y = x^3 + C, \\text{ for any constant } C',
      ],
      ['x^2 + C, C \\in \\mathbb{R}', 'x^3', 'x^3, C \\in \\mathbb{R}', '-x^3 + C, C \\in \\mathbb{R}'],
    ),
    of(
      '\\frac{1}{x}, x \\neq 0',
      [
        '\\frac1x',
        '\\frac{1}{x} \\text{ for } x \\ne 0',
        '1/x (x \\neq 0)',
        '\\frac{1}{x} \\text{ where } x \\neq 0',
        '\\frac{1}{x}, x \\neq 0',
      ],
      ['\\frac{1}{x}, x \\neq 1', '\\frac{1}{x}, x = 0', '-\\frac{1}{x}, x \\neq 0', 'x \\neq 0'],
    ),
    of(
      'y = \\sqrt{x}',
      ['y=\\sqrt{x}, x \\ge 0', '\\sqrt{x} \\text{ if } x \\ge 0', 'y = \\sqrt{x} \\quad (x \\geq 0)'],
      ['y = -\\sqrt{x}, x \\ge 0', 'x \\ge 0'],
    ),
    of(
      '2x',
      [
        '2x \\text{ if } x > 0',
        '2x \\text{ when } x > 0',
        '2x \\text{ assuming } x > 0',
        '2x \\text{ provided that } x>0',
        '2x, \\text{ given } x > 0',
      ],
      [
        '2x \\text{ if } x>0 \\text{ and } -2x \\text{ if } x < 0',
        '-2x \\text{ if } x>0',
        '2x \\text{ if } x > 0, 0 \\text{ otherwise}',
      ],
    ),
    of(
      'f(x) = cx \\text{ for any } c',
      ['f(x)=cx', 'cx', 'f(x) = cx, c \\in \\mathbb{R}', 'f(x)=cx \\text{ for some constant } c'],
      ['f(x) = c', 'f(x)=x', 'f(x) = cx^2'],
    ),
    of(
      'f(x) = cx, c \\in \\mathbb{R}',
      ['f(x) = cx \\text{ for any real } c', 'f(x)=cx', 'f(x) = cx \\text{ where } c \\text{ is a real constant}'],
      ['f(x) = cx, c > 0', 'f(x)=x', 'f(x)=cx, c \\in \\mathbb{Z}'],
    ),
    of(
      '(2n+1)^2',
      [
        '(2n+1)^2, n \\in \\mathbb{Z}_{\\ge 0}',
        '(2n+1)^2 \\text{ for } n \\in \\mathbb{N}',
        '(2n+1)^2, n\\in\\mathbb{Z}^+',
      ],
      ['(2n-1)^2, n \\in \\mathbb{N}', '(2n+1)^3, n\\in\\mathbb{Z}^+'],
    ),
    of(
      '5',
      ['5 \\text{ for all } x', '5 \\text{ for all } n \\ge 1', '5, \\forall x \\in \\mathbb{R}'],
      [
        '5, x',
        '6 \\text{ for all } x',
        '5 \\text{ if } x > 0, 6 \\text{ if } x < 0',
        '5 \\text{ or } 6 \\text{ for all } x',
      ],
    ),
  ])
})

describe('a condition that is the answer, or makes another one, is not left out', () => {
  testBoxed([
    of('x > 0', ['x>0', '(0,\\infty)', '0 < x'], ['0', 'x', 'x \\ge 0', 'x<0', '\\text{for all } x']),
    of(
      'x>0, x \\ne 1',
      ['x > 0 \\text{ and } x \\neq 1', '(0,1)\\cup(1,\\infty)', 'x>0 \\text{ with } x \\ne 1'],
      ['x>0', 'x \\ne 1', '(0,\\infty)', 'x > 1'],
    ),
    of('a=1, b>2', ['a = 1 \\text{ and } b > 2'], ['a=1', 'b>2', 'a=1, b \\ge 2', 'a = 1, b<2', 'a=2, b>2']),
    of('a = 1', ['1'], ['a=1, b>2', 'a=1, b=2']),
    of(
      'y = x^2, x > 0',
      ['y=x^2, x>0', 'y = x^2 \\text{ for } x > 0', 'y=x^2 (x>0)'],
      ['y=x^2, x<0', 'y = x^2, x \\ge 1', 'y=-x^2, x>0'],
    ),
    of(
      '\\begin{cases} x & x > 0 \\\\ -x & x \\le 0 \\end{cases}',
      ['\\begin{cases} x & x>0 \\\\ -x & x \\leq 0 \\end{cases}'],
      [
        'x',
        'x, x>0',
        '-x',
        '\\begin{cases} x & x > 0 \\\\ x & x \\le 0 \\end{cases}',
        '\\begin{cases} x & x > 1 \\\\ -x & x \\le 0 \\end{cases}',
      ],
    ),
    of(
      'n = 3k+1, k \\in \\mathbb{Z}',
      ['3k+1', 'n=3k+1', 'n = 3k+1 \\text{ for some integer } k'],
      ['3k+2', 'n=3k, k \\in \\mathbb{Z}', '1', 'n = 3k+1, k = 0'],
    ),
    of('\\text{for all real } x', ['\\text{for all real } x'], ['\\text{for no real } x', '5']),
    of('x = 3, y = 4', ['x=3, y=4', '(3,4)'], ['x=3', '3', 'y=4', 'x = 4, y = 3', 'x=3, y>0']),
    of('x^2 \\text{ for } x>0', ['x^2', 'x^2, x>0', 'x^2 \\quad (x>0)'], ['x^2, x<0', 'x^2, x>1', 'x>0', '-x^2']),
  ])
})
