import { describe, expect, test } from 'vitest'
import type { Compare, CompareMode } from '../../../src/sandbox/code-tests.ts'
import { outputsEqual } from '../../../src/sandbox/judge/compare-output.ts'
import { cpuMsOf } from '../../cpu-time.ts'

describe('an output and the expected one', () => {
  test.each<[CompareMode | Compare, string, string]>([
    ['tokens', '1 2\n3', '1\n2   3\n'],
    ['trim', 'a b  \nc\n\n', 'a b\nc'],
    ['trim', 'a\r\nb', 'a\nb\n'],
    ['lines', '  a \n\n b', 'a\nb\n'],
    ['unordered-lines', 'b\na\n', 'a\nb\n'],
    ['exact', 'a\n', 'a\n'],
    ['decimal-lines', ' 1 \n2.50  3\n', '1.0\n2.5 3.0'],
    ['decimal-lines', '10e-1', '1'],
    ['decimal-lines', '-0', '0.00'],
    ['decimal-lines', 'YES 1', 'YES 1'],
    ['decimal-lines', 'a\n\nb', 'a\n\nb'],
    ['decimal-lines', '100000000000000000000000.0', '1e23'],
    [{ mode: 'decimal-lines', floatAbs: 1e-3 }, '1.0001', '1'],
    [{ mode: 'tokens', ignoreCase: true }, 'YES', 'yes'],
    [{ mode: 'tokens', floatAbs: 1e-3 }, '1.6667', '1.66666666667'],
    [{ mode: 'tokens', floatAbs: 1 }, '+9007199254740993', '9007199254740992'],
    [{ mode: 'lines', floatRel: 1e-5 }, 'x 100000.1', 'x 100000'],
  ])('%j accepts %j for %j', (compare, actual, expected) => {
    expect(outputsEqual(actual, expected, compare)).toBe(true)
  })

  test.each<[CompareMode | Compare, string, string]>([
    ['tokens', '1', '1\n2\n3'],
    ['tokens', '1 2 3 4', '1 2 3'],
    ['tokens', '2 1', '1 2'],
    ['tokens', '', '0'],
    ['tokens', '1\u00a02', '1 2'],
    ['exact', 'a', 'a\n'],
    ['trim', ' a', 'a'],
    ['unordered-lines', 'a\na\nb', 'a\nb\nb'],
    ['decimal-lines', '1 2', '1\n2'],
    ['decimal-lines', 'a\nb', 'a\n\nb'],
    ['decimal-lines', 'a  b', 'a b'],
    ['decimal-lines', 'x 1.0', 'x 1'],
    ['decimal-lines', '1.0000000000000000000001', '1'],
    ['decimal-lines', '9007199254740993', '9007199254740992'],
    ['decimal-lines', 'nan', 'NaN'],
    ['decimal-lines', '0x10', '16'],
    ['decimal-lines', 'yes', 'YES'],
    ['decimal-lines', '', '0'],
    [{ mode: 'tokens', floatAbs: 1e-3 }, 'nan', '1'],
    [{ mode: 'tokens', floatAbs: 1e-3 }, '1e999', '1'],
    [{ mode: 'tokens', floatAbs: 1e-3 }, '0x1', '1'],
    [{ mode: 'tokens', floatAbs: 1e-6 }, '1000000000000000000000999', '1000000000000000000000000'],
    [{ mode: 'tokens', floatRel: 1e-9 }, '9'.repeat(400), '8'.repeat(400)],
    [{ mode: 'tokens', floatAbs: 1e-3 }, '1.01', '1.0'],
  ])('%j refuses %j for %j', (compare, actual, expected) => {
    expect(outputsEqual(actual, expected, compare)).toBe(false)
  })

  test.each([`${'1'.repeat(300_000)}x`, `${'1'.repeat(300_000)}.${'1'.repeat(300_000)}e`, `.${'1'.repeat(300_000)}x`])(
    'a long token that is nearly a number is refused at once',
    async (output) => {
      const spentMs = await cpuMsOf(() => {
        expect(outputsEqual(output, '1.5', { mode: 'tokens', floatAbs: 1e-6 })).toBe(false)
        expect(outputsEqual(output, '1.5', { mode: 'lines', floatAbs: 1e-6 })).toBe(false)
        expect(outputsEqual(output, '1.5', 'decimal-lines')).toBe(false)
      })
      // Quadratic work takes a minute.
      expect(spentMs).toBeLessThan(5000)
    },
  )
})
