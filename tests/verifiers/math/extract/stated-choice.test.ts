import { describe, expect, it } from 'vitest'
import { statedChoice } from '../../../../verifiers/math/extract/stated-choice.ts'

const stated = (reply: string): string => {
  const found = statedChoice(reply, ['A', 'B'])
  return typeof found === 'string' ? found : `${found.text} at ${found.at}`
}

describe('statedChoice', () => {
  it.each([
    ['A. Because B is not valid', 'A at 0'],
    ['(A) since B is not valid', 'A at 1'],
    ['Not B but A', 'A at 10'],
    ['The answer is B. I looked at A too', 'B at 14'],
  ])('reads %j as %s', (reply, expected) => {
    expect(stated(reply)).toBe(expected)
  })

  it('takes a choice for the beginning within the first 80 characters only', () => {
    expect(stated(`${' '.repeat(79)}A. Because B is not valid`)).toBe('A at 79')
    expect(stated(`${' '.repeat(80)}A. Because B is not valid`)).toBe('B at 91')
  })

  it('says in words why none is stated', () => {
    expect(stated('\\boxed{A or B}')).toBe('The reply states several choices.')
    expect(stated('no idea')).toBe('The reply states none of the choices.')
  })
})
