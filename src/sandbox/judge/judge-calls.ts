// Tests that call a function: one process answers them all, and each result is compared here.
import type { CallCase, CallTests } from '../code-tests.ts'
import type { SuspicionFlag } from '../code-verdict.ts'
import type { Answer, Execution } from '../engine.ts'
import { maxSuiteMs } from '../limits.ts'
import type { TestResult } from '../sandbox.ts'
import { valuesEqual } from './compare-values.ts'
import {
  caseId,
  difference,
  failed,
  passed,
  preambleFault,
  skipped,
  type JudgeContext,
  type Judgement,
} from './judgement.ts'
import { preambleSource } from './preamble-source.ts'

/**
 * A process that ends before it has answered everything costs the call it ended in; where partial credit is at stake,
 * another process goes on behind that call.
 */
export async function judgeCalls(tests: CallTests, context: JudgeContext): Promise<Judgement> {
  const results: TestResult[] = tests.cases.map((one, index) => skipped(caseId(one.id, index)))
  const flags = new Set<SuspicionFlag>()
  const preamble = preambleSource(tests.preamble, context.language)
  let pending = order(tests, context)
  let wallMs = 0
  while (pending.length > 0) {
    const execution = await context.execute({
      kind: 'calls',
      language: context.language,
      source: context.source,
      entry: tests.entry,
      limits: context.limits,
      calls: pending.map((index) => callOf(caseAt(tests, index))),
      ...(preamble !== null && { preamble }),
    })
    wallMs += execution.wallMs
    for (const flag of execution.flags) flags.add(flag)
    if (execution.preambleFault !== undefined) {
      return { tests: results, flags: [...flags], wallMs, testsFault: preambleFault(execution.preambleFault) }
    }
    const reached = record(tests, pending, execution, results)
    const rest = pending.slice(reached)
    const isOver = context.stopsAtFailure || execution.loaded === false || wallMs > maxSuiteMs
    if (rest.length > 0 && isOver && !context.stopsAtFailure) {
      const message = execution.loaded === false ? execution.message : 'the tests took too long together'
      const verdict = execution.loaded === false ? endingOf(execution) : 'time_limit'
      for (const index of rest) results[index] = failed(idAt(tests, index), verdict, 0, message)
    }
    pending = isOver ? [] : rest
  }
  return { tests: results, flags: [...flags], wallMs }
}

/** Writes down what came of the calls, and says how many of them are settled. */
function record(tests: CallTests, pending: readonly number[], execution: Execution, results: TestResult[]): number {
  const answers = (execution.answers ?? []).slice(0, pending.length)
  answers.forEach((answer, place) => {
    const index = pending[place] ?? 0
    results[index] = judgeAnswer(tests, caseAt(tests, index), idAt(tests, index), answer)
  })
  const culprit = pending[answers.length]
  const isCulpritTold = answers.at(-1) !== undefined && answers.at(-1)?.ending !== 'finished'
  if (culprit === undefined || (isCulpritTold && execution.ending !== 'finished')) return answers.length
  const spentMs = answers.reduce((sum, answer) => sum + answer.wallMs, 0)
  const wallMs = Math.max(0, execution.wallMs - spentMs)
  results[culprit] = failed(idAt(tests, culprit), endingOf(execution), wallMs, execution.message)
  return answers.length + 1
}

function judgeAnswer(tests: CallTests, one: CallCase, id: string, answer: Answer): TestResult {
  if (answer.ending !== 'finished') return failed(id, answer.ending, answer.wallMs, answer.message)
  const actual = answer.value ?? null
  return valuesEqual(actual, one.expected, tests)
    ? passed(id, answer.wallMs)
    : failed(id, 'wrong_answer', answer.wallMs, difference(one.expected, actual))
}

/** A process that ended cleanly before it had answered broke off: that is a runtime error too. */
function endingOf({ ending }: Execution): Exclude<Execution['ending'], 'finished'> {
  return ending === 'finished' ? 'runtime_error' : ending
}

function order(tests: CallTests, context: JudgeContext): number[] {
  const indices = tests.cases.map((_, index) => index)
  return tests.shuffleCases === true ? context.rng.shuffle(indices) : indices
}

function callOf({ args, kwargs }: CallCase): Pick<CallCase, 'args' | 'kwargs'> {
  // Named one by one: `expected` must not travel.
  return { args, ...(kwargs && { kwargs }) }
}

function caseAt(tests: CallTests, index: number): CallCase {
  return tests.cases[index] as CallCase
}

function idAt(tests: CallTests, index: number): string {
  return caseId(caseAt(tests, index).id, index)
}
