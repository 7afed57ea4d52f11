// An engine whose programs run on another machine. Programs of standard input and output go there as they are; calls go
// inside a driver program, which shares its process with the candidate: there is no second process on the other
// side, so it may reach whatever its machine gives that process. Expected values never go there. Scripts of assertions do not either: they are the tests.
import { describeError } from '../../core/errors.ts'
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
import type { Isolation, IsolationLevel } from '../isolation.ts'
import { maxStderrBytes, maxSuiteMs, type Limits } from '../limits.ts'
import type { ProgramOutcome } from '../driver/call-program.ts'
import { RemoteClient, type RemoteClientOptions } from './remote-client.ts'
import type { RemoteProgram, RemoteProtocol } from './remote-program.ts'
import { Slots } from './slots.ts'
import { withoutTypes } from './without-types.ts'

export interface RemoteEngineOptions extends RemoteClientOptions {
  /** Which languages to send there. Default: python, javascript and typescript. */
  readonly languages?: readonly Language[]
  /** What whoever runs that machine says of it; it cannot be probed from here. Default `L0`. */
  readonly isolation?: IsolationLevel
  /** Requests under way at once. Default 16. */
  readonly concurrency?: number
  /** Jobs that may wait for one of those. Default 4096. */
  readonly maxQueued?: number
  /** Longest run the server grants, in milliseconds. A run that takes longer is a fault of the sandbox. */
  readonly longestRunMs?: number
  /** How much longer than its run an answer may take: queues, compilers, the network. Default 30 s. */
  readonly graceMs?: number
}

/** For the interpreter of a driver to start. */
const startMs = 3000

export class RemoteEngine implements Engine {
  readonly name: string
  readonly languages: readonly Language[]
  readonly isolation: Isolation
  readonly enforces: readonly (keyof Limits)[]
  readonly versions: Readonly<Record<string, string>>
  readonly #protocol: RemoteProtocol
  readonly #options: RemoteEngineOptions
  readonly #client: RemoteClient
  readonly #slots: Slots
  readonly #closing = new AbortController()
  readonly #underWay = new Set<Promise<unknown>>()
  #executed = 0

