// The engine for JavaScript and TypeScript: a fresh V8 isolate for each candidate, in worker processes that are
// watched from outside and replaced when they die. (isolated-vm's own limits are not enough: see
// `docs/sandbox.md` for what they miss.)
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
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
import { maxSourceBytes, maxSuiteMs, type Limits } from '../limits.ts'
import { WorkerPool } from '../worker-pool.ts'
import { executionOf, failedExecution } from './execution.ts'
import type { CallsRequest, ScriptLanguage, StdioRequest, WorkerReport } from './protocol.ts'
import { runScriptJob, type ScriptOutcome } from './script-relay.ts'
import { watchRequest, type Watched } from './worker-watch.ts'

export interface JavaScriptEngineOptions {
  /** Jobs at once. A script job takes two workers. */
  readonly workers?: number
  /** Workers kept ready beyond those. Default 1. */
  readonly spares?: number
  /** Jobs that may wait before one more is refused. */
  readonly maxQueued?: number
  /** Wraps the worker's command line, such as by a launcher that makes a jail. It must keep descriptors 0, 2 and 3. */
  readonly command?: (command: string, args: readonly string[]) => { command: string; args: readonly string[] }
  /** Options of the worker's Node. Default `--no-node-snapshot`, which isolated-vm demands, and `--no-lazy`,
   * by which the prelude's functions come out of V8's code cache instead of being compiled in each isolate. */
  readonly execArgv?: readonly string[]
  /** What `command` makes of the worker. Default: what an isolate in a process of its own gives. */
  readonly isolation?: Isolation
  /** Whether a worker that somebody ended by SIGKILL was ended for its memory, such as by its control group. */
  readonly endedForMemory?: (pid: number) => boolean
}

const bareIsolation: Isolation = {
  level: 'L0',
  mechanisms: ['v8-isolate', 'separate-process', 'outside-watchdog'],
  missing: [
    'the worker processes run without namespaces, a system call filter and a control group: whoever breaks out of V8 has the rights of this user',
  ],
}

const graceMs = 300
const startTimeoutMs = 15_000
const maxAttempts = 3
const recycleRssMb = 256

export async function openJavaScriptEngine(options: JavaScriptEngineOptions = {}): Promise<Engine> {
  const engine = new JavaScriptEngine(options)
  try {
    await engine.warmUp()
  } catch (thrown) {
    await engine.close()
    throw thrown
  }
  return engine
}

class JavaScriptEngine implements Engine {
  readonly name = 'isolated-vm'
  readonly languages: readonly Language[] = ['javascript', 'typescript']
  readonly isolation: Isolation
  readonly enforces: readonly (keyof Limits)[] = ['timeMs', 'memoryMb', 'outputBytes', 'processes']
  readonly versions: Readonly<Record<string, string>> = { node: process.versions.node, v8: process.versions.v8 }
  readonly #pool: WorkerPool
  readonly #endedForMemory: ((pid: number) => boolean) | undefined

  constructor(options: JavaScriptEngineOptions) {
    // A script job needs two.
    const workers = Math.max(2, options.workers ?? 2)
    this.isolation = options.isolation ?? bareIsolation
    this.#endedForMemory = options.endedForMemory
    this.#pool = new WorkerPool({
      name: 'JavaScript',
      spawn: () => spawnWorker(options),
      size: workers,
      spares: options.spares ?? 1,
      startTimeoutMs,
      maxRequests: 500,
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
    for (let attempt = 1; ; attempt++) {
      if (job.kind === 'script') {
        const outcome = await this.#runScript(job, signal)
        if (outcome.kind === 'done') return outcome.execution
        if (outcome.reason === 'closed' || attempt === maxAttempts)
          throw new SandboxFault(outcome.reason, outcome.message)
        continue
      }
      const { watched, answers } = await this.#runOnce(requestOf(job), signal)
      if (watched.kind === 'answered') {
        return executionOf(job, watched.report as unknown as WorkerReport, answers)
      }
      if (watched.kind === 'ended') {
        return {
          ...failedExecution(watched.ending, watched.message),
          exitCode: watched.exitCode,
          signal: watched.signal,
          peakRssMb: watched.peakRssMb,
          ...(job.kind === 'calls' ? { answers } : {}),
        }
      }
      if (watched.reason === 'closed' || attempt === maxAttempts)
        throw new SandboxFault(watched.reason, watched.message)
    }
  }

  stats(): EngineStats {
    return this.#pool.stats()
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  async #runScript(job: ScriptJob, signal?: AbortSignal): Promise<ScriptOutcome> {
    const lease = await this.#pool.lease(2, signal)
    const [candidate, tester] = lease.workers
    let worn = true
    try {
      const watch = { graceMs, signal, endedForMemory: this.#endedForMemory }
      const outcome = await runScriptJob(job, { candidate: candidate!, tester: tester! }, watch)
      worn = outcome.kind !== 'done' || outcome.worn
      return outcome
    } finally {
      lease.release(worn)
    }
  }

  async #runOnce(
    request: CallsRequest | StdioRequest,
    signal?: AbortSignal,
  ): Promise<{ watched: Watched; answers: Answer[] }> {
    const { limits } = request
    const steps = request.kind === 'calls' ? request.calls.length + 1 : 1
    const lease = await this.#pool.lease(1, signal)
    const answers: Answer[] = []
    let worn = true
    try {
      const watched = await watchRequest(lease.workers[0]!, request as never, {
        limits,
        totalMs: Math.min(steps * limits.timeMs, Math.max(maxSuiteMs, limits.timeMs)),
        graceMs,
        signal,
        endedForMemory: this.#endedForMemory,
        onNotice: (notice) => {
          if (notice['notice'] === 'answer') answers.push(notice['answer'] as never)
        },
      })
      if (watched.kind === 'answered') {
        const report = watched.report as unknown as WorkerReport
        if (report.answer) answers.push(report.answer)
        worn = report.worn || report.rssMb > recycleRssMb
      }
      return { watched, answers }
    } finally {
      lease.release(worn)
    }
  }
}

function requestOf(job: CallsJob | StdioJob): CallsRequest | StdioRequest {
  const language = job.language as ScriptLanguage
  const { source, limits } = job
  switch (job.kind) {
    case 'calls': {
      const { entry, calls, preamble } = job
      return { kind: 'calls', language, source, limits, entry, calls, ...(preamble === undefined ? {} : { preamble }) }
    }
    case 'stdio': {
      const files = Object.fromEntries(
        Object.entries(job.files ?? {}).map(([name, content]) => [name, Buffer.from(content).toString('base64')]),
      )
      return { kind: 'stdio', language, source, limits, stdin: job.stdin, args: job.args ?? [], files }
    }
  }
}

function spawnWorker(options: JavaScriptEngineOptions): ChildProcess {
  const { execArgv = ['--no-node-snapshot', '--no-lazy'] } = options
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const file = fileURLToPath(new URL(`./javascript-worker.${extension}`, import.meta.url))
  const wrap = options.command ?? ((command, args) => ({ command, args }))
  const { command, args } = wrap(process.execPath, [...execArgv, '--disable-warning=ExperimentalWarning', file])
  return spawn(command, args, { env: {}, stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
}
