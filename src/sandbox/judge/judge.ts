// The judge: a program and its tests in, one verdict out. It compares outside the candidate's process and never
// rejects for what a candidate or faulty tests do.
import { show } from '../../core/errors.ts'
import { contentHash } from '../../core/json.ts'
import { Rng } from '../../core/random.ts'
import type { CodeTests } from '../code-tests.ts'
import { gravest, type CodeVerdict } from '../code-verdict.ts'
import { languages, type EngineJob, type Execution } from '../engine.ts'
import { maxSourceBytes, type Limits } from '../limits.ts'
import type { JudgeJob, JudgeResult, TestResult } from '../sandbox.ts'
import { judgeCalls } from './judge-calls.ts'
import { judgeScript } from './judge-script.ts'
import { judgeStdio } from './judge-stdio.ts'
import type { JudgeContext, Judgement } from './judgement.ts'
import { limitsWithRoom } from './output-room.ts'
import { unhashableFault } from './plain-value-fault.ts'
import { publicOnly, scoreOf } from './score.ts'
import { testsFault } from './tests-fault.ts'

/** What a judgement says of the program and its tests; where it ran is added by the sandbox. */
export type Opinion = Omit<JudgeResult, 'isolation' | 'engine' | 'attempts' | 'cached'>

/** Rejects with what `execute` rejects with, and with nothing else. */
export async function judgeProgram(
  job: JudgeJob,
  defaults: Limits,
  execute: (job: EngineJob) => Promise<Execution>,
): Promise<Opinion> {
  const fault = testsFault(job.tests) ?? languageFault(job)
  if (fault !== null) return faultyTests(fault)
  const refused = sourceFault(job.source)
  if (refused !== null) return unrun(refused.verdict, 0, refused.reason)
  const { tests } = job
  const limits = limitsWithRoom(tests, defaults)
  if (typeof limits === 'string') return faultyTests(limits)
  const judgement = await judgeTests(tests, {
    language: job.language,
    source: job.source,
    limits,
    stopsAtFailure: (tests.scoring ?? 'all') === 'all',
    execute,
    rng: Rng.fromSeed(`cases ${contentHash(job.source.toWellFormed())}`),
  })
  return opinionOf(tests, judgement)
}

function judgeTests(tests: CodeTests, context: JudgeContext): Promise<Judgement> {
  switch (tests.format) {
    case 'call':
      return judgeCalls(tests, context)
    case 'stdio':
      return judgeStdio(tests, context)
    case 'assert':
    case 'pytest':
      return judgeScript(tests, context)
  }
}

function opinionOf(tests: CodeTests, { tests: results, flags, wallMs, testsFault: fault }: Judgement): Opinion {
  if (fault !== undefined) return { ...faultyTests(fault), tests: results, wallMs }
  const ran = results.filter(({ verdict }) => verdict !== 'skipped')
  const verdict = gravest(ran.map((test) => test.verdict as CodeVerdict))
  return {
    verdict,
    reward: scoreOf(tests, results),
    reason: reasonOf(results),
    tests: results,
    executed: ran.length,
    total: results.length,
    flags: [...flags, ...publicOnly(tests, results)],
    wallMs,
  }
}

function reasonOf(results: readonly TestResult[]): string {
  const first = results.find(({ verdict }) => verdict !== 'accepted' && verdict !== 'skipped')
  if (first === undefined) return `All ${results.length} tests pass.`
  return `Test ${first.id} of ${results.length}: ${first.verdict}${first.message === undefined ? '' : `, ${first.message}`}`
}

function faultyTests(reason: string): Opinion {
  return unrun('tests_invalid', null, reason)
}

/** An opinion without a run. */
export function unrun(verdict: CodeVerdict, reward: 0 | null, reason: string): Opinion {
  return { verdict, reward, reason, tests: [], executed: 0, total: 0, flags: [], wallMs: 0 }
}

function languageFault({ language, tests }: JudgeJob): string | null {
  if (!languages.includes(language)) return `Unknown language ${show(language, 60)}. Known: ${languages.join(', ')}.`
  if (tests.format === 'pytest' && language !== 'python') return `Tests of format pytest judge python, not ${language}.`
  if (language === 'cpp' && tests.format !== 'stdio')
    return `A program in cpp is judged by stdio, not by ${tests.format}.`
  if (tests.format === 'stdio' && tests.standard !== undefined && language !== 'cpp') {
    return `\`standard\` is of C++; the program is in ${language}.`
  }
  if (language !== 'python' && tests.format === 'assert' && tests.argumentsUnchanged === true) {
    return `\`argumentsUnchanged\` is held in scripts in python and in calls, not in scripts in ${language}: leave it out, or write calls.`
  }
  if (language === 'python' && tests.format === 'call') {
    for (const [index, { args, kwargs = {} }] of tests.cases.entries()) {
      const fault = unhashableFault([args, Object.values(kwargs)])
      if (fault !== null) return `Case ${index}: ${fault}`
    }
  }
  if (language !== 'python' && tests.format === 'call') {
    const index = tests.cases.findIndex(({ kwargs }) => kwargs !== undefined && Object.keys(kwargs).length > 0)
    if (index >= 0) return `Case ${index} has \`kwargs\`; a function in ${language} is called with \`args\` alone.`
  }
  return null
}

function sourceFault(source: string): { verdict: CodeVerdict; reason: string } | null {
  if (source.trim() === '')
    return { verdict: 'no_code', reason: 'The program is empty: there is no code block, or nothing in it.' }
  const bytes = Buffer.byteLength(source)
  return bytes > maxSourceBytes
    ? { verdict: 'compile_error', reason: `The program has ${bytes} bytes; at most ${maxSourceBytes} are compiled.` }
    : null
}
