import { describe, expect, it } from 'vitest'
import { verifyMath } from '../../../../verifiers/index.ts'

const verdictOn = (gold: string, answer: string): string => verifyMath(gold, `So \\boxed{${answer}}.`).verdict

describe('compareRelations', () => {
  it.each([
    ['x > 0.5', 'x > \\frac{1}{2}'],
    ['x > \\frac{\\pi}{2}', 'x > 0.5\\pi'],
    ['x > 2', 'x > \\frac{2\\pi}{\\pi}'],
    ['x > 1', '1 < x'],
    ['1 \\le x < 2', '2 > x \\ge 1'],
  ])('for the inequality %j accepts %j: however its ends are written, it is about the same letter', (gold, answer) => {
    expect(verdictOn(gold, answer)).toBe('correct')
  })

  it.each([
    ['x > 2', 'y > 2'],
    ['x > \\frac{1}{2}', 'y > \\frac{1}{2}'],
    ['x > \\pi', 'y > \\pi'],
    ['x > 0.5', 'x \\ge 0.5'],
    ['x > 0.5', 'x < 0.5'],
  ])('for the inequality %j refuses %j', (gold, answer) => {
    expect(verdictOn(gold, answer)).toBe('incorrect')
  })
})
