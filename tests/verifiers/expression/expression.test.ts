import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseArithmetic } from '../../../verifiers/expression/parse-arithmetic.ts'
import { expression } from '../../../verifiers/index.ts'
import { toText } from '../../../verifiers/number/rational.ts'
import { scoreOf, verdictOf } from '../verdict-of.ts'

const task = { numbers: [3, 5, 7], target: 36 }

describe('expression', () => {
  it.each([
    '<answer>(5 + 7) * 3</answer>',
    '<answer>(5+7)*3 = 36</answer>',
    'First I add.\n(5 + 7) * 3',
    'Answer: 3 × (7 + 5).',
    '$\\boxed{3 \\times (7 + 5)}$',
    '<think>3 + 5</think> <answer>3*(5+7)</answer>',
    '`3*(5+7)`',
    '-3 * (-5 - 7)',
  ])('accepts %j', async (reply) => {
    expect(await verdictOf(expression(), task, reply)).toMatchObject({ score: 1, evidence: { code: 'reached' } })
  })

  it.each([
    ['', 'no-expression'],
    ['<answer>3*(5+7)', 'no-expression'],
    ['<answer>3*(5+7)</answer> <answer>', 'no-expression'],
    ['36', 'wrong-numbers'],
    ['3*(5+7)+0', 'wrong-numbers'],
    ['3*5+7*3', 'wrong-numbers'],
    ['5*7+3/3', 'wrong-numbers'],
    ['57-3', 'wrong-numbers'],
    ['3+5+7', 'misses-target'],
    ['3+5+7=36', 'misses-target'],
    ['3*(5+7)=35', 'wrong-right-side'],
    ['3*(5+7)=36=36', 'wrong-right-side'],
    ['3/(5-5)', 'division-by-zero'],
    ['3(5+7)', 'not-arithmetic'],
    ['3*(5+7', 'not-arithmetic'],
    ['3*)5+7(', 'not-arithmetic'],
    ['3**5', 'not-arithmetic'],
    ['3--5', 'wrong-numbers'],
    ['3*(5+7); process.exit()', 'not-arithmetic'],
    ['I cannot.', 'not-arithmetic'],
  ])('refuses %j: %s', async (reply, code) => {
    const verdict = await verdictOf(expression(), task, reply)
    expect(verdict).toMatchObject({ score: 0, evidence: { code } })
  })

  it('refuses an expression past its size limit', async () => {
    expect(await verdictOf(expression(), task, '1+'.repeat(2000))).toMatchObject({ evidence: { code: 'too-long' } })
  })

  it('may leave numbers out where asked, but never repeat one', async () => {
    const some = expression({ use: 'some' })
    expect(await scoreOf(some, { numbers: [3, 5, 7], target: 8 }, '3+5')).toBe(1)
    expect(await scoreOf(some, { numbers: [3, 5, 7], target: 6 }, '3+3')).toBe(0)
    expect(await scoreOf(some, { numbers: [3, 3, 7], target: 6 }, '3+3')).toBe(1)
  })

  it('computes exactly where floating point would not', async () => {
    expect(await scoreOf(expression(), { numbers: [1, 49, 49], target: 1 }, '1/49*49')).toBe(1)
    expect(await scoreOf(expression(), { numbers: [8, 8, 3, 3], target: 24 }, '8/(3-8/3)')).toBe(1)
    expect(await scoreOf(expression(), { numbers: [0.1, 0.2], target: 0.3 }, '0.1+0.2')).toBe(1)
  })

  it.each([null, {}, { numbers: [], target: 1 }, { numbers: [1], target: Infinity }, { numbers: ['1'], target: 1 }])(
    'calls the task %j a broken gold',
    async (answer) => {
      expect(await verdictOf(expression(), answer as never, '1')).toMatchObject({ cause: 'broken-gold' })
    },
  )
})

describe('parseArithmetic', () => {
  it('agrees with integer arithmetic on any expression', () => {
    const { tree } = fc.letrec<{ tree: { text: string; value: number } }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.nat(50).map((value) => ({ text: String(value), value })),
        fc
          .tuple(tie('tree'), fc.constantFrom('+', '-', '*'), tie('tree'))
          .map(([left, operator, right]) => ({
            text: `(${left.text} ${operator} ${right.text})`,
            value:
              operator === '+'
                ? left.value + right.value
                : operator === '-'
                  ? left.value - right.value
                  : left.value * right.value,
          }))
          .filter(({ value }) => Number.isSafeInteger(value)),
      ),
    }))
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        const parsed = parseArithmetic(text)
        if (text.length > 2000) expect(parsed.ok).toBe(false)
        else expect(parsed.ok && toText(parsed.value)).toBe(String(value === 0 ? 0 : value))
      }),
      { seed: 1 },
    )
  })

  it.each([
    ['1 - 2 - 3', '-4'],
    ['8 / 4 / 2', '1'],
    ['1 + 2 * 3', '7'],
    ['-2 * 3', '-6'],
    ['2 * -3', '-6'],
    ['-(1 + 2)', '-3'],
    ['1.5 * 2', '3'],
  ])('gives %s the value %s', (text, value) => {
    const parsed = parseArithmetic(text)
    expect(parsed.ok && toText(parsed.value)).toBe(value)
  })
})
