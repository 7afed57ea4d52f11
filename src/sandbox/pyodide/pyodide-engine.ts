// Python without a Python: CPython compiled to WebAssembly (the optional package `pyodide`), for machines where
// candidates cannot be jailed otherwise. Standard library only, several times slower than CPython; a fresh interpreter
// in a fresh process for each job.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describeError, RlvrError } from '../../core/errors.ts'
import {
  SandboxFault,
  type CallsJob,
  type Engine,
  type EngineJob,
  type EngineStats,
  type Execution,
  type Language,
  type StdioJob,
} from '../engine.ts'
import { blankExecution } from '../blank-execution.ts'
import type { Isolation } from '../isolation.ts'
import { watchRequest, type Watched } from '../worker/worker-watch.ts'
import { jobBytes, maxSourceBytes, maxStderrBytes, maxSuiteMs, type Limits } from '../limits.ts'
import { callProgram, readCalls } from '../driver/call-program.ts'
import { WorkerPool } from '../worker/worker-pool.ts'
import type { PyodideJob, PyodideReport } from './pyodide-protocol.ts'

export interface PyodideEngineOptions {
  /** Jobs at once. Default 2. */
  readonly workers?: number
  /** Interpreters kept ready beyond those; each takes about 200 MB. Default 1. */
  readonly spares?: number
  /** Jobs that may wait before one more is refused. */
  readonly maxQueued?: number
  /** Where the package is; default: as Node finds it. */
  readonly packagePath?: string
  /** Why the machine's own Python does not run instead, for the person who runs the machine. */
  readonly insteadOf?: string
}

function isolationOf({ insteadOf }: PyodideEngineOptions): Isolation {
  return {
    level: 'L0',
    mechanisms: ['wasm', 'separate-process', 'outside-watchdog', 'fresh-interpreter', 'node-permissions'],
    missing: [
      'candidates run in WebAssembly without namespaces, a system call filter and a control group: whoever breaks out of V8 has the rights of this user',
      ...(insteadOf === undefined ? [] : [`the machine's own Python in a jail: ${insteadOf}`]),
    ],
  }
}

/** It takes seconds of a processor, which a busy machine gives out over a minute. */
const startTimeoutMs = 120_000
/** A process with an interpreter that has run nothing; the candidate's own memory is bounded inside. */
const baselineMb = 400
/** Deep recursion of Python needs the machine's stack here; the usual bound of a process is 8 MB. */
const stackKb = 7000

/** Rejects with `RLVR_SANDBOX` where the package is missing or does not start. */
export async function openPyodideEngine(options: PyodideEngineOptions = {}): Promise<Engine> {
  const place = locate(options.packagePath)
  const snapshot = await makeSnapshot(place)
  const engine = new PyodideEngine(options, place, snapshot)
  try {
    await engine.warmUp()
    return engine
  } catch (thrown) {
    await engine.close()
    throw new RlvrError('RLVR_SANDBOX', `Python in WebAssembly does not start: ${describeError(thrown)}`, {
      cause: thrown,
    })
  }
}

class PyodideEngine implements Engine {
  readonly name = 'pyodide'
  readonly languages: readonly Language[] = ['python']
  readonly isolation: Isolation
  readonly enforces: readonly (keyof Limits)[] = ['timeMs', 'memoryMb', 'outputBytes', 'processes']
  #versions: Readonly<Record<string, string>> = {}
  readonly #pool: WorkerPool
  readonly #snapshot: number | null
  #isClosed = false

  constructor(options: PyodideEngineOptions, place: Place, snapshot: number | null) {
    const workers = options.workers ?? 2
    this.isolation = isolationOf(options)
    this.#snapshot = snapshot
    this.#pool = new WorkerPool({
      name: 'pyodide',
      spawn: () => spawnWorker(snapshot === null ? 'cold' : 'restore', place, snapshot),
      size: workers,
      spares: options.spares ?? 1,
      startTimeoutMs,
      maxRequests: 1,
      maxAgeMs: 24 * 3_600_000,
      maxQueued: options.maxQueued ?? 64 * workers,
    })
  }

  get versions(): Readonly<Record<string, string>> {
    return this.#versions
  }

  async warmUp(): Promise<void> {
    const lease = await this.#pool.lease(1)
    const version = lease.workers[0]?.greeting['version']
    if (typeof version === 'string') this.#versions = { python: version }
    lease.release()
  }

  async execute(job: EngineJob, signal?: AbortSignal): Promise<Execution> {
    if (Buffer.byteLength(job.source) > maxSourceBytes) {
      const message = `the source has more than ${maxSourceBytes} bytes`
      return {
        ...blankExecution,
        ending: 'compile_error',
        message,
        ...(job.kind === 'calls' && { loaded: false, answers: [] }),
      }
    }
    switch (job.kind) {
      case 'stdio':
        return await this.#run(job, job.limits.timeMs, signal)
      case 'calls':
        return await this.#calls(job, signal)
      case 'script':
        throw new SandboxFault(
          'unavailable',
          'pyodide runs no test scripts: they need a Python process of their own. Install python3, or write the tests as calls.',
          { isFinal: true },
        )
    }
  }

  stats(): EngineStats {
    return this.#pool.stats()
  }

  async close(): Promise<void> {
    await this.#pool.close()
    if (!this.#isClosed && this.#snapshot !== null) closeSync(this.#snapshot)
    this.#isClosed = true
  }

  async #calls(job: CallsJob, signal: AbortSignal | undefined): Promise<Execution> {
    const { program, nonce } = callProgram(job)
    if (program === null)
      throw new SandboxFault('unavailable', `pyodide does not run ${job.language}.`, { isFinal: true })
    const { limits, calls } = job
    const totalMs = Math.min(limits.timeMs * (calls.length + 1), Math.max(maxSuiteMs, limits.timeMs))
    // The reports of results go through the same output: each has its own cap, told inside.
    const reports = limits.outputBytes * (calls.length + 1) + 1000 * (calls.length + 4)
    const roomy = { ...limits, outputBytes: Math.min(reports, jobBytes(limits)) }
    const execution = await this.#run({ ...program, kind: 'stdio', limits: roomy }, totalMs, signal)
    const { stdout, ...read } = readCalls(execution, job, nonce)
    return { ...execution, ...read, stdout }
  }

  async #run(job: StdioJob, totalMs: number, signal: AbortSignal | undefined): Promise<Execution> {
    const lease = await this.#pool.lease(1, signal)
    const started = performance.now()
    const chunks: Buffer[] = []
    try {
      const watched = await watchRequest(lease.workers[0]!, requestOf(job) as never, {
        // Its watch of the process is for what happens outside of the interpreter.
        limits: { ...job.limits, memoryMb: job.limits.memoryMb + baselineMb },
        totalMs,
        graceMs: 0,
        signal,
        onNotice: ({ data }) => {
          if (typeof data === 'string') chunks.push(Buffer.from(data, 'base64'))
        },
      })
      const stdout = Buffer.concat(chunks).toString('utf8')
      return { ...executionOf(watched), stdout, wallMs: performance.now() - started }
    } finally {
      lease.release(true)
    }
  }
}

