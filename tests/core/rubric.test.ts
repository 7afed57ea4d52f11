import { assert, constantFrom, double, property, record, uniqueArray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runRubric, weigh } from '../../src/core/rubric.ts'
import { makeTask } from '../../src/core/task.ts'
import { invalid, notApplicable, scored, type Verdict } from '../../src/core/verdict.ts'

const terms = { correct: { weight: 1 }, short: { weight: 0.1 }, polite: { weight: -0.5 } }
const rubric = { terms, outcome: 'correct' }
const [yes, no] = [scored(1, 'yes'), scored(0, 'no')]

describe('verdicts are weighed', () => {
  const off = notApplicable('not asked')
  const broken = invalid('sandbox', 'dead')
  test.each<[string, Record<keyof typeof terms, Verdict>, number | null, boolean | null]>([
    ['all full', { correct: yes, short: yes, polite: yes }, 0.6, true],
    ['some', { correct: yes, short: no, polite: no }, 1, true],
    ['a part', { correct: scored(0.5, 'half'), short: yes, polite: no }, 0.6, false],
    ['none', { correct: no, short: no, polite: no }, 0, false],
    ['one left out', { correct: yes, short: off, polite: no }, 1, true],
    ['one alone', { correct: off, short: yes, polite: off }, 0.1, null],
    ['nothing applied', { correct: off, short: off, polite: off }, null, null],
    ['one invalid', { correct: yes, short: broken, polite: no }, null, true],
    ['the deciding one invalid', { correct: broken, short: yes, polite: no }, null, null],
  ])('%s', (_, verdicts, reward, outcome) => {
    const result = weigh(rubric, verdicts)
    expect(result.verdicts).toBe(verdicts)
    expect(result.outcome).toBe(outcome)
    if (reward === null) expect(result.reward).toBeNull()
    else expect(result.reward).toBeCloseTo(reward, 12)
  })

  test('a term without a verdict is an error', () => {
    expect(() => weigh(rubric, { correct: yes, short: yes })).toThrow('a term `polite`, but no verdict came for it')
  })

  test('the reward is Σ weight · score of what was scored, and null exactly where it is not', () => {
    const verdict = constantFrom<Verdict>(yes, no, scored(0.3, 'x'), off, broken)
    const term = record({
      name: constantFrom('a', 'b', 'c', 'd'),
      weight: double({ min: -2, max: 2, noNaN: true }),
      verdict,
    })
    assert(
      property(uniqueArray(term, { minLength: 1, selector: ({ name }) => name }), (all) => {
        const { reward } = weigh(
          { terms: Object.fromEntries(all.map(({ name, weight }) => [name, { weight }])), outcome: 'a' },
          Object.fromEntries(all.map(({ name, verdict }) => [name, verdict])),
        )
        const scores = all.flatMap(({ weight, verdict }) =>
          verdict.status === 'scored' ? [weight * verdict.score] : [],
        )
        const isNull = all.some(({ verdict }) => verdict.status === 'invalid') || scores.length === 0
        if (isNull) expect(reward).toBeNull()
        else
          expect(reward).toBeCloseTo(
            scores.reduce((sum, each) => sum + each, 0),
            12,
          )
      }),
    )
  })
})

test('every term is asked about the same reply, at the same time, and weighed by its name', async () => {
  const input = { task: makeTask({ prompt: 'x', answer: 5 }, 'one'), reply: 'five', messages: [] }
  const replies: string[] = []
  const gate = Promise.withResolvers<void>()
  const verifier = (name: string, verdict: Verdict): object => ({
    name,
    verify: async ({ reply }: { reply: string }) => {
      replies.push(`${name} ${reply}`)
      if (replies.length === 2) gate.resolve()
      await gate.promise
      return verdict
    },
  })
  const result = await runRubric(
    {
      terms: {
        correct: { weight: 1, verifier: verifier('correct', yes) as never },
        short: { weight: 0.25, verifier: verifier('short', yes) as never },
      },
      outcome: 'correct',
    },
    input,
  )
  expect(replies).toEqual(['correct five', 'short five'])
  expect(result).toEqual({ reward: 1.25, outcome: true, verdicts: { correct: yes, short: yes } })
})

test('the caller’s signal reaches every verifier', async () => {
  const input = { task: makeTask({ prompt: 'x', answer: 5 }, 'one'), reply: '', messages: [] }
  const seen: boolean[] = []
  const verify = ({ signal }: { signal: AbortSignal }): Verdict => (seen.push(signal.aborted), yes)
  const term = { weight: 1, verifier: { name: 'x', verify } }
  await runRubric({ terms: { a: term, b: term }, outcome: 'a' }, input, { signal: AbortSignal.abort() })
  await runRubric({ terms: { a: term }, outcome: 'a' }, input)
  expect(seen).toEqual([true, true, false])
})
