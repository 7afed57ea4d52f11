import { describe, expect, it } from 'vitest'
import { OverLimit } from '../../../../verifiers/math/bounds/limits.ts'
import { parse } from '../../../../verifiers/math/read/parse.ts'
import { fold, tokenise } from '../../../../verifiers/math/read/tokenise.ts'
import { treeKey } from '../../../../verifiers/math/read/tree.ts'

function read(written: string): string | null {
  const text = fold(written)
  const tokens = tokenise(text, { areCommasThousands: true })
  const tree = tokens === null || tokens.length === 0 ? null : parse(tokens, text)
  return tree === null ? null : treeKey(tree)
}

describe('parse', () => {
  it.each([
    ['2x + 1', "add(1/1,multiply('x',2/1))"],
    ['x + y + z', "add('x','y','z')"],
    ['x - y + z', "add('x','z',negate('y'))"],
    ['x + y z w', "add('x',multiply('w','y','z'))"],
    ['x * y * z', "multiply('x','y','z')"],
    ['x(y + z)', "multiply('x',add('y','z'))"],
    ['-x + y', "add('y',negate('x'))"],
    ['\\text{sin} x', "sin('x')"],
    ['\\mathrm{x} + 1', "add('x',1/1)"],
    ['\\text{13}', '13/1'],
    ['\\vec{a}', "'vec a'"],
    ['\\vec a', "'vec a'"],
    ['\\overline{A B}', "'overline AB'"],
    ['\\hat{x_{1}} + y', "add('hat x_{1}','y')"],
    ['-x^2', "negate(power('x',2/1))"],
    ['2^{-3}', 'power(2/1,-3/1)'],
    ['2^3^2', 'power(2/1,power(3/1,2/1))'],
    ['\\frac12', 'divide(1/1,2/1)'],
    ['2\\frac{1}{2}', '5/2'],
    ['1 1/4', '5/4'],
    ['52_8', '42/1_8'],
    ['0.1\\overline{6}', '1/6'],
    ['\\sin 2x \\cos y', "multiply(cos('y'),sin(multiply('x',2/1)))"],
    ['\\sin^2 x', "power(sin('x'),2/1)"],
    ['\\sin^{-1} x', "asin('x')"],
    ['\\log_2 8', 'log(8/1,2/1)'],
    ['\\sqrt[3]{x}', "root('x',3/1)"],
    ['|x||y|', "multiply(abs('x'),abs('y'))"],
    ['||x||', "abs(abs('x'))"],
    ['[0, 1)', '[)[0/1,1/1]'],
    ['1, 2; 3, 4', '[[1/1,2/1],[3/1,4/1]]'],
    ['x^2_i', "power('x_i',2/1)"],
    ['{n \\choose k}', "binomial('n','k')"],
    ['5!', 'factorial(5/1)'],
    ['5 \\pmod{7}', '5/1'],
    ['-2x \\pmod 7', "negate(multiply('x',2/1))"],
    ['90^\\circ', 'degrees(90/1)'],
    ['\\int_0^1 x dx', "integral('x','x',0/1,1/1)"],
    ['\\frac{d}{dx} x', "derivative('x','x')"],
    ['a < b \\le c', "rel(< <=;'a';'b';'c')"],
    ['\\sum_{k=1}^{5} k', "sum('k',rel(=;'k';1/1),5/1)"],
  ])('reads %s as %s', (written, key) => {
    expect(read(written)).toBe(key)
  })

  it.each([
    '',
    '(',
    '()',
    '{',
    '*',
    '!0',
    '1 +',
    '1 + -',
    '(x -)',
    '1 + , 2',
    '1,,2',
    'x = ',
    'x \\sin',
    '\\vec{a',
    '\\vec{}',
    '||x|',
    '\\frac{}{2}',
    '\\sqrt',
    '\\sin^x',
    '\\frac{d}{dx}',
    '1 2',
    'a\\%',
    '\\pmod{7}',
    '5 \\pmod',
  ])('refuses %j', (written) => {
    expect(read(written)).toBeNull()
  })

  it('stops at its bounds before it works', () => {
    expect(() => read('('.repeat(100) + '1' + ')'.repeat(100))).toThrow(OverLimit)
    expect(() => read('-'.repeat(1000) + 'x')).toThrow(OverLimit)
    expect(() => read('x+'.repeat(3000) + 'x')).toThrow(OverLimit)
  })
})
