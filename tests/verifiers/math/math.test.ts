import { existsSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { math, verifyMath, type MathOptions } from '../../../verifiers/index.ts'
import { extractAnswer } from '../../../verifiers/math/extract/extract.ts'
import { verdictOf } from '../verdict-of.ts'

const box = (text: string): string => `So \\boxed{${text}}.`

describe('extractAnswer', () => {
  it.each([
    ['\\boxed{1} then \\boxed{\\frac{1}{2}}', '\\frac{1}{2}'],
    ['\\fbox{3}', '3'],
    ['<think>\\boxed{1}</think> It is \\boxed{2}', '2'],
    ['\\boxed{1} or \\boxed{2}', '1 or 2'],
    ['5 apples <answer>6</answer>', '6'],
    ['so\n#### 72', '72'],
    ['so\nA: 1,250\n', '1,250'],
    ['The answer is 12. I hope so, 13', '12'],
    ['The answer is $42$. Note that $7$ is prime.', '42'],
    ['$\\boxed{1}$ and $\\boxed{2}$', '1, 2'],
    ['run this or that, it is 7 or 8', 'run this or that, it is 7 or 8'],
    ['The final answer is: $\\frac{3}{4}$.', '\\frac{3}{4}'],
    ['**Answer:**\n42', '42'],
    ['We get $x = 4$ and then \\(y = 5\\)', 'y = 5'],
    ['It took 3 hours and 20 minutes', '20'],
  ])('finds in %j the candidate %j', (reply, text) => {
    expect(extractAnswer(reply)).toMatchObject({ text })
  })

  it('says in words why there is none', () => {
    expect(extractAnswer('no idea, none at all')).toBe('The reply states no answer.')
    expect(extractAnswer('\\boxed{1} \\boxed{2')).toMatch(/never closed/)
    expect(extractAnswer('<think> 7')).toMatch(/never ends/)
    expect(extractAnswer('7', 'boxed')).toMatch(/no \\boxed/)
    expect(extractAnswer('7', 'hashes')).toMatch(/####/)
  })

  it('says where in the reply the candidate stands', () => {
    const reply = '<think>1</think> text \\boxed{42}'
    const found = extractAnswer(reply)
    expect(typeof found === 'string' ? '' : reply.slice(found.at, found.at + 2)).toBe('42')
  })
})

describe('verify', () => {
  it.each<[gold: string | number, answer: string]>([
    [7, '7'],
    ['7', '+7.0'],
    [-0.5, '-\\frac{1}{2}'],
    ['1/2', '\\frac12'],
    ['1/2', '\\dfrac{2}{4}'],
    ['0.5', '\\tfrac 1 2'],
    ['2.5', '2\\frac{1}{2}'],
    ['-2.5', '-2\\frac{1}{2}'],
    ['2.5', '2 1/2'],
    ['0.25', '25\\%'],
    ['50', '50\\%'],
    ['1000', '1,000'],
    ['1000', '1{,}000'],
    ['1000', '1\\,000'],
    ['1000.50', '\\$1,000.50'],
    ['1e-7', '0.0000001'],
    ['1.23e10', '1.23 \\times 10^{10}'],
    ['1000000', '10^6'],
    ['1/6', '0.1\\overline{6}'],
    ['0.1+0.2', '0.3'],
    ['1/3', '0.333333'],
    ['0.333', '1/3'],
    ['\\pi', '3.14159'],
    ['5', 'x = 5'],
    ['5', '5 \\text{ cm}'],
    ['5', '5 apples'],
    ['5 cm', '5'],
    ['-1', '(-1)^{99}'],
    ['120', '5!'],
    ['10', '\\binom{5}{2}'],
    ['2\\sqrt{3}', '\\sqrt{12}'],
    ['\\frac{1}{\\sqrt{2}}', '\\frac{\\sqrt 2}{2}'],
    ['\\sqrt{6}', '\\sqrt2 \\cdot \\sqrt3'],
    ['x^2+2x+1', '(x+1)^2'],
    ['\\frac{x^2-1}{x-1}', 'x+1'],
    ['\\frac{a}{b}+1', '\\frac{a+b}{b}'],
    ['2\\pi r', 'r \\cdot 2 \\pi'],
    ['y = 2x + 1', '2x - y + 1 = 0'],
    ['(1, 2)', '\\left( 1, \\frac{4}{2} \\right)'],
    ['\\{1, 2\\}', '\\{2, 1\\}'],
    ['\\{1, 2\\}', '\\{1, 2, 2\\}'],
    ['x^{1/3}', '\\sqrt[3]{x}'],
    ['1000000', '1,\\! 000,\\! 000'],
    ['2=x', '2'],
    ['\\sqrt{2}', '1.4142135623730951'],
    ['1, 2', '2 \\text{ and } 1'],
    ['[0, 1)', '[0, 1)'],
    ['x < 5', '5 > x'],
    ['\\text{Saturday}', 'saturday'],
    ['B', '\\text{(B)}'],
    ['12345678901234567890123', '12345678901234567890123'],
  ])('for the gold %j accepts %j', (gold, answer) => {
    expect(verifyMath(gold, box(answer))).toMatchObject({ verdict: 'correct', code: 'equal' })
  })

  it.each<[gold: string | number, answer: string]>([
    ['7', '8'],
    ['7', '-7'],
    ['7', '7 or 8'],
    ['7', '7, 8'],
    ['5', '7=5'],
    ['0.5', '0.51'],
    ['0.5', '0.5\\%'],
    ['1/3', '0.33'],
    ['0.00000012', '0.00000034'],
    ['1/2^{99}', '1/2^{98}'],
    ['2^{100}', '2^{100}+1'],
    ['123456789012345678901', '123456789012345678902'],
    ['3t', '3s'],
    ['3', '3t'],
    ['3', '3ab'],
    ['3ab', '3'],
    ['3', '3pi'],
    ['3', '3 a/b'],
    ['2\\pi r h', '2\\pi r'],
    ['n', 'N'],
    ['AB', 'BA'],
    ['e^{-40}', '2e^{-40}'],
    ['\\sqrt{2}+\\sqrt{3}', '\\sqrt{10}'],
    ['x', '\\sqrt{x^2}'],
    ['6.28', '2\\pi'],
    ['\\sqrt{2}', '1.4142135623730989'],
    ['x+1', 'x-1'],
    ['(1, 2)', '(2, 1)'],
    ['(1, 2)', '[1, 2]'],
    ['\\{1, 2\\}', '\\{1, 1\\}'],
    ['x < 5', 'x > 5'],
    ['x < 5', 'x \\le 5'],
    ['x = 5', 'y = 5'],
    ['5 cm', '5 m^2'],
    ['B', 'A'],
    ['Saturday', 'Sunday'],
    ['1/2', '1 2'],
    ['7', '7; process.exit()'],
  ])('for the gold %j refuses %j', (gold, answer) => {
    expect(verifyMath(gold, box(answer)).verdict).toBe('incorrect')
  })

  it.each<[reply: string, code: string, options?: MathOptions]>([
    ['nothing at all here', 'no-answer'],
    ['7', 'no-answer', { answerFrom: 'boxed' }],
    [box('7 or 8'), 'hedged'],
    [box('1/0'), 'undefined'],
    [box('0^{-1}'), 'undefined'],
    [box('1e99999'), 'over-limit'],
    [box('9'.repeat(5000)), 'over-limit'],
    [box('8'), 'different'],
  ])('refuses %j with the code %s', (reply, code, options) => {
    expect(verifyMath('7', reply, options)).toMatchObject({ verdict: 'incorrect', code })
  })

  it.each(['', '  ', '1/0', '\\frac{1}{0}', '\\frac{1}{2', '1e99999', Number.NaN, Infinity, null as never])(
    'calls the gold %j unscorable, never wrong',
    async (gold) => {
      expect(verifyMath(gold, box('7'))).toMatchObject({ verdict: 'unscorable', code: 'broken-gold' })
      expect(await verdictOf(math(), gold, box('7'))).toMatchObject({ status: 'invalid', cause: 'broken-gold' })
    },
  )

  it('rounds to the decimals asked for', () => {
    expect(verifyMath('3.14159', box('3.14'), { decimals: 2 }).verdict).toBe('correct')
    expect(verifyMath('3.14159', box('3.14')).verdict).toBe('incorrect')
  })

  it('reads a fraction of any two whole numbers as their exact quotient', () => {
    const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    const positive = fc.bigInt({ min: 1n, max: 10n ** 30n })
    fc.assert(
      fc.property(whole, positive, positive, (top, bottom, factor) => {
        const gold = `${top}/${bottom}`
        expect(verifyMath(gold, box(`\\frac{${top * factor}}{${bottom * factor}}`)).verdict).toBe('correct')
        expect(verifyMath(gold, box(`\\frac{${top * factor + 1n}}{${bottom * factor}}`)).verdict).toBe('incorrect')
      }),
      { seed: 1 },
    )
  })

  it('is not thrown off by anything that is no gold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (gold, reply) => {
        expect(['correct', 'incorrect', 'unscorable']).toContain(verifyMath(gold, reply).verdict)
      }),
      { seed: 1, numRuns: 1000 },
    )
  })
})