  constructor(protocol: RemoteProtocol, options: RemoteEngineOptions) {
    this.#protocol = protocol
    this.#options = options
    this.#client = new RemoteClient(options)
    this.#slots = new Slots(options.concurrency ?? 16, options.maxQueued ?? 4096)
    this.name = protocol.name
    this.languages = options.languages ?? ['python', 'javascript', 'typescript']
    this.enforces = protocol.enforces
    this.versions = { [protocol.name]: new URL(this.#client.url).host }
    this.isolation = {
      level: options.isolation ?? 'L0',
      mechanisms: ['remote'],
      missing:
        options.isolation === undefined
          ? ['what the machine behind the URL does cannot be seen from here; say it with the option `isolation`']
          : [],
    }
  }

  async execute(job: EngineJob, signal?: AbortSignal): Promise<Execution> {
    if (this.#closing.signal.aborted) throw this.#closed()
    if (job.kind === 'script') {
      throw new SandboxFault(
        'unavailable',
        `${this.name} runs no test scripts: they need a second process beside the candidate's. Use the local sandbox for tests of the formats assert and pytest, or write them as calls.`,
        { isFinal: true },
      )
    }
    if (!this.languages.includes(job.language)) {
      throw new SandboxFault(
        'unavailable',
        `${this.name} is not set up for ${job.language}: ${this.languages.join(', ')}.`,
        { isFinal: true },
      )
    }
    if (job.kind === 'stdio' && job.standard !== undefined) {
      const words = `${this.name} compiles by the standard that its server chooses, not by ${job.standard}: leave \`standard\` out, or use the local sandbox.`
      throw new SandboxFault('unavailable', words, { isFinal: true })
    }
    if (job.kind === 'calls' && job.argumentsUnchanged === true && job.language !== 'python') {
      const words = `${this.name} does not see whether a call in ${job.language} changes its arguments: leave \`argumentsUnchanged\` out, or use the local sandbox.`
      throw new SandboxFault('unavailable', words, { isFinal: true })
    }
    const prepared = readable(job)
    if ('ending' in prepared) return prepared
    const stop = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal])
    const work = this.#slots.with(
      () => (prepared.kind === 'calls' ? this.#calls(prepared, stop) : this.#stdio(prepared, stop)),
      stop,
    )
    this.#underWay.add(work)
    try {
      return await work
    } catch (thrown) {
      signal?.throwIfAborted()
      if (this.#closing.signal.aborted) throw this.#closed()
      if (thrown instanceof SandboxFault) throw thrown
      throw new SandboxFault('protocol', `${this.name}: ${describeError(thrown)}`, { cause: thrown })
    } finally {
      this.#underWay.delete(work)
      this.#executed++
    }
  }

  stats(): EngineStats {
    const { taken, queued } = this.#slots
    const workers = this.#options.concurrency ?? 16
    return { workers, busy: taken, queued, executed: this.#executed, respawned: 0, deaths: {} }
  }

  async close(): Promise<void> {
    this.#closing.abort(this.#closed())
    await Promise.allSettled(this.#underWay)
  }

  async #stdio(job: StdioJob, signal: AbortSignal): Promise<Execution> {
    const { language, source, stdin, args = [], files = {}, limits } = job
    const outcome = await this.#run({ language, source, stdin, args, files, limits, runMs: limits.timeMs }, signal)
    return executionOf(outcome, limits)
  }

  async #calls(job: CallsJob, signal: AbortSignal): Promise<Execution> {
    // Programs of ours, loaded when one is sent.
    const { callProgram, readCalls } = await import('../driver/call-program.ts')
    const { program, nonce } = callProgram(job)
    if (program === null) {
      throw new SandboxFault('unavailable', `${this.name} calls no functions in ${job.language}; use standard input.`, {
        isFinal: true,
      })
    }
    const { limits, calls } = job
    const runMs = startMs + Math.min(maxSuiteMs, limits.timeMs * (calls.length + 1))
    const outcome = await this.#run({ ...program, args: [], files: {}, limits, runMs }, signal)
    const { stdout, ...read } = readCalls(outcome, job, nonce)
    return { ...executionOf({ ...outcome, stdout }, limits), ...read }
  }

  async #run(program: RemoteProgram, signal: AbortSignal): Promise<ProgramOutcome> {
    const { longestRunMs = Infinity, graceMs = 30_000 } = this.#options
    const runMs = Math.min(program.runMs, longestRunMs)
    const started = performance.now()
    const body = await this.#client.post({
      path: this.#protocol.path,
      body: this.#protocol.toRequest({ ...program, runMs }),
      requestMs: runMs + graceMs,
      maxBytes: 8 * program.limits.outputBytes + (16 << 20),
      signal,
    })
    const outcome = this.#protocol.readResponse(body, { ...program, runMs }, performance.now() - started)
    if (outcome.ending === 'time_limit' && runMs < program.runMs) {
      throw new SandboxFault(
        'unavailable',
        `The server grants ${runMs} ms, and ${program.runMs} are allowed: lower the limit \`timeMs\` or raise the server's.`,
        { isFinal: true },
      )
    }
    return outcome
  }

  #closed(): SandboxFault {
    return new SandboxFault('closed', `The ${this.name} engine is closed.`)
  }
}

type RemoteJob = StdioJob | CallsJob

/** TypeScript leaves as JavaScript: what servers do with it differs, and some refuse it for its types. */
function readable(job: RemoteJob): RemoteJob | Execution {
  if (job.language !== 'typescript') return job
  const stripped = withoutTypes(job.source)
  if ('code' in stripped) return { ...job, language: 'javascript', source: stripped.code }
  const outcome = {
    ending: 'compile_error' as const,
    message: stripped.fault,
    exitCode: 1,
    signal: null,
    stdout: '',
    stderr: `${stripped.fault}\n`,
    wallMs: 0,
    cpuMs: null,
    peakRssMb: null,
  }
  return { ...executionOf(outcome, job.limits), ...(job.kind === 'calls' && { loaded: false, answers: [] }) }
}

function executionOf(outcome: ProgramOutcome, limits: Limits): Execution {
  const stdout = cut(outcome.stdout, limits.outputBytes)
  const stderr = cut(outcome.stderr, maxStderrBytes)
  const isFlood = stdout.isCut && (outcome.ending === 'finished' || outcome.ending === 'runtime_error')
  return {
    ...outcome,
    ...(isFlood && { ending: 'output_limit', message: `more than ${limits.outputBytes} bytes of output` }),
    stdout: stdout.text,
    stderr: stderr.text,
    stdoutTruncated: stdout.isCut || outcome.ending === 'output_limit',
    stderrTruncated: stderr.isCut,
    flags: [],
  }
}

function cut(text: string, mostBytes: number): { readonly text: string; readonly isCut: boolean } {
  if (text.length * 3 <= mostBytes) return { text, isCut: false }
  const bytes = Buffer.from(text)
  if (bytes.length <= mostBytes) return { text, isCut: false }
  return { text: bytes.subarray(0, mostBytes).toString('utf8'), isCut: true }
}
