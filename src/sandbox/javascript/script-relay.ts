// A `ScriptJob`: the test script in one worker, the candidate in another, and this process between them, which hands
// plain data on and runs none of it.
import type { Json, JsonObject } from '../../core/json.ts'
import { blankExecution } from '../blank-execution.ts'
import type { Failure } from '../code-verdict.ts'
import { startDeadline, type Deadline } from '../worker/deadline.ts'
import type { Execution, ScriptJob, ScriptTest } from '../engine.ts'
import type { WorkerProcess } from '../worker/worker-process.ts'
import { executionOf, failedExecution } from './execution.ts'
import type { CandidateNames, ScriptLanguage, TesterReport, UseRequest, WorkerReport } from './host/protocol.ts'
import { watchRequest, type WatchOptions, type Watched } from '../worker/worker-watch.ts'

/** What the script may take beyond the candidate's limit before it first uses the candidate. */
const testerExtraMs = 5000
/**
 * A use's way between the workers counts for no more than this, about what it takes: what is longer is the machine's
 * load, or this process standing still.
 */
const mostCrossingMs = 0.5
/** For that way, once the candidate's time is over. */
const lastGraceMs = 200
/** The script's own isolate is not the candidate's to fill. */
const testerMemoryMb = 512
/** Names of the language that the candidate's own definition takes over, since no script weighs answers with them. */
const redefinable = ['escape', 'unescape', 'atob', 'btoa', 'Iterator', 'WeakRef', 'FinalizationRegistry']

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
  const ask: Ask = (worker, message, timeMs, onCallback) =>
    watchRequest(worker, message as Json & object, {
      ...watch,
      limits: { ...limits, timeMs },
      totalMs: timeMs,
      onNotice: (notice) => {
        if (notice['notice'] === 'callback') onCallback?.(notice['answer'] ?? null)
      },
    })

  const names = redefinable.filter((name) => new RegExp(`(?<![\\w$.])${name}\\b`).test(job.script))
  const request = { kind: 'open', source, limits, names, ...(entry === undefined ? {} : { entry }), ...shared }
  const [opened, looked] = await Promise.all([
    ask(workers.candidate, request, limits.timeMs),
    ask(workers.tester, { kind: 'look', language, script: job.script }, limits.timeMs + testerExtraMs),
  ])
  if (opened.kind === 'fault') return opened
  if (looked.kind === 'fault') return looked
  if (looked.kind === 'answered') {
    const { fault, lacking } = looked.report as TesterReport
    const scriptFault = fault === undefined ? lacking : `the script does not compile: ${fault}`
    if (scriptFault !== undefined) {
      if (opened.kind === 'answered') await ask(workers.candidate, { kind: 'close' }, limits.timeMs)
      return done({ ...blankExecution, tests: [], scriptFault }, opened.kind !== 'answered')
    }
  }
  if (opened.kind === 'ended') return done(endedEarly(job, failedExecution(opened.ending, opened.message)), true)
  const openReport = opened.report as unknown as WorkerReport & { names?: CandidateNames }
  if (openReport.names === undefined) {
    return done(endedEarly(job, executionOf(openReport)), openReport.worn)
  }

  // A script that means the candidate's, and finds that of the language instead.
  const lacks = entry === undefined ? names.find((name) => !openReport.names?.own.includes(name)) : undefined
  const parts = { ask, watch, names: openReport.names, lacks: lacks ?? null, shared }
  const run = await runTester(job, workers, parts)
  if ('fault' in run) return run.fault
  const { report, uses } = run
  const closed = uses.failed === null ? await ask(workers.candidate, { kind: 'close' }, limits.timeMs) : null
  if (closed?.kind === 'fault') return closed
  const base =
    uses.failed ?? (closed?.kind === 'answered' ? executionOf(closed.report as unknown as WorkerReport) : null)
  const execution = base ?? failedExecution('runtime_error', 'the candidate ended')
  return done(judged(execution, report, uses), uses.failed !== null)
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

/** Counted here: the script's own process may be gone, by what the candidate gave it, when it is to be told. */
interface Uses {
  /** Calls and reads of what the candidate has. */
  count: number
  /** The first name that the script asked for and the candidate lacks. */
  lacks: string | null
  /** Where a use, or what the script did with its answer, ended the candidate. */
  failed: Execution | null
}

type Ask = (
  worker: WorkerProcess,
  message: object,
  timeMs: number,
  onCallback?: (answer: Json) => void,
) => Promise<Watched>

interface TesterParts {
  readonly ask: Ask
  readonly watch: Omit<WatchOptions, 'limits' | 'totalMs' | 'onNotice'>
  readonly names: CandidateNames
  readonly lacks: string | null
  readonly shared: object
}

