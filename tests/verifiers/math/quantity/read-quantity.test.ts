// Quantities in every spelling beside the nearest that differ: another unit, power, prefix, currency, time or noun.
import { describe, expect, test } from 'vitest'
import { verifyMath } from '../../../../verifiers/index.ts'
import { everyday } from './neighbours/everyday.ts'
import { money } from './neighbours/money.ts'
import { more } from './neighbours/more.ts'
import { numbers } from './neighbours/numbers.ts'
import { parseNeighbours } from './neighbours/parse.ts'
import { science } from './neighbours/science.ts'

describe.each([
  ['units of science', science],
  ['everyday units and times', everyday],
  ['money and rates', money],
  ['percentages, counts and written numbers', numbers],
  ['more of every kind', more],
])('%s', (_, table) => {
  const cases = parseNeighbours(table)

  test('the table holds right and wrong answers', () => {
    expect(cases.filter(([, , verdict]) => verdict === 'correct').length).toBeGreaterThan(100)
    expect(cases.filter(([, , verdict]) => verdict === 'incorrect').length).toBeGreaterThan(60)
  })

  test.each(cases)('of %s, the answer %s is %s', (gold, answer, verdict) => {
    expect(verifyMath(gold, `So \\boxed{${answer}}.`).verdict).toBe(verdict)
  })
})