describe('math', () => {
  it('shows what was graded and where it stood', async () => {
    expect(await verdictOf(math(), 7, 'It is \\boxed{7}')).toEqual({
      status: 'scored',
      score: 1,
      reason: '7 (last \\boxed{}) equals the gold 7.',
      evidence: { candidate: '7', where: 'last \\boxed{}', at: 13, code: 'equal', tier: 'rational' },
    })
  })

  it('refuses an unknown option with the nearest known one', () => {
    expect(() => math({ answersFrom: 'boxed' } as never)).toThrow(/`answerFrom`/)
    expect(() => math({ decimals: -1 })).toThrow(/decimals/)
  })
})

const labelled = new URL('../../../../shared/data/gsm8k/labelled-completions.jsonl', import.meta.url)
const isHere = existsSync(labelled)

describe('labelled GSM8K completions', () => {
  it.skipIf(!isHere)(
    `agree with their labels on every row${isHere ? '' : ' (skipped: the file of labelled completions is not here)'}`,
    () => {
      const rows = readFileSync(labelled, 'utf8').trimEnd().split('\n')
      expect(rows).toHaveLength(2584)
      for (const row of rows) {
        const { completion, answer, is_correct } = JSON.parse(row) as Record<string, string | boolean>
        const verdict = verifyMath(String(answer), String(completion), { answerFrom: 'last-line' })
        expect(verdict.verdict, verdict.reason).toBe(is_correct === true ? 'correct' : 'incorrect')
      }
    },
  )
})
