// Calls of a function as a program of standard input and output, for where there is no second process beside the
// candidate's (a remote server, Pyodide): the driver and the job go in, reports come back between the lines of whatever
// else the candidate writes. What the drivers report is the candidate's word: they share its process.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Json, JsonObject } from '../../core/json.ts'
import type { SuspicionFlag } from '../code-verdict.ts'
import { SandboxFault, type Answer, type CallsJob, type Ending, type Execution, type Language } from '../engine.ts'
import { javascriptDriver, type DriverJob } from './javascript-driver.ts'
import { isObject, numberOrNull, textOr } from '../read-json.ts'

/** How the run of a program ended, as whoever ran it saw it. */
export type ProgramOutcome = Pick<
  Execution,
  'ending' | 'message' | 'exitCode' | 'signal' | 'stdout' | 'stderr' | 'wallMs' | 'cpuMs' | 'peakRssMb'
>

export interface CallProgram {
  readonly language: Language
  readonly source: string
  readonly stdin: string
}

/** `program` is null where calls of the language need more than a text; TypeScript must have become JavaScript. */
export function callProgram(job: CallsJob): { program: CallProgram | null; nonce: string } {
  const nonce = randomBytes(16).toString('hex')
  const source = job.language === 'python' ? pythonDriver() : job.language === 'javascript' ? javascriptDriver : null
  if (source === null) return { program: null, nonce }
  const { entry, preamble = '', limits } = job
  const told: DriverJob = {
    nonce,
    source: job.source,
    preamble,
    entry,
    // Named one by one: nothing else of a test may travel.
    calls: job.calls.map(({ args, kwargs = {} }) => [args, kwargs]),
    timeMs: limits.timeMs,
    outputBytes: limits.outputBytes,
    ...(job.argumentsUnchanged === true && { unchanged: true }),
  }
  return { program: { language: job.language, source, stdin: JSON.stringify(told) }, nonce }
}

let python: string | null = null

function pythonDriver(): string {
  python ??= [
    readFileSync(new URL('../python/shared/values.py', import.meta.url), 'utf8'),
    readFileSync(new URL('python_driver.py', import.meta.url), 'utf8'),
    'answer_on_stdout()\n',
  ].join('\n\n')
  return python
}

type ReadCalls = Pick<Execution, 'ending' | 'stdout' | 'flags' | 'loaded' | 'answers' | 'preambleFault'> & {
  readonly message?: string
}

/**
 * What the reports say. Throws `SandboxFault` where not even the driver's first one is there: what came back is not of
 * this job, or the interpreter never started.
 */
export function readCalls(outcome: ProgramOutcome, job: CallsJob, nonce: string): ReadCalls {
  const flags = new Set<SuspicionFlag>()
  const { stdout, reports } = split(outcome.stdout, nonce, () => flags.add('report_forged'))
  const answers: Answer[] = []
  let fault: JsonObject | null = null
  let [hasBegun, isPrepared, isLoaded, hasEnded] = [false, !job.preamble, false, false]
  for (const report of reports) {
    if (report['at'] === 'begin') hasBegun = true
    else if (report['at'] === 'prepared') isPrepared = true
    else if (report['at'] === 'loaded') isLoaded = true
    else if (report['at'] === 'end') hasEnded = true
    else if (report['at'] === 'fault') fault ??= report
    else if (report['index'] !== answers.length || answers.length === job.calls.length) flags.add('report_forged')
    else answers.push(readAnswer(report, job, flags))
  }
  // Some servers drop the output of a run that they kill.
  const isKilled = outcome.ending.endsWith('_limit')
  if (!hasBegun && !isKilled) {
    throw new SandboxFault(
      'protocol',
      `The answer holds no report of this job: it is of another one, or no interpreter started there (${outcome.message ?? outcome.ending}).`,
    )
  }
  const end = endOf(outcome, fault, hasEnded)
  if (end.ending === 'runtime_error' && !hasEnded && fault === null) flags.add('exit_before_report')
  const read = { ...end, stdout, flags: [...flags], loaded: isLoaded || !hasBegun, answers }
  // The candidate runs only when that is told.
  return hasBegun && !isPrepared ? { ...read, preambleFault: end.message ?? end.ending } : read
}

function endOf(
  outcome: ProgramOutcome,
  fault: JsonObject | null,
  hasEnded: boolean,
): { ending: Ending; message?: string } {
  if (fault !== null) return { ending: endingOf(fault) ?? 'runtime_error', message: textOr(fault['message'], '') }
  if (hasEnded && outcome.ending === 'finished') return { ending: 'finished' }
  // The alarm of the Python driver; a shell between tells 128 and the signal's number.
  if (outcome.signal === 'SIGALRM' || outcome.exitCode === 128 + 14) {
    return { ending: 'time_limit', message: 'a call took longer than its limit' }
  }
  if (outcome.ending !== 'finished') {
    return { ending: outcome.ending, ...(outcome.message !== undefined && { message: outcome.message }) }
  }
  return { ending: 'runtime_error', message: 'the program ended before it had answered every call' }
}

function readAnswer(report: JsonObject, job: CallsJob, flags: Set<SuspicionFlag>): Answer {
  const wallMs = Math.max(0, numberOrNull(report['ms']) ?? 0)
  const ending = endingOf(report)
  if (ending !== null) return { ending, message: textOr(report['message'], '').slice(0, 1000), wallMs }
  if (wallMs > job.limits.timeMs) {
    return { ending: 'time_limit', message: `longer than ${job.limits.timeMs} ms`, wallMs }
  }
  if (report['opaque'] === true) flags.add('non_plain_result')
  const changed = report['changed'] === true ? { argumentsChanged: true } : {}
  return { ending: 'finished', value: report['value'] ?? null, wallMs, ...changed }
}

function endingOf(report: JsonObject): Exclude<Ending, 'finished'> | null {
  return endings.find((ending) => ending === report['ending']) ?? null
}

const endings = ['runtime_error', 'compile_error', 'time_limit', 'memory_limit', 'output_limit'] as const

/** Deeper than any driver writes. */
const maxDepth = 4000

function split(
  output: string,
  nonce: string,
  onForged: () => void,
): { readonly stdout: string; readonly reports: readonly JsonObject[] } {
  const reports: JsonObject[] = []
  const mark = `\n@${nonce} `
  let stdout = ''
  let place = 0
  for (;;) {
    const start = output.indexOf(mark, place)
    if (start < 0) return { stdout: stdout + output.slice(place), reports }
    stdout += output.slice(place, start)
    const end = output.indexOf('\n', start + mark.length)
    const line = output.slice(start + mark.length, end < 0 ? undefined : end)
    const report = end < 0 || depthOf(line) > maxDepth ? null : parse(line)
    if (isObject(report ?? undefined)) reports.push(report as JsonObject)
    else onForged()
    if (end < 0) return { stdout, reports }
    place = end + 1
  }
}

function parse(line: string): Json {
  try {
    return JSON.parse(line) as Json
  } catch {
    return null
  }
}

/** How deep brackets nest, those in texts left out. */
function depthOf(json: string): number {
  let [depth, deepest, isInText] = [0, 0, false]
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i)
    if (isInText) {
      if (code === 0x5c) i++
      else if (code === 0x22) isInText = false
    } else if (code === 0x22) isInText = true
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (code === 0x5d || code === 0x7d) depth--
  }
  return deepest
}
