import { expect, test } from 'vitest'
import { invalid, notApplicable, scored, type Verdict } from '../../../src/core/verdict.ts'
import type { Verifier } from '../../../src/core/verifier.ts'
import { certifiedOr, exact, judge, math } from '../../../verifiers/index.ts'
import { isCertified } from '../../../verifiers/judge/certified-or.ts'
import { scriptedJudge, verdictOn, vote } from './judged-by.ts'

const question = 'Is the final answer the reference?'

test('what the rule certifies stands, and the judge is not asked', async () => {
  const { judge: policy, asked } = scriptedJudge(() => vote('no'))
  const wrong = certifiedOr(math() as Verifier, judge({ question, judge: policy }))
  expect(await verdictOn(wrong, 'So \\boxed{0.5}', { answer: '1/2' })).toMatchObject({
    score: 1,
    evidence: { decidedBy: 'rule', code: 'equal' },
  })
  const generous = scriptedJudge(() => vote('yes'))
  const right = certifiedOr(math() as Verifier, judge({ question, judge: generous.judge }))
  for (const [reply, answer] of [
    ['So \\boxed{0.25}', '1/2'],
    ['It is 7 or 42.', '42'],
    ['The answer is B.', 'A'],
  ] as const)
    expect(await verdictOn(right, reply, { answer }), reply).toMatchObject({
      score: 0,
      evidence: { decidedBy: 'rule' },
    })
  expect([...asked, ...generous.asked]).toEqual([])
})

test('what the rule cannot decide goes to the judge, with what the rule said', async () => {
  for (const [said, score] of [
    ['yes', 1],
    ['no', 0],
  ] as const) {
    const { judge: policy } = scriptedJudge(() => vote(said))
    const verifier = certifiedOr(math() as Verifier, judge({ question, judge: policy }))
    for (const [reply, answer] of [
      ['I would go for the first of the two.', '12'],
      ['\\boxed{all primes above two}', 'every odd prime'],
    ] as const) {
      const given = await verdictOn(verifier, reply, { answer })
      expect(given, reply).toMatchObject({ score, evidence: { decidedBy: 'judge', judge: 'scripted' } })
      expect(given.status === 'scored' && given.evidence?.['rule']).toEqual(expect.any(String))
    }
  }
})

test('a verdict of neither is invalid, and says what the judge said', async () => {
  const { judge: policy } = scriptedJudge(() => 'prose')
  const verifier = certifiedOr(math() as Verifier, judge({ question, judge: policy, retries: 0 }))
  expect(await verdictOn(verifier, 'Hard to say.', { answer: '12' })).toMatchObject({
    status: 'invalid',
    cause: 'judge',
    evidence: { decidedBy: 'judge', unread: [{ answer: 'prose' }] },
  })
})

test('a rule may be slow, and each part has its own deadline', async () => {
  const slow: Verifier = { name: 'slow', timeoutMs: 5, verify: async () => await new Promise<Verdict>(() => {}) }
  const { judge: policy, asked } = scriptedJudge(() => vote('yes'))
  const given = await verdictOn(certifiedOr(slow, judge({ question, judge: policy })), 'A')
  expect(given).toMatchObject({
    status: 'invalid',
    cause: 'timeout',
    reason: expect.stringContaining('slow') as string,
  })
  expect(asked).toEqual([])
})

test('which verdicts are certain is a matter of what was compared, or of one’s own', async () => {
  expect(isCertified(scored(0.5, 'half'))).toBe(true)
  expect(isCertified(notApplicable('no'))).toBe(false)
  expect(isCertified(invalid('sandbox', 'down'))).toBe(true)
  expect(isCertified(invalid('broken-gold', 'unread'))).toBe(false)
  expect(isCertified(scored(0, 'other words', { code: 'different', tier: 'text' }))).toBe(false)
  expect(isCertified(scored(0, 'other number', { code: 'different', tier: 'rational' }))).toBe(true)
  const { judge: policy } = scriptedJudge(() => vote('yes'))
  const onlyFull = (verdict: Verdict): boolean => verdict.status === 'scored' && verdict.score === 1
  const verifier = certifiedOr(exact() as Verifier, judge({ question, judge: policy }), { certified: onlyFull })
  expect(await verdictOn(verifier, 'the city of Canberra')).toMatchObject({
    score: 1,
    evidence: { decidedBy: 'judge' },
  })
  expect(() => certifiedOr(math as never, judge({ question }))).toThrow('its rule is')
  expect(() => certifiedOr(judge({ question }), math() as never)).toThrow('takes the rule first')
})
