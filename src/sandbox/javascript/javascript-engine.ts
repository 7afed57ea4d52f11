// The engine for JavaScript and TypeScript: a fresh V8 isolate for each candidate, in worker processes that are
// watched from outside and replaced when they die. (isolated-vm's own limits are not enough: see
// `docs/sandbox.md` for what they miss.)
import { describeError } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { blankExecution } from '../blank-execution.ts'
import {
  SandboxFault,
  type Answer,
  type CallsJob,
  type Engine,
  type EngineJob,
  type EngineStats,
  type Execution,
  type Language,
  type ScriptJob,
  type StdioJob,
} from '../engine.ts'
import type { Isolation } from '../isolation.ts'
import { openJail, type Jail } from '../jail/jail.ts'
import { maxSourceBytes, maxSuiteMs, toldBytes, type Limits } from '../limits.ts'
import { AnswerTaker } from '../take-answers.ts'
import { startDeadline, type Deadline } from '../worker/deadline.ts'
import type { WorkerProcess } from '../worker/worker-process.ts'
import { WorkerPool } from '../worker/worker-pool.ts'
import { fillCompileCache, type CompileCache } from './compile-cache.ts'
import { executionOf, failedExecution } from './execution.ts'
import type { CallsRequest, ScriptLanguage, StdioRequest, WorkerReport } from './host/protocol.ts'
import { runScriptJob, type ScriptOutcome } from './script-relay.ts'
import { startWorker, workerArgs } from './worker-command.ts'
import { watchRequest, type Watched } from '../worker/worker-watch.ts'

export interface JavaScriptEngineOptions {
  /** Jobs at once. A script job takes two workers. */
  readonly workers?: number
  /** Workers kept ready beyond those. Default 1. */
  readonly spares?: number
  /** Jobs that may wait before one more is refused. */
  readonly maxQueued?: number
  /** For the jail, which Python builds. Default `python3`; `null` for no jail. */
  readonly python?: string | null
  /** The Node of the workers. Default: this process's own. */
  readonly node?: string
}

const ownMechanisms = ['v8-isolate', 'separate-process', 'outside-watchdog']

const graceMs = 300
const startTimeoutMs = 15_000
const recycleRssMb = 256
/** For a worker to hear that the answers are enough; then it is ended. */
const enoughMs = 150
/** Of a report, beyond what the program printed. */
const reportBytes = 1 << 20

/** In the jail where there is one and a worker starts in it, else bare, and the engine's isolation says why. */
export async function openJavaScriptEngine(options: JavaScriptEngineOptions = {}): Promise<Engine> {
  const { python = 'python3', node = process.execPath } = options
  const [opened, cache] = await Promise.all([
    python === null ? { jail: null, whyNot: 'it was not asked for' } : openJail(python),
    fillCompileCache(node, workerArgs()),
  ])
  const means = { node, cache }
  try {
    if (opened.jail === null) return await startEngine(options, { ...means, ...opened })
    try {
      return await startEngine(options, { ...means, jail: opened.jail, whyNot: '' })
    } catch (thrown) {
      // Without the cache, which the engine that did not start has removed.
      return await startEngine(options, { node, cache: null, jail: null, whyNot: describeError(thrown) })
    }
  } catch (thrown) {
    await cache?.remove()
    throw thrown
  }
}

/** What workers are started with. */
interface Means {
  readonly node: string
  readonly cache: CompileCache | null
  readonly jail: Jail | null
  /** Why there is no jail. */
  readonly whyNot: string
}

async function startEngine(options: JavaScriptEngineOptions, means: Means): Promise<Engine> {
  const engine = new JavaScriptEngine(options, means)
  try {
    await engine.warmUp()
  } catch (thrown) {
    await engine.close()
    throw thrown
  }
  return engine
}

/** What an isolate in a process of its own gives, with or without a jail around that process. */
function isolationOf({ jail, whyNot }: Means): Isolation {
  if (jail !== null) return { ...jail.isolation, mechanisms: [...ownMechanisms, ...jail.isolation.mechanisms] }
  return {
    level: 'L0',
    mechanisms: ownMechanisms,
    missing: [
      `no namespaces, system call filter and control group around the worker processes, so whoever breaks out of V8 has the rights of this user: ${whyNot}`,
    ],
  }
}

class JavaScriptEngine implements Engine {
  readonly name = 'isolated-vm'
  readonly languages: readonly Language[] = ['javascript', 'typescript']
  readonly isolation: Isolation
  readonly enforces: readonly (keyof Limits)[] = ['timeMs', 'memoryMb', 'outputBytes', 'processes']
  readonly versions: Readonly<Record<string, string>> = { node: process.versions.node, v8: process.versions.v8 }
  readonly #pool: WorkerPool
  readonly #means: Means
  /** What each worker held when its last job was over: none of it is the next one's. */
  readonly #residentMb = new WeakMap<WorkerProcess, number>()

