// Tests that call a function: one process answers them all, and each result is compared here.
import type { CallCase, CallTests } from '../code-tests.ts'
import type { Failure, SuspicionFlag } from '../code-verdict.ts'
import type { Answer, AnswerSink, Execution } from '../engine.ts'
import { jobBytes, maxSuiteMs, tooMuch, type Limits } from '../limits.ts'
import type { TestResult } from '../sandbox.ts'
import { valuesEqual } from './compare-values.ts'
import {
  caseId,
  difference,
  failed,
  passed,
  preambleFault,
  shortened,
  skipped,
  type JudgeContext,
  type Judgement,
} from './judgement.ts'
import { longestEqualText } from './longest-equal-text.ts'
import { preambleSource } from './preamble-source.ts'

/**
 * A process that ends before it has answered everything costs the call it ended in; where partial credit is at stake,
 * another process goes on behind that call. Each answer is compared when it comes and held no longer; where all tests
 * must pass, the first that does not ends the run.
 */
export async function judgeCalls(tests: CallTests, context: JudgeContext): Promise<Judgement> {
  const results: TestResult[] = tests.cases.map((one, index) => skipped(caseId(one.id, index)))
  const flags = new Set<SuspicionFlag>()
  const preamble = preambleSource(tests.preamble, context.language)
  let pending = order(tests, context)
  let wallMs = 0
  let bytes = 0
  while (pending.length > 0) {
    const run = new CallsRun(tests, { pending, results, stopsAtFailure: context.stopsAtFailure })
    const execution = await context.execute({
      kind: 'calls',
      language: context.language,
      source: context.source,
      entry: tests.entry,
      limits: context.limits,
      calls: pending.map((index) => callOf(caseAt(tests, index))),
      sink: run,
      ...(preamble !== null && { preamble }),
      ...(tests.argumentsUnchanged === true && { argumentsUnchanged: true }),
    })
    if (execution.answers !== undefined) run.takeAll(execution.answers)
    wallMs += execution.wallMs
    bytes += run.bytes
    for (const flag of execution.flags) flags.add(flag)
    if (execution.preambleFault !== undefined) {
      return { tests: results, flags: [...flags], wallMs, testsFault: preambleFault(execution.preambleFault) }
    }
    const rest = pending.slice(run.settle(execution))
    const lost = lostToEnd(execution, { wallMs, bytes, limits: context.limits })
    const isOver = context.stopsAtFailure || lost !== null
    if (lost !== null && !context.stopsAtFailure) {
      for (const index of rest) results[index] = failed(idAt(tests, index), lost.verdict, 0, lost.message)
    }
    pending = isOver ? [] : rest
  }
  return { tests: results, flags: [...flags], wallMs }
}

interface Spent {
  readonly wallMs: number
  readonly bytes: number
  readonly limits: Limits
}

/** Why no other process goes on where this one ended; null where one does. */
function lostToEnd(
  execution: Execution,
  { wallMs, bytes, limits }: Spent,
): { readonly verdict: Failure; readonly message?: string } | null {
  if (execution.loaded === false) {
    const { message } = execution
    return { verdict: endingOf(execution), ...(message !== undefined && { message }) }
  }
  if (wallMs > maxSuiteMs) return { verdict: 'time_limit', message: 'the tests took too long together' }
  if (bytes > jobBytes(limits)) return { verdict: 'output_limit', message: tooMuch(jobBytes(limits)) }
  return null
}

/** Writes down what comes of the calls of one process. */
class CallsRun implements AnswerSink {
  readonly #tests: CallTests
  readonly #pending: readonly number[]
  readonly #results: TestResult[]
  readonly #stopsAtFailure: boolean
  readonly #mostBytes: readonly number[]
  #taken = 0
  #spentMs = 0
  #isFailed = false
  #last: Answer['ending'] = 'finished'
  bytes = 0

  constructor(
    tests: CallTests,
    options: { readonly pending: readonly number[]; readonly results: TestResult[]; readonly stopsAtFailure: boolean },
  ) {
    this.#tests = tests
    this.#pending = options.pending
    this.#results = options.results
    this.#stopsAtFailure = options.stopsAtFailure
    this.#mostBytes = options.pending.map((index) => longestEqualText(caseAt(tests, index).expected))
  }

  begin(): void {
    for (const index of this.#pending) this.#results[index] = skipped(idAt(this.#tests, index))
    this.#taken = 0
    this.#spentMs = 0
    this.#isFailed = false
    this.#last = 'finished'
    this.bytes = 0
  }

  mostBytes(place: number): number {
    return this.#mostBytes[place] ?? 0
  }

  take(answer: Answer, place: number): boolean {
    const index = this.#pending[place]
    if (index === undefined) return false
    const result = judgeAnswer(this.#tests, caseAt(this.#tests, index), idAt(this.#tests, index), answer)
    this.#results[index] = result
    this.#taken = place + 1
    this.#spentMs += answer.wallMs
    this.bytes += answer.bytes ?? 0
    this.#last = answer.ending
    this.#isFailed ||= result.score < 1
    return !(this.#isFailed && this.#stopsAtFailure)
  }

  /** Of an engine that has them at its end only. */
  takeAll(answers: readonly Answer[]): void {
    this.begin()
    answers.every((answer, place) => this.take(answer, place))
  }

  /** Says how many of the calls are settled. */
  settle(execution: Execution): number {
    const culprit = this.#pending[this.#taken]
    const isCulpritTold = this.#taken > 0 && this.#last !== 'finished'
    const isOver = this.#isFailed && this.#stopsAtFailure
    if (culprit === undefined || isOver || (isCulpritTold && execution.ending !== 'finished')) return this.#taken
    const wallMs = Math.max(0, execution.wallMs - this.#spentMs)
    this.#results[culprit] = failed(idAt(this.#tests, culprit), endingOf(execution), wallMs, execution.message)
    return this.#taken + 1
  }
}

function judgeAnswer(tests: CallTests, one: CallCase, id: string, answer: Answer): TestResult {
  if (answer.ending !== 'finished') return failed(id, answer.ending, answer.wallMs, answer.message)
  if (answer.unread !== undefined) {
    // Too long to be equal, so that nobody needs to know what it is.
    const words = `expected ${shortened(one.expected)}, got ${answer.unread.slice(0, 100)}… (${answer.bytes ?? 0} bytes)`
    return failed(id, 'wrong_answer', answer.wallMs, words)
  }
  if (answer.argumentsChanged === true && tests.argumentsUnchanged === true) {
    return failed(id, 'wrong_answer', answer.wallMs, 'the call changed its arguments')
  }
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
