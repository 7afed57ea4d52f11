import { describe, expect, it } from 'vitest'
import { verifyMath } from '../../../../verifiers/index.ts'
import { of, testBoxed } from '../case-table.ts'

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

describe('"and" beside "or", and conditions that narrow a set', () => {
  testBoxed([
    of('x<-1 \\text{ or } x>3', ['x>3 \\text{ or } x<-1', 'x<-1, x>3'], ['x<-1 \\text{ and } x>3']),
    of('x>1 \\text{ and } x<3', ['1<x<3', 'x<3 \\text{ and } x>1'], ['x>1 \\text{ or } x<3']),
    of('x=1 \\text{ or } x=2', ['x=1 \\text{ and } x=2', 'x=1, x=2'], ['x=1']),
    of('x>2', ['x>2, x \\in \\mathbb{R}'], ['x>2, x \\in \\mathbb{Z}', 'x>2 \\text{ where } x \\text{ is an integer}']),
    of('(2,\\infty)', ['x>2, x \\in \\mathbb{R}'], ['x>2, x \\in \\mathbb{Z}']),
    of('2k\\pi', ['2k\\pi, k \\in \\mathbb{Z}'], ['2k\\pi+1, k \\in \\mathbb{Z}']),
    of(
      'f(x)=2x \\text{ for } x>0',
      ['f(x)=2x, x>0', 'f(x)=2x', 'f(x)=2x \\text{ for all } x>0'],
      ['f(x)=2x \\text{ for } x<0', 'f(x)=2x \\text{ for } x \\ge 0'],
    ),
    of('8\\text{ mN}', ['0.008\\text{ N}'], ['8\\text{ MN}', '8000000', '8\\text{ nN}']),
    of('\\frac{22}{7}', ['\\frac{22}{7} \\approx 3.14'], ['\\frac{22}{7} \\approx 4.14']),
  ])
})
