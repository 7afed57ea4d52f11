import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareDecimals,
  decimalText,
  isMultiple,
  isWhole,
  readDecimal,
  type Decimal,
} from '../../../verifiers/json-schema/decimal.ts'

const decimal = (text: string): Decimal => readDecimal(text) as Decimal

describe('decimals', () => {
  it.each([
    ['0', '0e0'],
    ['-0', '0e0'],
    ['0.00', '0e0'],
    ['1.50', '15e-1'],
    ['-1500', '-15e2'],
    ['1e400', '1e400'],
    ['10e399', '1e400'],
    ['0.001E+5', '1e2'],
  ])('%s is %s', (text, written) => {
    expect(decimalText(decimal(text))).toBe(written)
  })

  it.each(['', 'x', '1.', '.5', 'Infinity', '1e', `1e${'9'.repeat(20)}`, '9'.repeat(10_001)])('%j is none', (text) => {
    expect(readDecimal(text)).toBeNull()
  })

  it('compares as integers of the same scale do', () => {
    const number = fc.tuple(fc.bigInt({ min: -10_000n, max: 10_000n }), fc.integer({ min: 0, max: 6 }))
    fc.assert(
      fc.property(number, number, ([a, m], [b, n]) => {
        const [left, right] = [a * 10n ** BigInt(m), b * 10n ** BigInt(n)]
        expect(compareDecimals(decimal(`${a}e${m - 3}`), decimal(`${b}e${n - 3}`))).toBe(
          left < right ? -1 : left > right ? 1 : 0,
        )
        if (right !== 0n)
          expect(isMultiple(decimal(`${a}e${m - 3}`), decimal(`${b}e${n - 3}`))).toBe(left % right === 0n)
      }),
      { seed: 1 },
    )
  })

  it('takes no time for exponents that cannot be written out', () => {
    expect(compareDecimals(decimal('1e999999999999'), decimal('2'))).toBe(1)
    expect(compareDecimals(decimal('-1e999999999999'), decimal('2'))).toBe(-1)
    expect(compareDecimals(decimal('1e-999999999999'), decimal('2'))).toBe(-1)
    expect(isMultiple(decimal('1e999999999999'), decimal('7'))).toBe(false)
    expect(isMultiple(decimal('7e999999999999'), decimal('0.07'))).toBe(true)
    expect(isMultiple(decimal('1e-999999999999'), decimal('1'))).toBe(false)
    expect(isWhole(decimal('1.0'))).toBe(true)
    expect(isWhole(decimal('1.5'))).toBe(false)
  })
})
