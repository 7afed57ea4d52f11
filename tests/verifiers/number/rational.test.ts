import { assert, bigInt, double, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  absolute,
  add,
  compare,
  divide,
  equal,
  fromNumber,
  multiply,
  negate,
  rational,
  subtract,
  toText,
  whole,
  type Rational,
} from '../../../verifiers/number/rational.ts'

const of = (numerator: number, denominator: number): Rational =>
  rational(BigInt(numerator), BigInt(denominator)) as Rational
const part = bigInt({ min: -1000n, max: 1000n })
const below = bigInt({ min: 1n, max: 1000n })

/** In lowest terms, by Euclid: what every result must be. */
function isLowest({ numerator, denominator }: Rational): boolean {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator]
  while (b !== 0n) [a, b] = [b, a % b]
  return denominator > 0n && a === 1n
}

describe('fractions', () => {
  test.each([
    [6, -4, '-3/2'],
    [-6, -4, '3/2'],
    [-6, 4, '-3/2'],
    [0, -7, '0'],
    [8, 4, '2'],
    [7, 1, '7'],
    [7, -1, '-7'],
  ])('%d / %d is %s', (numerator, denominator, text) => {
    expect(toText(of(numerator, denominator))).toBe(text)
  })

  test('have no denominator of zero', () => {
    expect(rational(1n, 0n)).toBeNull()
    expect(divide(of(1, 2), of(0, 1))).toBeNull()
  })

  test('are added, taken away, multiplied and divided exactly, in lowest terms', () => {
    assert(
      property(part, below, part, below, (a, b, c, d) => {
        const [left, right] = [rational(a, b) as Rational, rational(c, d) as Rational]
        const cases: [Rational | null, bigint, bigint][] = [
          [add(left, right), a * d + c * b, b * d],
          [subtract(left, right), a * d - c * b, b * d],
          [multiply(left, right), a * c, b * d],
          ...(c === 0n ? [] : [[divide(left, right), a * d, b * c] as [Rational | null, bigint, bigint]]),
        ]
        for (const [result, numerator, denominator] of cases) {
          expect(result !== null && isLowest(result)).toBe(true)
          // Equal by their cross products.
          expect((result as Rational).numerator * denominator).toBe(numerator * (result as Rational).denominator)
        }
      }),
    )
  })

  test('of one denominator are added in lowest terms too', () => {
    expect(toText(add(of(1, 6), of(1, 6)))).toBe('1/3')
    expect(toText(subtract(of(1, 6), of(5, 6)))).toBe('-2/3')
    expect(toText(multiply(of(-2, 3), of(3, 2)))).toBe('-1')
  })

  test('are ordered as numbers are', () => {
    expect([compare(of(1, 3), of(1, 2)), compare(of(1, 2), of(2, 4)), compare(of(-1, 3), of(-1, 2))]).toEqual([
      -1, 0, 1,
    ])
    expect(equal(of(1, 2), of(2, 4))).toBe(true)
    expect(equal(of(1, 2), of(1, 3))).toBe(false)
    expect(equal(of(1, 2), of(3, 2))).toBe(false)
    expect([toText(absolute(of(-1, 2))), toText(absolute(of(1, 2))), toText(negate(of(1, 2)))]).toEqual([
      '1/2',
      '1/2',
      '-1/2',
    ])
    expect(toText(whole(-3n))).toBe('-3')
  })
})

describe('the value of a number', () => {
  test.each([
    [0.1, '1/10'],
    [-2.5, '-5/2'],
    [3, '3'],
    [0, '0'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '3/20000000'],
    [-1.25e22, '-12500000000000000000000'],
  ])('%d is %s', (value, text) => {
    expect(toText(fromNumber(value) as Rational)).toBe(text)
  })

  test('is null for what is none', () => {
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(fromNumber(none)).toBeNull()
  })

  test('is nearest to that number of all doubles', () => {
    assert(
      property(double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        const { numerator, denominator } = fromNumber(value) as Rational
        if (Math.abs(value) > 1e-6) expect(Number(numerator) / Number(denominator)).toBeCloseTo(value, 6)
      }),
    )
  })
})
