// What the supervisor tells of a job, and what becomes of it. Texts that came out of a candidate's process stand in it
// as texts; they are parsed here, where a fault in them is a fact about the candidate and nothing else.
import type { Json, JsonObject } from '../../core/json.ts'
import { isTextDeeperThan } from '../../core/text-depth.ts'
import type { SuspicionFlag } from '../code-verdict.ts'
import type { Answer, CallsJob, Ending, Execution, ScriptTest } from '../engine.ts'
import type { Limits } from '../limits.ts'
import type { AnswerTaker } from '../take-answers.ts'
import type { Attachment } from '../worker/frames.ts'

/** One process as the supervisor saw it end. */
export interface ProcessEnd {
  readonly exitCode: number | null
  readonly signal: number | null
  /** `others`: something outside the sandbox did; the answer says nothing about the program. */
  readonly killedFor: 'time_limit' | 'output_limit' | 'memory_limit' | 'report' | 'over' | 'others' | null
  readonly forged: boolean
  readonly stdout: string
  readonly stderr: string
  readonly stdoutTruncated: boolean
  readonly stderrTruncated: boolean
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakKb: number
}

/** Its answers came before it, as notices. */
export interface AloneAnswer {
  /** The job's preamble is through. It is told before anything of the candidate's runs. */
  readonly prepared: boolean
  readonly loaded: boolean
  readonly done: boolean
  readonly endings: readonly string[]
  readonly run: ProcessEnd
}

export interface ScriptAnswer {
  /** What the tester told: kind, milliseconds since the one before, text. It is trusted. */
  readonly events: readonly (readonly [string, number, string])[]
  /** As of a process alone. */
  readonly prepared: boolean
  readonly done: boolean
  readonly endings: readonly string[]
  /** The candidate had ended before the tester was done. */
  readonly candidateFirst: boolean
  readonly run: ProcessEnd
  readonly tester: ProcessEnd
}

/** What each process printed is attached to the message, one after the other. */
export function withPrinted(message: JsonObject, attachment: Attachment | null): JsonObject {
  const bytes = attachment?.kept ?? Buffer.alloc(0)
  let at = 0
  const next = (length: number): string => bytes.toString('utf8', at, (at += length))
  const printed = (end: Json | undefined): Json => {
    const { stdoutBytes, stderrBytes, ...rest } = end as JsonObject
    return { ...rest, stdout: next(Number(stdoutBytes)), stderr: next(Number(stderrBytes)) }
  }
  const run = printed(message['run'])
  return { ...message, run, ...('tester' in message && { tester: printed(message['tester']) }) }
}

const signalNames: Readonly<Record<number, string>> = {
  1: 'SIGHUP', 2: 'SIGINT', 3: 'SIGQUIT', 4: 'SIGILL', 5: 'SIGTRAP', 6: 'SIGABRT', 7: 'SIGBUS', 8: 'SIGFPE',
  9: 'SIGKILL', 10: 'SIGUSR1', 11: 'SIGSEGV', 12: 'SIGUSR2', 13: 'SIGPIPE', 14: 'SIGALRM', 15: 'SIGTERM',
  24: 'SIGXCPU', 25: 'SIGXFSZ', 31: 'SIGSYS',
} // prettier-ignore

/** Nested deeper than the encoder ever writes. */
const maxDepth = 1000

/** A report's text as a JSON object; null where it is none that the driver could have written. */
export function parseReport(text: string): JsonObject | null {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    return null
  }
  return isObject(value) && !isTextDeeperThan(text, maxDepth) ? value : null
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export interface HowEnded {
  readonly ending: Ending
  /** An exception that nobody caught ended it. */
  readonly uncaught?: true
  readonly message?: string
}

/** How a candidate's process ended, from what was seen outside first and from what it told second. */
export function howEnded(end: ProcessEnd, endings: readonly string[], limits: Limits): HowEnded {
  if (end.killedFor === 'output_limit')
    return { ending: 'output_limit', message: `more than ${limits.outputBytes} bytes` }
  if (end.killedFor === 'memory_limit') return { ending: 'memory_limit', message: `more than ${limits.memoryMb} MiB` }
  if (end.killedFor === 'time_limit' || end.signal === 24) {
    return { ending: 'time_limit', message: `more than ${limits.timeMs} ms` }
  }
  if (end.killedFor === 'report') return { ending: 'runtime_error', message: 'wrote on the report descriptor' }
  const told = parseReport(endings[endings.length - 1] ?? '')
  if (typeof told?.['compile'] === 'string') return { ending: 'compile_error', message: told['compile'] }
  const exception = typeof told?.['exception'] === 'string' ? told['exception'] : null
  if (exception !== null && end.exitCode !== 0) {
    return { ending: told?.['memory'] === true ? 'memory_limit' : 'runtime_error', message: exception, uncaught: true }
  }
  if (end.signal !== null) return { ending: 'runtime_error', message: `ended by ${signalName(end.signal)}` }
  if (end.exitCode !== 0) {
    const lastLine = end.stderr.trimEnd().split('\n').at(-1)?.slice(0, 400)
    return { ending: 'runtime_error', message: `exit code ${end.exitCode}${lastLine ? `: ${lastLine}` : ''}` }
  }
  return { ending: 'finished' }
}

export function signalName(signal: number): string {
  return signalNames[signal] ?? `signal ${signal}`
}

