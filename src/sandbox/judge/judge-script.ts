// Tests written as a program: HumanEval's `check`, assert lines, pytest functions. The script runs in a process of
// its own, where the candidate is a proxy; what this file sees is which tests passed.
import type { AssertTests, PytestTests } from '../code-tests.ts'
import type { ScriptTest } from '../engine.ts'
import type { TestResult } from '../sandbox.ts'
import { failed, passed, preambleFault, type JudgeContext, type Judgement } from './judgement.ts'
import { preambleSource } from './preamble-source.ts'

export async function judgeScript(tests: AssertTests | PytestTests, context: JudgeContext): Promise<Judgement> {
  const { language, source, limits } = context
  const preamble = tests.format === 'assert' ? preambleSource(tests.preamble, language) : null
  const entry = tests.format === 'assert' ? tests.entry : undefined
  const execution = await context.execute({
    kind: 'script',
    style: tests.format,
    language,
    source,
    limits,
    script: tests.script,
    ...(entry !== undefined && { entry }),
    ...(preamble !== null && { preamble }),
    ...(tests.argumentsUnchanged === true && { argumentsUnchanged: true }),
  })
  const { wallMs, flags, ending, message } = execution
  const told = execution.tests ?? []
  // What the script itself leaves out says nothing of the program.
  const ran = told.filter((test) => test.ending !== 'skipped').map(resultOf)
  if (execution.preambleFault !== undefined) {
    return { tests: ran, flags, wallMs, testsFault: preambleFault(execution.preambleFault) }
  }
  if (execution.scriptFault !== undefined && ending === 'finished') {
    return { tests: ran, flags, wallMs, testsFault: execution.scriptFault }
  }
  const results = tests.format === 'pytest' && tests.expectedTests ? withMissing(ran, told, tests.expectedTests) : ran
  const isTold = results.some(({ verdict }) => verdict !== 'accepted')
  // The candidate ended on its own account: where no test says so, the script as a whole does.
  if ((ending !== 'finished' && !isTold) || results.length === 0) {
    const verdict = ending === 'finished' ? 'runtime_error' : ending
    return { tests: [...results, failed('script', verdict, wallMs, message)], flags, wallMs }
  }
  return { tests: results, flags, wallMs }
}

function resultOf({ id, ending, message, wallMs }: ScriptTest): TestResult {
  if (ending === 'passed') return passed(id, wallMs)
  return failed(id, ending === 'failed' || ending === 'skipped' ? 'wrong_answer' : ending, wallMs, message)
}

/** An expected test that did not run has failed, whatever the reason. */
function withMissing(
  ran: readonly TestResult[],
  told: readonly ScriptTest[],
  expected: readonly string[],
): TestResult[] {
  const known = new Set(told.map(({ id }) => id))
  const missing = expected.filter((id) => !known.has(id))
  return [...ran, ...missing.map((id) => failed(id, 'wrong_answer', 0, 'this test did not run'))]
}
