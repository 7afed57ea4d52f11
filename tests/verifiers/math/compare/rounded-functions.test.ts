import { expect, test } from 'vitest'
import { roundedFunction } from '../../../../verifiers/math/compare/rounded-functions.ts'
import { rational, toText, type Rational } from '../../../../verifiers/number/rational.ts'

const read = (text: string): Rational => {
  const [numerator, denominator = '1'] = text.split('/')
  return rational(BigInt(numerator as string), BigInt(denominator)) as Rational
}
const value = (name: string, ...given: string[]): string | null => {
  const result = roundedFunction(name, given.map(read))
  return result && toText(result)
}

// Python's fractions.Fraction: math.floor(a), math.ceil(a), a % b, max(a, b), min(a, b); gcd and lcm by math.gcd of the
// numerators over the common denominator.
test.each([
  ['7/2', '3', '3', '4', '1/2', '1/2', '21', '7/2', '3'],
  ['-7/2', '3', '-4', '-3', '5/2', '1/2', '21', '3', '-7/2'],
  ['-7/2', '-3', '-4', '-3', '-1/2', '1/2', '21', '-3', '-7/2'],
  ['12', '18', '12', '12', '12', '6', '36', '18', '12'],
  ['12/5', '18/5', '2', '3', '12/5', '6/5', '36/5', '18/5', '12/5'],
  ['-4', '6', '-4', '-4', '2', '2', '12', '6', '-4'],
  ['0', '5', '0', '0', '0', '5', '0', '5', '0'],
  ['3', '3', '3', '3', '0', '3', '3', '3', '3'],
  ['-6', '3', '-6', '-6', '0', '3', '6', '3', '-6'],
])('of %s and %s', (a, b, floor, ceil, mod, gcd, lcm, max, min) => {
  expect([value('floor', a), value('ceil', a)]).toEqual([floor, ceil])
  expect([value('mod', a, b), value('gcd', a, b), value('lcm', a, b)]).toEqual([mod, gcd, lcm])
  expect([value('max', a, b), value('min', a, b)]).toEqual([max, min])
})

test('of one value, of three, and of none of these', () => {
  expect([
    value('abs', '-7/2'),
    value('norm', '7/2'),
    value('sgn', '-7/2'),
    value('sgn', '0'),
    value('sgn', '1/3'),
  ]).toEqual(['7/2', '7/2', '-1', '0', '1'])
  expect([value('gcd', '12', '18', '27'), value('lcm', '4', '6', '10'), value('max', '1', '3', '2')]).toEqual([
    '3',
    '60',
    '3',
  ])
  expect([value('mod', '5', '0'), value('mod', '5'), value('sin', '1')]).toEqual([null, null, null])
})
