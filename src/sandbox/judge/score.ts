// One score out of many tests.
import type { CodeTests, Scoring } from '../code-tests.ts'
import type { SuspicionFlag } from '../code-verdict.ts'
import type { TestResult } from '../sandbox.ts'

/** In 0..1, by the rule that the tests name. */
export function scoreOf(tests: CodeTests, results: readonly TestResult[]): number {
  const scoring: Scoring = tests.scoring ?? 'all'
  if (scoring === 'all') return results.length > 0 && results.every(({ score }) => score === 1) ? 1 : 0
  if (scoring === 'fraction')
    return mean(
      results.map(({ score }) => score),
      results.map(() => 1),
    )
  const cases = 'cases' in tests ? tests.cases : []
  if (scoring === 'weighted') {
    return mean(
      results.map(({ score }) => score),
      cases.map(({ weight }) => weight ?? 1),
    )
  }
  const names = Object.keys(scoring.points)
  const earned = names.map((name) =>
    Math.min(...results.filter((_, index) => cases[index]?.subtask === name).map(({ score }) => score)),
  )
  return mean(
    earned,
    names.map((name) => scoring.points[name] ?? 0),
  )
}

function mean(scores: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return total === 0 ? 0 : scores.reduce((sum, score, index) => sum + score * (weights[index] ?? 0), 0) / total
}

/** What the prompt shows passes and nothing that it hides does: the program may answer the examples only. */
export function publicOnly(tests: CodeTests, results: readonly TestResult[]): SuspicionFlag[] {
  const cases: readonly { public?: boolean }[] = 'cases' in tests ? tests.cases : []
  const ran = results.map(({ verdict }, index) => ({ verdict, shown: cases[index]?.public === true }))
  const shown = ran.filter((one) => one.shown)
  const hidden = ran.filter((one) => !one.shown && one.verdict !== 'skipped')
  const onlyShown =
    shown.length > 0 &&
    hidden.length > 0 &&
    shown.every(({ verdict }) => verdict === 'accepted') &&
    hidden.every(({ verdict }) => verdict === 'wrong_answer')
  return onlyShown ? ['output_matches_public_only'] : []
}
