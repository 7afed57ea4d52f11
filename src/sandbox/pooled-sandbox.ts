// A `Sandbox` over engines: it finds the engine of a language, judges, shares identical submissions, tries again
// where the sandbox failed, and counts.
import { hash } from 'node:crypto'
import { describeError, RlvrError } from '../core/errors.ts'
import { blankExecution } from './blank-execution.ts'
import type { CodeVerdict } from './code-verdict.ts'
import { SandboxFault, type Engine, type EngineJob, type Execution, type FaultReason, type Language } from './engine.ts'
import { inputFault } from './input-fault.ts'
import type { Isolation } from './isolation.ts'
import { judgeProgram, unrun, type Opinion } from './judge/judge.ts'
import { checkLimits, defaultLimits, type Limits } from './limits.ts'
import { defaultRetryPolicy, retryFaults, type RetryPolicy } from './retry-faults.ts'
import type { JudgeJob, JudgeResult, RunJob, RunResult, Sandbox, SandboxStats } from './sandbox.ts'
import { SingleFlight } from './single-flight.ts'

export interface PooledSandboxOptions {
  readonly languages: readonly Language[]
  /** Starts the engine of a language at the first call, and gives the same one ever after. */
  readonly engineOf: (language: Language) => Promise<Engine>
  /** Engines that were started so far. */
  readonly started: () => readonly Engine[]
  readonly limits: Partial<Limits>
  /** Finished judgements kept for identical submissions; 0 keeps none. */
  readonly cacheEntries: number
  readonly retry?: Partial<RetryPolicy>
}

/** Verdicts that the same program earns again; those that hang on the machine's speed or memory are judged anew. */
const repeatable: readonly CodeVerdict[] = ['accepted', 'wrong_answer', 'runtime_error', 'compile_error', 'no_code']

export class PooledSandbox implements Sandbox {
  readonly languages: readonly Language[]
  readonly #options: PooledSandboxOptions
  readonly #limits: Limits
  readonly #judgements: SingleFlight<JudgeResult>
  readonly #counts = { judged: 0, cacheHits: 0, retries: 0, harnessErrors: 0, testsInvalid: 0 }
  #closed = false

  constructor(options: PooledSandboxOptions) {
    this.languages = options.languages
    this.#options = options
    this.#limits = checkLimits(options.limits)
    this.#judgements = new SingleFlight(options.cacheEntries, ({ verdict }) => repeatable.includes(verdict))
  }