function executionOf(watched: Watched): Execution {
  if (watched.kind === 'fault') {
    throw new SandboxFault(watched.reason, watched.message, { isSuspect: watched.isSuspect })
  }
  if (watched.kind === 'ended') {
    const { ending, message, exitCode, signal, peakRssMb } = watched
    return { ...blankExecution, ending, message, exitCode, signal, peakRssMb }
  }
  const report = watched.report as unknown as PyodideReport
  const { code, compile, message, memory, stdoutTruncated, stderrTruncated, heapMb } = report
  const ending = stdoutTruncated
    ? 'output_limit'
    : compile !== undefined
      ? 'compile_error'
      : memory === true
        ? 'memory_limit'
        : code === 0
          ? 'finished'
          : 'runtime_error'
  const words = compile ?? message
  return {
    ...blankExecution,
    ending,
    ...(words !== undefined && { message: words }),
    exitCode: code,
    uncaught: message !== undefined,
    stderr: Buffer.from(report.stderr, 'base64').toString('utf8'),
    stdoutTruncated,
    stderrTruncated,
    peakRssMb: heapMb,
  }
}

function requestOf({ source, stdin, args = [], files = {}, limits }: StdioJob): PyodideJob {
  const { memoryMb, outputBytes } = limits
  const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString('base64')
  return {
    source,
    stdin: base64(stdin),
    args,
    files: Object.fromEntries(Object.entries(files).map(([name, content]) => [name, base64(content)])),
    memoryMb,
    outputBytes,
    stderrBytes: maxStderrBytes,
  }
}

interface Place {
  readonly packageFolder: string
  readonly worker: string
  readonly program: string
  readonly readable: readonly string[]
}

function locate(given: string | undefined): Place {
  let packageFolder: string
  try {
    const file =
      given === undefined ? createRequire(import.meta.url).resolve('pyodide/pyodide.mjs') : join(given, 'pyodide.mjs')
    packageFolder = dirname(realpathSync(file))
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_SANDBOX',
      'Python in WebAssembly needs the optional package pyodide, which is not installed. `npm install pyodide@314.0.7` adds it.',
      { cause: thrown },
    )
  }
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = realpathSync(fileURLToPath(new URL(`pyodide-worker.${extension}`, import.meta.url)))
  const sandbox = dirname(dirname(worker))
  // Node looks for the nearest package.json above a module; between the sources and the build the depth differs.
  const manifests = [2, 3].map((depth) => join(sandbox, ...Array<string>(depth).fill('..'), 'package.json'))
  return {
    packageFolder,
    worker,
    program: realpathSync(fileURLToPath(new URL('main_program.py', import.meta.url))),
    readable: [packageFolder, sandbox, ...manifests],
  }
}

/** A descriptor of a file that has no name any more; null where snapshots do not work, and starts take longer. */
async function makeSnapshot(place: Place): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-pyodide-'))
  const descriptor = openSync(join(folder, 'snapshot'), 'wx+', 0o600)
  try {
    const maker = spawnWorker('snapshot', place, descriptor)
    maker.stderr?.resume()
    const late = setTimeout(() => maker.kill('SIGKILL'), startTimeoutMs)
    const [code] = (await once(maker, 'close')) as [number | null]
    clearTimeout(late)
    if (code === 0) return descriptor
  } catch {
    // As with another exit code: without a snapshot.
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  closeSync(descriptor)
  return null
}

function spawnWorker(mode: 'snapshot' | 'restore' | 'cold', place: Place, snapshot: number | null): ChildProcess {
  const node = [
    '--disable-warning=ExperimentalWarning',
    '--disallow-code-generation-from-strings',
    `--stack-size=${stackKb}`,
    '--permission',
    ...place.readable.map((path) => `--allow-fs-read=${path}`),
  ]
  const url = pathToFileURL(join(place.packageFolder, 'pyodide.mjs')).href
  return spawn(process.execPath, [...node, place.worker, mode, url, place.program], {
    env: {},
    stdio: ['pipe', 'ignore', 'pipe', 'pipe', snapshot ?? 'ignore'],
  })
}