  constructor(options: JavaScriptEngineOptions, means: Means) {
    // A script job needs two.
    const workers = Math.max(2, options.workers ?? 2)
    this.isolation = isolationOf(means)
    this.#means = means
    const { jail, node, cache } = means
    this.#pool = new WorkerPool({
      name: 'JavaScript',
      spawn: () => startWorker({ jail, node, compileCache: cache }),
      size: workers,
      spares: options.spares ?? 1,
      startTimeoutMs,
      maxRequests: 20_000,
      maxAgeMs: 10 * 60_000,
      maxQueued: options.maxQueued ?? 4 * workers * 16,
    })
  }

  /** Waits until one worker is there, so that what keeps workers from starting shows here. */
  async warmUp(): Promise<void> {
    const lease = await this.#pool.lease(1)
    lease.release()
  }

  async execute(job: EngineJob, signal?: AbortSignal): Promise<Execution> {
    const bytes = Buffer.byteLength(job.source, 'utf8')
    if (bytes > maxSourceBytes) {
      return failedExecution('compile_error', `the source has ${bytes} bytes; at most ${maxSourceBytes}`)
    }
    if (job.kind === 'script') {
      const outcome = await this.#runScript(job, signal)
      if (outcome.kind === 'done') return outcome.execution
      throw new SandboxFault(outcome.reason, outcome.message, { isSuspect: outcome.isSuspect })
    }
    if (job.kind === 'stdio') return executionOfWatched(await this.#runOnce(requestOf(job), null, signal))
    let isFilling = (): boolean => false
    const answers = new AnswerTaker(job, (text, wallMs) => {
      const answer = { ...(JSON.parse(text) as Omit<Answer, 'wallMs'>), wallMs }
      return answer.ending === 'time_limit' && isFilling() ? { ...answer, ...filled } : answer
    })
    const onFilling = (asked: () => boolean): void => void (isFilling = asked)
    const watched = await this.#runOnce(requestOf(job), { answers, onFilling }, signal)
    // Ended by us, or about to be: whatever came of the other calls, nobody asks.
    const execution = answers.isEnough && watched.kind !== 'answered' ? blankExecution : executionOfWatched(watched)
    return { ...execution, ...answers.told }
  }

  stats(): EngineStats {
    return this.#pool.stats()
  }

  async close(): Promise<void> {
    await this.#pool.close()
    await Promise.all([this.#means.jail?.cleared(), this.#means.cache?.remove()])
  }

  /** The process that holds the isolate. */
  readonly #pidOf = ({ pid }: WorkerProcess): number => this.#means.jail?.commandPid(pid) ?? pid

  async #runScript(job: ScriptJob, signal?: AbortSignal): Promise<ScriptOutcome> {
    const lease = await this.#pool.lease(2, signal)
    const [candidate, tester] = lease.workers
    let worn = true
    try {
      const watch = { graceMs, signal, pidOf: this.#pidOf }
      const outcome = await runScriptJob(job, { candidate: candidate!, tester: tester! }, watch)
      worn = outcome.kind !== 'done' || outcome.worn
      return outcome
    } finally {
      lease.release(worn)
    }
  }

  async #runOnce(
    request: CallsRequest | StdioRequest,
    taking: { readonly answers: AnswerTaker; onFilling(isFilling: () => boolean): void } | null,
    signal?: AbortSignal,
  ): Promise<Watched> {
    const { limits } = request
    const answers = taking?.answers ?? null
    const steps = request.kind === 'calls' ? request.calls.length + 1 : 1
    const lease = await this.#pool.lease(1, signal)
    const worker = lease.workers[0]!
    let worn = true
    let end: Deadline | null = null
    try {
      const watched = await watchRequest(worker, request as never, {
        limits,
        totalMs: Math.min(steps * limits.timeMs, Math.max(maxSuiteMs, limits.timeMs)),
        graceMs,
        signal,
        pidOf: this.#pidOf,
        beforeMb: this.#residentMb.get(worker),
        mostFrameBytes: toldBytes(limits) + reportBytes,
        keeps: (notice, bytes) => (isAnswer(notice) && answers !== null ? answers.keeps(bytes) : bytes),
        onNotice: (notice, text, isFilling) => {
          taking?.onFilling(isFilling)
          if (!isAnswer(notice) || text === null || answers === null || answers.isEnough) return
          answers.takeText(text, Number(notice['wallMs']))
          if (!answers.isEnough) return
          worker.notify({ kind: 'enough' })
          end = startDeadline(enoughMs, () => worker.kill('recycled'))
        },
      })
      if (watched.kind === 'answered') {
        const report = watched.report as unknown as WorkerReport
        worn = report.worn || report.rssMb > recycleRssMb
        this.#residentMb.set(worker, report.rssMb)
      }
      return watched
    } finally {
      ;(end as Deadline | null)?.cancel()
      lease.release(worn)
    }
  }
}

function isAnswer(notice: Json): notice is JsonObject {
  return (notice as JsonObject)['notice'] === 'answer'
}

/** What a time limit is called where the program was about to have no memory left. */
const filled = { ending: 'memory_limit', message: 'its memory filled up to the time limit' } as const

function executionOfWatched(watched: Watched): Execution {
  if (watched.kind === 'answered') {
    const execution = executionOf(watched.report as unknown as WorkerReport)
    return execution.ending === 'time_limit' && watched.isFilling ? { ...execution, ...filled } : execution
  }
  if (watched.kind === 'fault') {
    throw new SandboxFault(watched.reason, watched.message, { isSuspect: watched.isSuspect })
  }
  const { ending, message, exitCode, signal, peakRssMb } = watched
  return { ...failedExecution(ending, message), exitCode, signal, peakRssMb }
}

function requestOf(job: CallsJob | StdioJob): CallsRequest | StdioRequest {
  const language = job.language as ScriptLanguage
  const { source, limits } = job
  switch (job.kind) {
    case 'calls': {
      const { entry, calls, preamble, argumentsUnchanged } = job
      const more = { ...(preamble !== undefined && { preamble }), ...(argumentsUnchanged && { argumentsUnchanged }) }
      return { kind: 'calls', language, source, limits, entry, calls, ...more }
    }
    case 'stdio': {
      const files = Object.fromEntries(
        Object.entries(job.files ?? {}).map(([name, content]) => [name, Buffer.from(content).toString('base64')]),
      )
      return { kind: 'stdio', language, source, limits, stdin: job.stdin, args: job.args ?? [], files }
    }
  }
}
