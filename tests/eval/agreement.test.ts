import { expect, test } from 'vitest'
import { invalid, notApplicable, scored, type Verdict } from '../../src/core/verdict.ts'
import { agreementWith, preferenceAgreement, type LabelledVerdict } from '../../src/eval/agreement.ts'

/** So many rows of a label and a verdict, each of a task of its own. */
function rows(...given: readonly (readonly [count: number, label: boolean, verdict: Verdict])[]): LabelledVerdict[] {
  return given.flatMap(([count, label, verdict], group) =>
    Array.from({ length: count }, (_, index) => ({ task: `${group}/${index}`, label, verdict })),
  )
}

const [yes, no] = [scored(1, 'yes'), scored(0, 'no')]

test('numbers are those of the textbook', () => {
  // Two readers of 50 grant proposals (Wikipedia, "Cohen's kappa"): po 0.7, pe 0.5, κ 0.4.
  const found = agreementWith(rows([20, true, yes], [5, true, no], [10, false, yes], [15, false, no]))
  expect(found.counts).toEqual({ rightAccepted: 20, rightRefused: 5, wrongAccepted: 10, wrongRefused: 15, unjudged: 0 })
  expect(found.accuracy).toMatchObject({ value: 0.7, method: 'wilson', tasks: 50 })
  expect(found.kappa?.value).toBeCloseTo(0.4, 12)
  // The asymptotic interval of Cohen 1960: 0.4 ± 1.96 · √(0.7 · 0.3 / (50 · 0.25)), about 0.15 to 0.65.
  expect(found.kappa?.interval?.low).toBeCloseTo(0.15, 1)
  expect(found.kappa?.interval?.high).toBeCloseTo(0.65, 1)
  expect(found.falsePositives?.value).toBe(0.4)
  expect(found.falseNegatives?.value).toBe(0.2)
})

test('what was not judged is counted, agrees with nobody, and moves no other number', () => {
  const judged = rows([3, true, yes], [1, false, yes], [2, false, no])
  const without = agreementWith(judged)
  const all = agreementWith([
    ...judged,
    ...rows([2, true, invalid('judge', 'prose')], [1, false, notApplicable('no')]).map((row) => ({
      ...row,
      task: `x${row.task}`,
    })),
  ])
  expect(all.unjudged?.value).toBeCloseTo(1 / 3, 12)
  expect(all.accuracyAll?.value).toBeCloseTo(5 / 9, 12)
  for (const name of ['accuracy', 'kappa', 'falsePositives', 'falseNegatives'] as const)
    expect(all[name], name).toEqual(without[name])
})

test('several replies to one task are one piece of evidence', () => {
  const apart = agreementWith(rows([4, true, yes], [2, true, no]))
  const together = agreementWith(
    rows([4, true, yes], [2, true, no]).map((row) => ({ ...row, task: row.task[0] ?? '' })),
  )
  expect(apart.tasks).toBe(6)
  expect(together).toMatchObject({ replies: 6, tasks: 2, accuracy: { tasks: 2, value: 0.5 } })
})

test('kappa is none where chance alone agrees always', () => {
  expect(agreementWith(rows([5, true, yes])).kappa).toBeNull()
  expect(agreementWith([])).toMatchObject({ kappa: null, accuracy: null, consistency: null, replies: 0 })
})

test('a score is accepted from where it is said, and votes say how far they agree', () => {
  const half = scored(0.5, 'half', { agreement: 1 / 3 })
  const whole = scored(1, 'all', { agreement: 1 })
  const given = rows([1, true, half], [1, true, whole])
  expect(agreementWith(given)).toMatchObject({ accuracy: { value: 1 }, consistency: 2 / 3 })
  expect(agreementWith(given, { acceptFrom: 0.6 })).toMatchObject({ accuracy: { value: 0.5 } })
})

test('pairs are right where the preferred reply scores more; ties are half, and what was not judged is neither', () => {
  const pair = (
    task: string,
    chosen: Verdict,
    rejected: Verdict,
  ): { task: string; chosen: Verdict; rejected: Verdict } => ({ task, chosen, rejected })
  expect(
    preferenceAgreement([
      pair('a', scored(0.9, ''), scored(0.1, '')),
      pair('b', no, yes),
      pair('c', yes, yes),
      pair('d', yes, invalid('judge', 'NaN')),
    ]),
  ).toMatchObject({ pairs: 4, unjudged: 1, ties: 1, accuracy: { value: 0.5, tasks: 3 } })
})
