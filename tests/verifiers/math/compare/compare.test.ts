import { describe, expect, it } from 'vitest'
import { verifyMath, type MathOptions, type MathTier } from '../../../../verifiers/index.ts'

const box = (text: string): string => `So \\boxed{${text}}.`

describe('compareAnswers', () => {
  it.each<[gold: string, answer: string, tier: MathTier]>([
    ['7', '7', 'rational'],
    ['2^{2^{2^{2^{16}}}}', '2^{2^{2^{2^{16}}}}', 'normal-form'],
    ['(x+1)^2', 'x^2+2x+1', 'normal-form'],
    ['\\sqrt{8}', '2\\sqrt2', 'normal-form'],
    ['2^{n+1}', '2\\cdot 2^n', 'normal-form'],
    ['\\sin 2x', '2\\sin x\\cos x', 'probabilistic'],
    ['e^{i\\pi}', '-1', 'probabilistic'],
    ['\\sqrt[3]{2+\\sqrt5}+\\sqrt[3]{2-\\sqrt5}', '1', 'probabilistic'],
    ['\\sum_{k=1}^{n} k', '\\frac{n(n+1)}{2}', 'probabilistic'],
    ['0.333', '\\frac13', 'decimal'],
    ['5\\text{ km}', '5000\\text{ m}', 'rational'],
    ['(-\\infty,1)\\cup(2,\\infty)', '(2,\\infty)\\cup(-\\infty,1)', 'structure'],
    ['x\\le -1 \\text{ or } x\\ge 1', '(-\\infty,-1]\\cup[1,\\infty)', 'structure'],
    ['x \\ne 2', '(-\\infty,2)\\cup(2,\\infty)', 'structure'],
    ['\\pm 2', '-2, 2', 'structure'],
    ['x=3,y=-1', 'y=-1,x=3', 'structure'],
    ['3:4', '6:8', 'structure'],
    ['\\begin{pmatrix}6&8\\end{pmatrix}', '2\\begin{pmatrix}3&4\\end{pmatrix}', 'structure'],
    ['\\text{no solution}', 'No solution', 'text'],
  ])('for the gold %j accepts %j by %s', (gold, answer, tier) => {
    expect(verifyMath(gold, box(answer))).toMatchObject({ verdict: 'correct', tier })
  })

  it.each<[gold: string, answer: string, tier: MathTier]>([
    ['e^{-40}', '2e^{-40}', 'interval'],
    ['10^{17}+\\pi', '10^{17}', 'interval'],
    ['e^{\\pi\\sqrt{163}}', '262537412640768744', 'interval'],
    ['\\sqrt{x^2}', 'x', 'interval'],
    ['\\arctan x+\\arctan\\frac1x', '\\frac{\\pi}{2}', 'interval'],
    ['(x-1)(x-2)+10^{-12}', 'x^2-3x+2', 'normal-form'],
    ['2^{-99}', '2^{-98}', 'rational'],
    ['12:00', '1:00', 'structure'],
    ['[0,1]', '[0,1)', 'structure'],
    ['5\\text{ km}', '5\\text{ m}', 'rational'],
    ['52_8', '42', 'structure'],
    ['n', 'N', 'normal-form'],
  ])('for the gold %j refuses %j by %s', (gold, answer, tier) => {
    expect(verifyMath(gold, box(answer))).toMatchObject({ verdict: 'incorrect', tier })
  })

  it('heeds its options', () => {
    const of = (gold: string, reply: string, options: MathOptions): string => verifyMath(gold, reply, options).verdict
    expect(of('x\\in[-2,7]', '$-2\\le x\\le 7$', {})).toBe('incorrect')
    expect(of('x\\in[-2,7]', '$-2\\le x\\le 7$', { allowSetRelation: true })).toBe('correct')
    expect(of('A', 'A. Because B is not valid', { choices: ['A', 'B'] })).toBe('correct')
    expect(of('A', 'The answer is A or B', { choices: ['A', 'B'] })).toBe('incorrect')
    expect(of('7', 'The answer is 7', { mode: 'strict' })).toBe('incorrect')
    expect(of('7', '<answer>7</answer>', { mode: 'strict' })).toBe('correct')
    expect(of('7', '\\boxed{7}', { reasoningDelimiter: '</think>' })).toBe('incorrect')
    expect(of('42', '因此，答案是 42。', {})).toBe('correct')
  })
})

describe('functions that agree only where a letter is positive, or near zero', () => {
  const pairs = [
    ['|X|', 'X'],
    ['\\sqrt{X^2}', 'X'],
    ['X|X|', 'X^2'],
    ['|X-3|', 'X-3'],
    ['\\sqrt{X^2Y^2}', 'XY'],
    ['|X+Y|', '|X|+|Y|'],
    ['|X|Y', 'XY'],
    ['\\frac{|X|}{|Y|}', '\\frac{X}{Y}'],
    ['X', '\\max(X,-20)'],
    ['X', 'X+\\max(0,X-20)'],
  ] as const
  it.each(pairs)('%s is not %s, whatever the letters', (gold, reply) => {
    for (const [first, second] of ['ap', 'bq', 'cr', 'xy', 'tm', 'uv', 'wk', 'zs'].map((pair) => [
      pair.charAt(0),
      pair.charAt(1),
    ])) {
      const of = (text: string): string => text.replaceAll('X', ` ${first}`).replaceAll('Y', ` ${second}`)
      expect(verifyMath(of(gold), `\\boxed{${of(reply)}}`).verdict, of(reply)).toBe('incorrect')
      expect(verifyMath(of(reply), `\\boxed{${of(gold)}}`).verdict, of(gold)).toBe('incorrect')
    }
  })

  it.each([
    ['|x|', '\\sqrt{x^2}'],
    ['\\ln(x^3)', '3\\ln x'],
    ['\\sqrt{x}\\sqrt{x+1}', '\\sqrt{x^2+x}'],
    ['\\max(x,y)', '\\frac{x+y+|x-y|}{2}'],
    ['\\arcsin x + \\arccos x', '\\frac{\\pi}{2}'],
    ['e^{x^2}', 'e^{x \\cdot x}'],
  ])('%s is %s', (gold, reply) => {
    expect(verifyMath(gold, `\\boxed{${reply}}`).verdict).toBe('correct')
  })

  it('a space between two figures parts numbers', () => {
    expect(verifyMath('12', '\\boxed{1 2}').verdict).toBe('incorrect')
  })
})
