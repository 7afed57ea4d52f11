import { expect, test } from 'vitest'
import { limitsFlag } from '../../../src/cli/flags/limits-flag.ts'

test('limits are read by the names that they have everywhere, and what is none is said', () => {
  expect(limitsFlag('turns=4,tokens=2000')).toEqual({ turns: 4, tokens: 2000 })
  expect(limitsFlag('timeMs=1500, cost=0.25')).toEqual({ timeMs: 1500, cost: 0.25 })
  expect(() => limitsFlag('turn=4')).toThrow('turns')
  expect(() => limitsFlag('turns=0')).toThrow('`limits.turns` is a whole number from 1; got 0.')
  for (const text of ['', 'turns', 'turns=', 'turns=1,turns=2', 'turns=1=2'])
    expect(() => limitsFlag(text)).toThrow(`each name once; got ${text}.`)
})
