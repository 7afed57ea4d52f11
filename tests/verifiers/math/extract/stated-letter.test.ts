import { describe, expect, it } from 'vitest'
import { letterOfGold, statedLetter } from '../../../../verifiers/math/extract/stated-letter.ts'
import { verify } from '../../../../verifiers/math/verify.ts'
import { foreign, foreignHedged } from '../../choice/foreign-wordings.ts'
import { english, hedged, notStated } from '../../choice/wordings.ts'

describe('a gold that is the letter of a choice', () => {
  it.each(['B', '(B)', '\\text{(B)}', '$\\textbf{B}$', 'B.', '\\boxed{B}'])('is %j', (gold) => {
    expect(letterOfGold(gold)).toBe('B')
  })

  it.each(['b', 'AB', 'B+1', 'x = B', 'B_1', '\\frac{B}{2}', 'K', 'B. Paris', '5B', 'Both'])('is not %j', (gold) => {
    expect(letterOfGold(gold)).toBeNull()
  })

  it('is stated to math() as to multipleChoice()', () => {
    const stated = [...english, ...foreign].filter((row): row is [string, string] => row[1]?.length === 1)
    expect(stated.filter(([reply, letter]) => verify(letter, reply).verdict !== 'correct')).toEqual([])
    const paid = [...notStated, ...hedged, ...foreignHedged].filter((reply) =>
      ['A', 'B'].some((letter) => verify(letter, reply).verdict === 'correct'),
    )
    // In a box `x = A` is the value of a name.
    expect(paid).toEqual(['\\boxed{x = A}'])
  })

  it('is told from a hedge, and out of the given letters', () => {
    expect(statedLetter('The answer is A or B.', ['A', 'B', 'C'])).toMatchObject({ text: 'A or B' })
    expect(statedLetter('So it is (C).', ['A', 'B', 'C'])).toMatchObject({ text: 'C' })
    expect(statedLetter('A plan', ['A', 'B'])).toMatch(/no choice/)
    expect(verify('A', 'Option A is tempting.', { choices: ['A', 'B'] }).verdict).toBe('incorrect')
  })
})
