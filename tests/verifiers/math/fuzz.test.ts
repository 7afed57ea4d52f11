// The whole of math() against random input: two renderings of one tree, one changed leaf, replies of broken notation.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuzzReplies } from '../../../benchmarks/fuzz-replies.ts'
import { verifyMath } from '../../../verifiers/index.ts'
import { changed, expressions, inLatex, inPlainText } from './random-expression.ts'

describe('two renderings of one random expression', () => {
  it('are equal, either as the gold', () => {
    fc.assert(
      fc.property(expressions(fc, 3), (expression) => {
        const [latex, plain] = [inLatex(expression), inPlainText(expression)]
        expect(verifyMath(latex, `\\boxed{${plain}}`)).toMatchObject({ verdict: 'correct' })
        expect(verifyMath(plain, `\\boxed{${latex}}`)).toMatchObject({ verdict: 'correct' })
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  it('differ where one is changed', () => {
    fc.assert(
      fc.property(expressions(fc, 3), (expression) => {
        const verdict = verifyMath(inLatex(expression), `\\boxed{${inPlainText(changed(expression))}}`)
        expect(verdict).toMatchObject({ verdict: 'incorrect', code: 'different' })
      }),
      { seed: 4, numRuns: 300 },
    )
  })
})

describe('fuzzed replies', () => {
  it('get a verdict each, without a throw and within the bound', () => {
    const report = fuzzReplies({ count: 3000, seed: 7 })
    expect(report.throws).toEqual([])
    expect(report.worstMs).toBeLessThan(1000)
  })
})
