import { expect, test } from 'vitest'
import { decimalToken } from '../../../src/sandbox/judge/decimal-token.ts'
import { cpuMsOf } from '../../cpu-time.ts'

test.each([
  ['1', '1e0'],
  ['+1.50', '15e-1'],
  ['-.5', '-5e-1'],
  ['5.', '5e0'],
  ['1_000', '1e3'],
  ['0.000', '0'],
  ['-0e5', '0'],
  ['1e-400', '1e-400'],
  ['Infinity', 'inf'],
  ['-inf', '-inf'],
  ['nan', null],
  ['1,5', null],
  ['', null],
  ['.', null],
  ['1e', null],
  ['0x1', null],
])('%j is the decimal %j', (token, value) => {
  expect(decimalToken(token)).toBe(value)
})

test('long tokens take time in proportion to their length', async () => {
  const spentMs = await cpuMsOf(() => {
    for (const token of ['0'.repeat(3e5), `${'1'.repeat(3e5)}x`, `${'10'.repeat(1e5)}1`, `0.${'0'.repeat(3e5)}1`])
      decimalToken(token)
  })
  expect(spentMs).toBeLessThan(3000)
})
