import { assert, bigInt, property, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { calculate } from '../../../src/tools/calculator/calculate.ts'

test.each([
  ['0.1+0.2', '0.3'],
  ['1/3*3', '1'],
  ['sqrt(2)^2', '2'],
  ['7/3', '2.33333333333333'],
  ['2^-5', '0.03125'],
  ['-3 mod 5', '2'],
  ['50%', '0.5'],
  ['5!', '120'],
  ['2×3−1', '5'],
  ['2 pi', '6.28318530717959'],
  ['ln(e)', '1'],
  ['log(8, 2)', '3'],
  ['combinations(50, 25)', '126410606437752'],
  ['1e400', '1e+400'],
  ['2^300', String(2n ** 300n)],
  ['10^10^10', '1e+10000000000'],
  ['floor(1/3*3)', '1'],
  ['floor(123456789012345678.9)', '123456789012345678'],
])('%s is %s', (expression, value) => {
  expect(calculate(expression)).toEqual({ value })
})

test('integers are exact, as BigInt has them', () => {
  const number = bigInt({ min: -(10n ** 60n), max: 10n ** 60n })
  assert(
    property(tuple(number, number, number), ([a, b, c]) => {
      expect(calculate(`(${a}) * (${b}) + (${c})`)).toEqual({ value: String(a * b + c) })
      const divisor = c < 0n ? -c : c + 1n
      expect(calculate(`(${a}) * (${b}) mod ${divisor}`)).toEqual({
        value: String((((a * b) % divisor) + divisor) % divisor),
      })
    }),
  )
})

test.each([
  ['', 'numbers alone'],
  ['1 +', 'Unexpected end of expression'],
  ['1/0', 'no finite number'],
  ['sqrt(-1)', 'no real number'],
  ['evaluate("1")', 'there is no function `evaluate`; there are abs,'],
  ['import({})', 'there is no function `import`'],
  ['parse("1")', 'there is no function `parse`'],
  ['createUnit("x")', 'there is no function `createUnit`'],
  ['random()', 'there is no function `random`'],
  ['toString()', 'there is no function `toString`'],
  ['cos.constructor("return process")', 'there is no function'],
  ['"a"["constructor"]', 'no accessor'],
  ['pi.e', 'no accessor'],
  ['[1, 2]', 'no array'],
  ['{a: 1}', 'no object'],
  ['x = 3', 'no assignment'],
  ['f(x) = f(x)', 'no functionassignment'],
  ['1; 2', 'no block'],
  ['1 < 2', 'there is no operator `<`'],
  ['"a"', 'numbers alone'],
  ['sqrt', '`sqrt` has no value; there are pi and e'],
  ['3 km', '`km` has no value'],
  ['i', '`i` has no value'],
])('%s is refused in words', (expression, told) => {
  expect(calculate(expression)).toEqual({ fault: expect.stringContaining(told) as string })
})

test('what is nested deeply is refused', () => {
  expect(calculate('('.repeat(20_000))).toEqual({ fault: 'the expression is nested too deeply' })
})
