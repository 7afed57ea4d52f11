import { afterEach, expect, it, vi } from 'vitest'
import * as comparing from '../../../verifiers/math/compare/compare.ts'
import { verify } from '../../../verifiers/math/verify.ts'

vi.mock('../../../verifiers/math/compare/compare.ts', { spy: true })

afterEach(() => {
  vi.mocked(comparing.compareAnswers).mockReset()
})

it('says for people what was compared and why it differs', () => {
  expect(verify('[0,1]', '\\boxed{[0,1)}').reason).toBe(
    '[0,1) (last \\boxed{}) is not the gold [0,1]: their brackets differ.',
  )
  expect(verify('A', '\\boxed{A}', { choices: ['A', 'B'] }).reason).toBe('A (last \\boxed{}) equals the gold A.')
  expect(verify('A', '\\boxed{B}', { choices: ['A', 'B'] }).reason).toBe('B (last \\boxed{}) is not the gold A.')
})

it('makes no verdict out of a fault of ours', () => {
  vi.mocked(comparing.compareAnswers).mockImplementationOnce(() => {
    throw new RangeError('a fault in the comparison')
  })
  expect(() => verify('31', '\\boxed{32}')).toThrow('a fault in the comparison')
})

it('a congruence without a name on its left is compared, never thrown at', () => {
  expect(verify('3', '\\boxed{1 + 1 = 2 = 5 \\pmod 3}').verdict).toBe('incorrect')
  expect(verify('3', 'x + 1 < 2 \\pmod{7}').verdict).toBe('incorrect')
})