async function runTester(
  job: ScriptJob,
  workers: { candidate: WorkerProcess; tester: WorkerProcess },
  parts: TesterParts,
): Promise<{ report: TesterReport; uses: Uses } | Fault> {
  const { ask, watch, names, shared } = parts
  const uses: Uses = { count: 0, lacks: parts.lacks, failed: null }
  let leftMs = job.limits.timeMs
  let fault: Fault | null = null
  let isOver = false
  /** A use that the candidate is at work for, or waits in for a function of the script's. */
  let inFlight: Promise<Watched> | null = null
  let onCallback: ((answer: Json) => void) | null = null
  /** For what the script does with an answer. */
  let own: Deadline | null = null
  let last: { readonly at: number; usedMs: number } | null = null

  const outOfTime = (): void => workers.tester.kill('deadline')

  const use = async (notice: JsonObject): Promise<Json> => {
    const now = performance.now()
    if (last !== null) {
      // What the script does with the candidate's answers is charged to the candidate, by the worker's clock.
      const ownMs = Number(notice['ownMs'])
      const crossing = now - last.at - ownMs - last.usedMs
      leftMs -= ownMs + Math.min(Math.max(crossing, 0), mostCrossingMs)
    }
    const current = (last = { at: now, usedMs: 0 })
    own?.cancel()
    own = null
    if (leftMs <= 0) uses.failed ??= failedExecution('time_limit', 'the time limit is reached')
    if (uses.failed !== null || fault !== null) return over(uses.failed)
    const timeMs = Math.max(1, Math.ceil(leftMs))
    const { use: wanted, args, patches } = notice as unknown as UseRequest
    const event = new Promise<Watched | { readonly kind: 'callback'; readonly answer: Json }>((resolve) => {
      onCallback = (answer) => resolve({ kind: 'callback', answer })
      if (inFlight === null) {
        const message: UseRequest = { kind: 'use', use: wanted, args, patches, timeMs }
        inFlight = ask(workers.candidate, message, timeMs, (answer) => onCallback?.(answer))
      } else workers.candidate.notify({ kind: 'calledBack', use: wanted, args, patches } as unknown as Json)
      inFlight.then(resolve, () => workers.tester.kill('aborted'))
    })
    const watched = await event
    if (watched.kind === 'callback') return watched.answer
    inFlight = null
    if (isOver) return over(null)
    const isAbsent = watched.kind === 'answered' && (watched.report['answer'] as JsonObject | undefined)?.['absent']
    if (isAbsent === true) uses.lacks ??= wanted.name ?? ''
    else uses.count++
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
    current.usedMs = Number(usedMs)
    leftMs -= current.usedMs
    if (ending !== undefined) uses.failed = executionOf(watched.report as unknown as WorkerReport)
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
        (answer) => {
          if (isOver) return
          own = startDeadline(Math.max(0, leftMs) + lastGraceMs, outOfTime)
          workers.tester.notify({ kind: 'answer', answer })
        },
        () => workers.tester.kill('aborted'),
      )
    },
  }).finally(() => {
    isOver = true
    own?.cancel()
  })
  if (fault !== null) return fault
  if (inFlight !== null) await endUse(workers.candidate, inFlight)
  if (tested.kind === 'answered') return { report: tested.report as unknown as TesterReport, uses }
  const isUsed = uses.count > 0 || uses.lacks !== null || inFlight !== null
  if (tested.kind === 'fault') return { fault: tested }
  if (isUsed) uses.failed ??= failedExecution(tested.ending, tested.message)
  return { report: { tester: null, failure: { ending: tested.ending, message: tested.message } }, uses }
}

/** The script is over while the candidate is still at work for it, which nobody waits for any more. */
async function endUse(candidate: WorkerProcess, inFlight: Promise<unknown>): Promise<void> {
  candidate.kill('deadline')
  await inFlight.catch(() => {})
  await candidate.death
}

function over(failed: Execution | null): Json {
  return { ending: failed?.ending ?? 'runtime_error', message: failed?.message ?? 'the candidate is gone' }
}

/** Once the script has turned to the candidate, however it ends is the candidate's doing. */
function judged(execution: Execution, report: TesterReport, uses: Uses): Execution {
  const { fault, tester, failure } = report
  const isOver = execution.ending !== 'finished'
  if (tester?.asked) execution = { ...execution, flags: [...execution.flags, 'non_plain_result'] }
  const isUsed = uses.count > 0 || uses.lacks !== null
  if (fault !== undefined) return { ...execution, tests: [], scriptFault: `the script does not compile: ${fault}` }
  let tests: readonly ScriptTest[] = tester?.results ?? []
  // Functions that cannot cross stand in the script itself, whoever answers. Who fails besides has failed.
  if (tester?.unplain && !isOver && tests.filter(({ ending }) => ending !== 'passed').length <= 1) {
    return { ...execution, tests, scriptFault: `the script passes what is no plain data: ${tester.unplain}` }
  }
  if (tester?.isDone !== true && !isOver) {
    const message = failure?.message ?? 'the script waits for what never comes'
    if (!isUsed) return { ...execution, tests, scriptFault: message }
    tests = [...tests, { id: 'script', ending: failure?.ending ?? 'failed', message, wallMs: 0 }]
  }
  if (isOver) return { ...execution, tests: withEnd(tests, execution) }
  if (!isUsed) {
    return { ...execution, tests, scriptFault: tests[0]?.message ?? 'the script never calls the candidate' }
  }
  if (uses.count === 0) tests = withEnd(tests, lacking(uses.lacks))
  return { ...execution, tests }
}

/** Nothing of what the script asked for is there, so that whatever it found is no merit. */
function lacking(name: string | null): Pick<Execution, 'ending' | 'message'> {
  return { ending: 'runtime_error', message: `\`${name}\` is not defined` }
}

/** The limit that ended the candidate is how the test ended in which that happened, and every later one. */
function withEnd(
  tests: readonly ScriptTest[],
  { ending, message }: Pick<Execution, 'ending' | 'message'>,
): ScriptTest[] {
  const at = tests.findIndex((test) => test.ending !== 'passed')
  const end = { ending: ending as Failure, ...(message === undefined ? {} : { message }) }
  if (at < 0) return [...tests, { id: 'script', wallMs: 0, ...end }]
  return tests.map((test, index) => (index < at ? test : { ...test, ...end }))
}