/** Everything of an `Execution` that does not depend on the kind of job. */
export function executionOf(end: ProcessEnd, how: HowEnded, flags: Iterable<SuspicionFlag>): Execution {
  const all = new Set(flags)
  if (end.forged) all.add('report_forged')
  if (end.signal === 31) all.add('denied_syscall')
  return {
    ending: how.ending,
    ...(how.message === undefined ? {} : { message: how.message }),
    exitCode: end.exitCode,
    signal: end.signal === null ? null : signalName(end.signal),
    stdout: end.stdout,
    stderr: end.stderr,
    stdoutTruncated: end.stdoutTruncated,
    stderrTruncated: end.stderrTruncated,
    wallMs: end.wallMs,
    cpuMs: end.cpuMs,
    peakRssMb: end.peakKb / 1024,
    flags: [...all],
  }
}

export function stdioExecution(answer: AloneAnswer, limits: Limits): Execution {
  const how = howEnded(answer.run, answer.endings, limits)
  return { ...executionOf(answer.run, how, []), uncaught: how.uncaught === true }
}

/** `answers` took what came, and what they looked like stands in `flags`. */
export function callsExecution(
  told: AloneAnswer,
  { limits, calls }: CallsJob,
  { answers, flags }: { readonly answers: AnswerTaker; readonly flags: Set<SuspicionFlag> },
): Execution {
  const asked = calls.length
  let how: HowEnded = told.run.killedFor === 'over' ? { ending: 'finished' } : howEnded(told.run, told.endings, limits)
  if (answers.isEnough || (told.done && answers.taken === asked && how.ending === 'finished')) {
    return { ...executionOf(told.run, how, flags), ...answers.told }
  }
  if (how.ending === 'finished') {
    flags.add('exit_before_report')
    how = { ending: 'runtime_error', message: `exited with 0 after ${answers.taken} of ${asked} answers` }
  } else if (told.run.killedFor === null && told.run.signal === null && told.endings.length === 0) {
    flags.add('exit_before_report')
  }
  // The call under way is the one that ended it.
  if (told.loaded && answers.taken < asked && how.ending !== 'finished') {
    const { ending, message } = how
    answers.takeEnd({ ending, ...(message === undefined ? {} : { message }) }, told.run.wallMs)
  }
  return { ...executionOf(told.run, how, flags), ...answers.told }
}

/** An answer as its text has it; what is odd about it goes into `flags`. */
export function answerOf(text: string, wallMs: number, flags: Set<SuspicionFlag>): Answer {
  const told = parseReport(text)
  if (told && 'v' in told) {
    if (told['opaque'] === true) flags.add('non_plain_result')
    const changed = told['changed'] === true ? { argumentsChanged: true } : {}
    return { ending: 'finished', value: told['v'] as Json, wallMs, ...changed }
  }
  const message = typeof told?.['m'] === 'string' ? told['m'] : 'no report'
  const ending = told?.['e']
  if (told?.['exit'] === true) flags.add('exit_before_report')
  if (ending === 'runtime_error' || ending === 'memory_limit' || ending === 'output_limit') {
    return { ending, message, wallMs }
  }
  flags.add('report_forged')
  return { ending: 'runtime_error', message: 'the report was tampered with', wallMs }
}

export function scriptExecution(told: ScriptAnswer, limits: Limits): Execution {
  const flags = new Set<SuspicionFlag>()
  const seen = howEnded(told.run, told.endings, limits)
  // A candidate that was still serving when the script was through is ended then; that is no fault of its.
  const isLost = told.events.some(([kind, , text]) => kind === 'E' && parseReport(text)?.['ending'] === 'lost')
  const isThrough = told.done || told.events.some(([kind]) => kind === 'F')
  const isOver = isThrough && !told.candidateFirst && !isLost && told.run.killedFor === 'over'
  let how: HowEnded = isOver ? { ending: 'finished' } : seen
  if (!isOver && told.endings.length === 0 && (seen.ending === 'finished' || told.run.killedFor === 'over')) {
    flags.add('exit_before_report')
    how = { ending: 'runtime_error', message: 'ended before the tests were through' }
  }
  const tests: ScriptTest[] = []
  let scriptFault: string | undefined
  let underWay: string | null = null
  for (const [kind, wallMs, text] of told.events) {
    const body = parseReport(text) ?? {}
    if (body['opaque'] === true) flags.add('non_plain_result')
    if (body['changed'] === true) flags.add('arguments_changed')
    if (kind === 'F') scriptFault = wordOf(body['message'])
    else if (kind === 'B') underWay = wordOf(body['id'])
    else if (kind === 'E') {
      underWay = null
      tests.push(testOf(body, wallMs, how))
    }
  }
  if (!told.done && scriptFault === undefined) {
    if (how.ending === 'finished') how = { ending: 'runtime_error', message: 'the tests did not come to their end' }
    tests.push({
      id: underWay ?? 'load',
      ending: how.ending as Exclude<Ending, 'finished'>,
      ...(how.message === undefined ? {} : { message: how.message }),
      wallMs: told.tester.wallMs,
    })
  }
  return {
    ...executionOf(told.run, how, flags),
    tests,
    ...(scriptFault === undefined ? {} : { scriptFault }),
  }
}

function wordOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function testOf(body: JsonObject, wallMs: number, how: HowEnded): ScriptTest {
  const id = wordOf(body['id'])
  if (body['ending'] === 'lost') {
    const ending = how.ending === 'finished' ? 'runtime_error' : how.ending
    return { id, ending, message: how.message ?? 'the candidate was gone', wallMs }
  }
  const ending = body['ending'] as ScriptTest['ending']
  const message = body['message']
  return { id, ending, ...(typeof message === 'string' ? { message } : {}), wallMs }
}
