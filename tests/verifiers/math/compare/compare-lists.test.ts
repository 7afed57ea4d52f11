import { describe, expect, it } from 'vitest'
import { verifyMath } from '../../../../verifiers/index.ts'

const verdictOn = (gold: string, answer: string): string => verifyMath(gold, `So \\boxed{${answer}}.`).verdict
const column = '\\begin{pmatrix}1\\\\2\\end{pmatrix}'
const square = '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}'

describe('compareLists', () => {
  it.each([
    [column, '(1, 2)'],
    ['(1, 2)', column],
    ['(1, 2)', '\\begin{pmatrix}1&2\\end{pmatrix}'],
    ['3:4', '\\frac34'],
    ['\\frac34', '3:4'],
    ['3:1', '3'],
  ])('for %j accepts %j: a vector is a tuple, a ratio a quotient', (gold, answer) => {
    expect(verdictOn(gold, answer)).toBe('correct')
  })

  it.each([
    [column, '(2, 1)'],
    [column, '(1, 2, 3)'],
    [square, '(1, 2, 3, 4)'],
    ['(1, 2, 3, 4)', square],
    [column, '1'],
    ['\\begin{pmatrix}1&2\\end{pmatrix}', column],
    ['3:4', '\\frac43'],
    ['3:4', '3'],
  ])('for %j refuses %j', (gold, answer) => {
    expect(verdictOn(gold, answer)).toBe('incorrect')
  })
})