  async isolation(language: Language): Promise<Isolation> {
    return (await this.#engineOf(language)).isolation
  }

  async judge(job: JudgeJob, options: { signal?: AbortSignal } = {}): Promise<JudgeResult> {
    const { result, fresh } = await this.#shared(job, options.signal)
    this.#counts.judged++
    if (!fresh) this.#counts.cacheHits++
    if (result.verdict === 'harness_error') this.#counts.harnessErrors++
    if (result.verdict === 'tests_invalid') this.#counts.testsInvalid++
    return fresh ? result : { ...result, cached: true }
  }

  async run(job: RunJob, options: { signal?: AbortSignal } = {}): Promise<RunResult> {
    const limits = checkLimits({ ...this.#limits, ...job.limits })
    const fault = inputFault(job)
    if (fault !== null) throw new RlvrError('RLVR_SANDBOX', fault)
    const { language, source, stdin = '', args, files } = job
    const where = new Whereabouts()
    try {
      const execution = await this.#execute(
        { kind: 'stdio', language, source, stdin, limits, ...(args && { args }), ...(files && { files }) },
        where,
        options.signal,
      )
      return { ...runResult(execution), ...where.told() }
    } catch (thrown) {
      options.signal?.throwIfAborted()
      if (RlvrError.isInstance(thrown)) throw thrown
      this.#counts.harnessErrors++
      return { ...faultyRun(describeError(thrown)), ...faultOf(thrown), ...where.told() }
    }
  }

  stats(): SandboxStats {
    const started = this.#options.started()
    return {
      engines: Object.fromEntries(started.map((engine) => [engine.name, engine.stats()])),
      versions: Object.fromEntries(started.flatMap(({ versions }) => Object.entries(versions))),
      ...this.#counts,
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#options.started().map((engine) => engine.close()))
  }

  async #shared(job: JudgeJob, signal?: AbortSignal): Promise<{ result: JudgeResult; fresh: boolean }> {
    let text: string
    try {
      text = JSON.stringify([job.language, job.source, job.tests])
    } catch (thrown) {
      const opinion = unrun('tests_invalid', null, `The tests are no JSON: ${describeError(thrown)}.`)
      return { result: { ...opinion, ...new Whereabouts().told(), cached: false }, fresh: true }
    }
    const key = hash('sha256', text, 'base64')
    return await this.#judgements.do(key, (all) => this.#judge(job, all), signal)
  }

  async #judge(job: JudgeJob, signal: AbortSignal): Promise<JudgeResult> {
    const where = new Whereabouts()
    let opinion: Opinion
    try {
      opinion = await judgeProgram(job, this.#limits, (part) => this.#execute(part, where, signal))
    } catch (thrown) {
      signal.throwIfAborted()
      // Whatever failed, it was not the candidate.
      opinion = { ...unrun('harness_error', null, describeError(thrown)), ...faultOf(thrown) }
    }
    return { ...opinion, ...where.told(), cached: false }
  }

  async #execute(job: EngineJob, where: Whereabouts, signal?: AbortSignal): Promise<Execution> {
    const engine = await this.#engineOf(job.language)
    where.enter(engine)
    const work = (): Promise<Execution> => engine.execute(job, signal)
    try {
      return await retryFaults(work, {
        policy: { ...defaultRetryPolicy, ...this.#options.retry },
        onRetry: () => (this.#counts.retries++, where.again()),
        signal,
      })
    } catch (thrown) {
      if (!(thrown instanceof SandboxFault) || !thrown.isSuspect || !(await runsOthers(engine, job, signal)))
        throw thrown
      const message = `it ends whatever runs it, and another program runs there: ${thrown.message}`
      return { ...blankExecution, ending: 'runtime_error', message: message.slice(0, 1000) }
    }
  }

  #engineOf(language: Language): Promise<Engine> {
    if (this.#closed) throw new SandboxFault('closed', 'The sandbox is closed.')
    if (!this.languages.includes(language)) {
      throw new RlvrError(
        'RLVR_SANDBOX',
        `This sandbox does not run ${language}. It runs ${this.languages.join(', ') || 'nothing'}.`,
      )
    }
    return this.#options.engineOf(language)
  }
}

/** Programs that do nothing, by language. */
const nothing: { readonly [language in Language]: string } = {
  python: 'pass',
  javascript: ';',
  typescript: ';',
  cpp: 'int main() {}',
}

/** Whether another program comes to its end where this one ended what ran it: then no machine is to blame. */
async function runsOthers(engine: Engine, { language }: EngineJob, signal?: AbortSignal): Promise<boolean> {
  try {
    const control = { kind: 'stdio', language, source: nothing[language], stdin: '', limits: defaultLimits } as const
    return (await engine.execute(control, signal)).ending === 'finished'
  } catch {
    return false
  }
}

/** Where a job ran, and how often: the weakest isolation of all its parts counts. */
class Whereabouts {
  #engine: Engine | null = null
  #attempts = 1

  enter(engine: Engine): void {
    this.#engine ??= engine
  }

  again(): void {
    this.#attempts++
  }

  told(): Pick<JudgeResult, 'isolation' | 'engine' | 'attempts'> {
    return {
      isolation: this.#engine?.isolation.level ?? 'unsafe',
      engine: this.#engine?.name ?? 'none',
      attempts: this.#attempts,
    }
  }
}

function faultOf(thrown: unknown): { readonly fault?: FaultReason } {
  return thrown instanceof SandboxFault ? { fault: thrown.reason } : {}
}

type WhatRan = Omit<RunResult, 'isolation' | 'engine' | 'attempts'>

function runResult(execution: Execution): WhatRan {
  const { ending, message, exitCode, stdoutTruncated, stderrTruncated } = execution
  const failedExit = ending === 'finished' && exitCode !== 0
  const words = message ?? (failedExit ? `exit code ${exitCode}` : undefined)
  return {
    verdict: failedExit ? 'runtime_error' : ending === 'finished' ? 'accepted' : ending,
    ...(words !== undefined && { message: words }),
    exitCode,
    signal: execution.signal,
    stdout: execution.stdout,
    stderr: execution.stderr,
    truncated: { stdout: stdoutTruncated, stderr: stderrTruncated },
    wallMs: execution.wallMs,
    cpuMs: execution.cpuMs,
    peakRssMb: execution.peakRssMb,
    flags: execution.flags,
  }
}

function faultyRun(message: string): WhatRan {
  return {
    verdict: 'harness_error',
    message,
    exitCode: null,
    signal: null,
    stdout: '',
    stderr: '',
    truncated: { stdout: false, stderr: false },
    wallMs: 0,
    cpuMs: null,
    peakRssMb: null,
    flags: [],
  }
}
