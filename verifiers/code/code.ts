// Is the program in a reply right? It runs in a sandbox, and its results are compared with the task's tests outside.
import { show } from '../../src/core/errors.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import type { CodeTests } from '../../src/sandbox/code-tests.ts'
import { languages, type Language } from '../../src/sandbox/engine.ts'
import { testsFault } from '../../src/sandbox/judge/tests-fault.ts'
import { maxSuiteMs } from '../../src/sandbox/limits.ts'
import { sandboxOf } from '../../src/sandbox/sandbox-resource.ts'
import type { JudgeResult, Sandbox } from '../../src/sandbox/sandbox.ts'
import { extractCode, type ExtractOptions } from './extract-code.ts'

/** What a coding task is judged by. */
export interface CodeAnswer {
  readonly language: Language
  readonly tests: CodeTests
}

export interface CodeOptions extends ExtractOptions {
  /** Where programs run. Default: the environment's, which is the one handed to `configure` or one of its own. */
  readonly sandbox?: Sandbox
}

/** A judgement waits for a free worker, is retried by the sandbox where that fails, and ends each test by itself. */
const timeoutMs = 4 * maxSuiteMs

/**
 * Scores the program in a reply by the tests of its task: 1 where it is right, 0 where it is not, between where the
 * tests give partial credit. Faulty tests and a failed sandbox are invalid verdicts, never a 0.
 */
export function code(options: CodeOptions = {}): Verifier<CodeAnswer> {
  checkVerifierOptions('code()', options, { sandbox: true, extraction: true, allowUnclosed: true, allowUnfenced: true })
  return {
    name: 'code',
    reads: 'reply',
    timeoutMs,
    verify: async ({ task, reply, resources, signal }) => {
      const fault = answerFault(task.answer)
      if (fault !== null) return invalid('broken-gold', fault, { verdict: 'tests_invalid' })
      const { language, tests } = task.answer
      const extracted = extractCode(reply, language, options)
      if (extracted.code === null) return scored(0, extracted.reason, { verdict: 'no_code' })
      const sandbox = options.sandbox ?? (await sandboxOf(resources))
      return verdictOf(await sandbox.judge({ language, source: extracted.code, tests }, { signal }))
    },
  }
}

markVerifierFactory(code, 'code()')

/** What is wrong with the answer of a task, whatever the reply; null where it names a language and sound tests. */
function answerFault(answer: unknown): string | null {
  const { language, tests } = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<CodeAnswer>
  if (tests === undefined) return `The answer of a coding task is { language, tests }; it is ${show(answer, 80)}.`
  if (!languages.includes(language as Language))
    return `The answer's language ${show(language, 60)} is unknown. Known: ${languages.join(', ')}.`
  return testsFault(tests)
}

/** A judgement as the verdict of a verifier. */
function verdictOf(result: JudgeResult): Verdict {
  const evidence = evidenceOf(result)
  if (result.reward !== null) return scored(result.reward, result.reason, evidence)
  return invalid(result.verdict === 'tests_invalid' ? 'broken-gold' : 'sandbox', result.reason, evidence)
}

function evidenceOf(result: JudgeResult): JsonObject {
  const { verdict, flags, isolation, engine, total, tests } = result
  return {
    verdict,
    passed: tests.filter((test) => test.verdict === 'accepted').length,
    total,
    isolation,
    engine,
    ...(flags.length > 0 && { flags: [...flags] }),
  }
}
