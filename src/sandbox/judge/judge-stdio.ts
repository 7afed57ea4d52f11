// Tests of text in and text out: a process of its own for each, its output compared here or by a checker.
import type { Checker, Compare, StdioCase, StdioTests } from '../code-tests.ts'
import type { SuspicionFlag } from '../code-verdict.ts'
import { checkLimits, maxSuiteMs } from '../limits.ts'
import type { TestResult } from '../sandbox.ts'
import { readChecker, type CheckerOpinion } from './checker-protocol.ts'
import { outputsEqual } from './compare-output.ts'
import { caseId, difference, failed, passed, skipped, type JudgeContext, type Judgement } from './judgement.ts'

interface CaseOutcome {
  readonly result: TestResult
  readonly wallMs: number
  readonly flags: readonly SuspicionFlag[]
  readonly checkerFault?: string
}

export async function judgeStdio(tests: StdioTests, context: JudgeContext): Promise<Judgement> {
  const results: TestResult[] = tests.cases.map((one, index) => skipped(caseId(one.id, index)))
  const flags = new Set<SuspicionFlag>()
  let wallMs = 0
  for (const [index, one] of tests.cases.entries()) {
    const id = caseId(one.id, index)
    if (wallMs > maxSuiteMs) {
      results[index] = failed(id, 'time_limit', 0, 'the tests took too long together')
      continue
    }
    const outcome = await judgeCase(tests, one, id, context)
    results[index] = outcome.result
    wallMs += outcome.wallMs
    for (const flag of outcome.flags) flags.add(flag)
    if (outcome.checkerFault !== undefined) {
      return { tests: results, flags: [...flags], wallMs, testsFault: `Case ${id}: ${outcome.checkerFault}` }
    }
    // A program that does not compile does so for no input.
    const isSettled = outcome.result.verdict === 'compile_error'
    if (isSettled && !context.stopsAtFailure) {
      tests.cases.forEach((other, place) => {
        results[place] = { ...outcome.result, id: caseId(other.id, place), wallMs: 0 }
      })
    }
    if (isSettled || (context.stopsAtFailure && outcome.result.score < 1)) break
  }
  return { tests: results, flags: [...flags], wallMs }
}

async function judgeCase(tests: StdioTests, one: StdioCase, id: string, context: JudgeContext): Promise<CaseOutcome> {
  const { language, source, limits } = context
  const { standard } = tests
  const execution = await context.execute({
    kind: 'stdio',
    language,
    source,
    limits,
    stdin: one.stdin,
    ...(standard !== undefined && { standard }),
  })
  const { ending, exitCode, stdout, wallMs, flags, message } = execution
  const told = (result: TestResult): CaseOutcome => ({ result, wallMs, flags })
  if (ending !== 'finished') return told(failed(id, ending, wallMs, message))
  if (exitCode !== 0) return told(failed(id, 'runtime_error', wallMs, `exit code ${exitCode}`))
  if (tests.checker) return await checkOutput(tests.checker, one, stdout, told(passed(id, wallMs)), context)
  const expected = one.stdout ?? ''
  return told(
    outputsEqual(stdout, expected, comparisonOf(tests))
      ? passed(id, wallMs)
      : failed(id, 'wrong_answer', wallMs, difference(expected, stdout)),
  )
}

/**
 * The checker sees the text of the output and nothing else of the candidate. Where it fails, it is run once more on the
 * case's own answer: a checker that accepts that one works, and the candidate's output is what it failed on.
 */
async function checkOutput(
  checker: Checker,
  one: StdioCase,
  output: string,
  { result, wallMs: programMs, flags }: CaseOutcome,
  context: JudgeContext,
): Promise<CaseOutcome> {
  const checked = await runChecker(checker, one, output, context)
  let { opinion } = checked
  let wallMs = programMs + checked.wallMs
  const isUnsure = typeof opinion === 'string' || opinion.isDoubtful === true
  if (isUnsure && one.stdout !== undefined) {
    const control = await runChecker(checker, one, one.stdout, context)
    wallMs += control.wallMs
    const works = typeof control.opinion !== 'string' && control.opinion.score === 1
    if (works && typeof opinion === 'string') opinion = { score: 0, message: opinion }
    if (!works && typeof opinion !== 'string') opinion = 'The checker refuses the answer of the tests too.'
  }
  if (typeof opinion === 'string') {
    return { result: failed(result.id, 'tests_invalid', programMs, opinion), wallMs, flags, checkerFault: opinion }
  }
  const { score, message } = opinion
  const verdict = score === 1 ? 'accepted' : 'wrong_answer'
  return { result: { ...result, verdict, score, ...(message !== '' && { message }) }, wallMs, flags }
}

async function runChecker(
  checker: Checker,
  one: StdioCase,
  output: string,
  context: JudgeContext,
): Promise<{ opinion: CheckerOpinion | string; wallMs: number }> {
  const execution = await context.execute({
    kind: 'stdio',
    language: checker.language,
    source: checker.code,
    limits: checkLimits({ ...context.limits, ...checker.limits }),
    stdin: '',
    args: ['input.txt', 'output.txt', 'answer.txt'],
    files: { 'input.txt': one.stdin, 'output.txt': output, 'answer.txt': one.stdout ?? '' },
  })
  return { opinion: readChecker(checker, execution), wallMs: execution.wallMs }
}

/** What the tests say of the comparison, wherever it stands; \`compare\` has the last word. */
function comparisonOf({ compare = 'tokens', floatAbs, floatRel, ignoreCase }: StdioTests): Compare {
  return {
    ...(floatAbs !== undefined && { floatAbs }),
    ...(floatRel !== undefined && { floatRel }),
    ...(ignoreCase !== undefined && { ignoreCase }),
    ...(typeof compare === 'string' ? { mode: compare } : compare),
  }
}
