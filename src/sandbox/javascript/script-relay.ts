// A `ScriptJob`: the test script in one worker, the candidate in another, and this process between them, which hands
// plain data on and runs none of it.
import type { Json, JsonObject } from '../../core/json.ts'
import type { Failure } from '../code-verdict.ts'
import type { Execution, ScriptJob, ScriptTest } from '../engine.ts'
import type { WorkerProcess } from '../worker-process.ts'
import { executionOf, failedExecution } from './execution.ts'
import type { CandidateNames, ScriptLanguage, TesterReport, UseRequest, WorkerReport } from './protocol.ts'
import { watchRequest, type WatchOptions, type Watched } from './worker-watch.ts'

/** What the script itself may take beyond the candidate's limit. */
const testerExtraMs = 5000
/** The script's own isolate is not the candidate's to fill. */
const testerMemoryMb = 512
const mostNames = 300

export type ScriptOutcome =
  | { readonly kind: 'done'; readonly execution: Execution; readonly worn: boolean }
  | Extract<Watched, { kind: 'fault' }>

interface Fault {
  readonly fault: Extract<Watched, { kind: 'fault' }>
}

export async function runScriptJob(
  job: ScriptJob,
  workers: { candidate: WorkerProcess; tester: WorkerProcess },
  watch: Omit<WatchOptions, 'limits' | 'totalMs' | 'onNotice'>,
): Promise<ScriptOutcome> {
  const { source, limits, entry, preamble } = job
  const language = job.language as ScriptLanguage
  const shared = { language, ...(preamble === undefined ? {} : { preamble }) }
  const ask = (worker: WorkerProcess, message: object, timeMs: number): Promise<Watched> =>
    watchRequest(worker, message as Json & object, { ...watch, limits: { ...limits, timeMs }, totalMs: timeMs })

  const names = namesIn(job.script)
  const request = { kind: 'open', source, limits, names, ...(entry === undefined ? {} : { entry }), ...shared }
  const opened = await ask(workers.candidate, request, limits.timeMs)
  if (opened.kind === 'fault') return opened
  if (opened.kind === 'ended') return done(endedEarly(job, failedExecution(opened.ending, opened.message)), true)
  const openReport = opened.report as unknown as WorkerReport & { names?: CandidateNames }
  if (openReport.names === undefined) {
    return done(endedEarly(job, executionOf(job, openReport, [])), openReport.worn)
  }

  const run = await runTester(job, workers, { ask, watch, names: openReport.names, shared })
  if ('fault' in run) return run.fault
  const { report, uses } = run
  const closed = uses.failed === null ? await ask(workers.candidate, { kind: 'close' }, limits.timeMs) : null
  if (closed?.kind === 'fault') return closed
  const base =
    uses.failed ?? (closed?.kind === 'answered' ? executionOf(job, closed.report as unknown as WorkerReport, []) : null)
  const execution = base ?? failedExecution('runtime_error', 'the candidate ended')
  return done(judged(execution, report, openReport.names), uses.failed !== null)
}

function done(execution: Execution, worn: boolean): ScriptOutcome {
  return { kind: 'done', execution, worn }
}

/** The candidate did not live to be tested: its one test ended as it did. */
function endedEarly(job: ScriptJob, execution: Execution): Execution {
  const { ending, message, wallMs } = execution
  const test: ScriptTest = {
    id: 'script',
    ending: ending as Failure,
    wallMs,
    ...(message === undefined ? {} : { message }),
  }
  return { ...execution, tests: [test] }
}

interface Uses {
  /** Where a use ended the candidate. */
  failed: Execution | null
}

interface TesterParts {
  readonly ask: (worker: WorkerProcess, message: object, timeMs: number) => Promise<Watched>
  readonly watch: Omit<WatchOptions, 'limits' | 'totalMs' | 'onNotice'>
  readonly names: CandidateNames
  readonly shared: object
}

async function runTester(
  job: ScriptJob,
  workers: { candidate: WorkerProcess; tester: WorkerProcess },
  parts: TesterParts,
): Promise<{ report: TesterReport; uses: Uses } | Fault> {
  const { ask, watch, names, shared } = parts
  const uses: Uses = { failed: null }
  let leftMs = job.limits.timeMs
  let fault: Fault | null = null

  const use = async (notice: JsonObject): Promise<Json> => {
    if (uses.failed !== null || fault !== null) return over(uses.failed)
    const timeMs = Math.max(1, Math.ceil(leftMs))
    const message = { kind: 'use', use: notice['use'], args: notice['args'], timeMs } as unknown as UseRequest
    const watched = await ask(workers.candidate, message, timeMs)
    if (watched.kind === 'fault') {
      fault = { fault: watched }
      workers.tester.kill('recycled')
      return over(null)
    }
    if (watched.kind === 'ended') {
      uses.failed = {
        ...failedExecution(watched.ending, watched.message),
        signal: watched.signal,
        exitCode: watched.exitCode,
      }
      return over(uses.failed)
    }
    const { answer, ending, usedMs } = watched.report
    // By the worker's clock: what this process does between two uses is not the candidate's time.
    leftMs -= Number(usedMs)
    if (ending !== undefined) uses.failed = executionOf(job, watched.report as unknown as WorkerReport, [])
    return answer ?? null
  }

  const testerMs = job.limits.timeMs + testerExtraMs
  const limits = { ...job.limits, timeMs: testerMs, memoryMb: testerMemoryMb }
  const message = { kind: 'tester', script: job.script, names, limits, testerMs, ...shared }
  const tested = await watchRequest(workers.tester, message as unknown as Json, {
    ...watch,
    limits,
    totalMs: testerMs,
    onNotice: (notice) => {
      if (notice['notice'] !== 'use') return
      void use(notice).then(
        (answer) => workers.tester.notify({ kind: 'answer', answer }),
        () => workers.tester.kill('aborted'),
      )
    },
  })
  if (fault !== null) return fault
  if (tested.kind === 'fault') return { fault: tested }
  if (tested.kind === 'answered') return { report: tested.report as unknown as TesterReport, uses }
  return { report: { tester: null, failure: { ending: tested.ending, message: tested.message } }, uses }
}

function over(failed: Execution | null): Json {
  return { ending: failed?.ending ?? 'runtime_error', message: failed?.message ?? 'the candidate is gone' }
}

function judged(execution: Execution, report: TesterReport, names: CandidateNames): Execution {
  const { fault, tester, failure } = report
  const isOver = execution.ending !== 'finished'
  if (fault !== undefined) return { ...execution, tests: [], scriptFault: `the script does not compile: ${fault}` }
  let tests: readonly ScriptTest[] = tester?.results ?? []
  if (tester?.unplain) {
    return { ...execution, tests, scriptFault: `the script passes what is no plain data: ${tester.unplain}` }
  }
  if (tester?.isDone !== true && !isOver) {
    const message = failure?.message ?? 'the script waits for what never comes'
    if ((tester?.uses ?? 0) === 0) return { ...execution, tests, scriptFault: message }
    tests = [...tests, { id: 'script', ending: failure?.ending ?? 'failed', message, wallMs: 0 }]
  }
  if (isOver) tests = withEnd(tests, execution)
  const [first] = tests
  if ((tester?.uses ?? 0) === 0 && !isOver) {
    // A script that names a function which the candidate lacks is the candidate's fault.
    const lacks = names.entry === null && first !== undefined && (first.message ?? '').startsWith('ReferenceError: ')
    if (lacks) return { ...execution, tests: [{ ...first, ending: 'runtime_error' }] }
    return { ...execution, tests, scriptFault: first?.message ?? 'the script never calls the candidate' }
  }
  return { ...execution, tests }
}

/** The limit that ended the candidate is how the test ended in which that happened, and every later one. */
function withEnd(tests: readonly ScriptTest[], { ending, message }: Execution): ScriptTest[] {
  const at = tests.findIndex((test) => test.ending !== 'passed')
  const end = { ending: ending as Failure, ...(message === undefined ? {} : { message }) }
  if (at < 0) return [...tests, { id: 'script', wallMs: 0, ...end }]
  return tests.map((test, index) => (index < at ? test : { ...test, ...end }))
}

/** Every identifier of a script, so that the candidate can be asked which of them it has. */
function namesIn(script: string): string[] {
  return [...new Set(script.match(/(?<![\p{ID_Continue}$.])[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))].slice(0, mostNames)
}
