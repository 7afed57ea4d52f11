// The sandbox as its users see it: run what a model wrote, or judge it against tests.
import type { CodeTests } from './code-tests.ts'
import type { CodeVerdict, SuspicionFlag } from './code-verdict.ts'
import type { EngineStats, FaultReason, Language } from './engine.ts'
import type { Isolation, IsolationLevel } from './isolation.ts'
import type { Limits } from './limits.ts'

export interface RunJob {
  readonly language: Language
  readonly source: string
  readonly stdin?: string
  readonly args?: readonly string[]
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly limits?: Partial<Limits>
}

export interface RunResult {
  /** `accepted`: it ran to its end and exited with 0. */
  readonly verdict: CodeVerdict
  readonly message?: string
  /** Of a `harness_error`: what of the sandbox failed. */
  readonly fault?: FaultReason
  readonly exitCode: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
  readonly truncated: { readonly stdout: boolean; readonly stderr: boolean }
  readonly wallMs: number
  readonly cpuMs: number | null
  readonly peakRssMb: number | null
  readonly flags: readonly SuspicionFlag[]
  readonly isolation: IsolationLevel
  readonly engine: string
  /** Times it was run because the sandbox failed, the last one included. */
  readonly attempts: number
}

export interface JudgeJob {
  readonly language: Language
  readonly source: string
  readonly tests: CodeTests
}

export interface TestResult {
  readonly id: string
  /** `skipped`: an earlier failure had decided already. */
  readonly verdict: CodeVerdict | 'skipped'
  /** Partial credit of a checker, in 0..1. */
  readonly score: number
  readonly wallMs: number
  readonly message?: string
}

export interface JudgeResult {
  readonly verdict: CodeVerdict
  /** In 0..1; null where nothing could be judged (`tests_invalid`, `harness_error`). */
  readonly reward: number | null
  /** What decided, for people. */
  readonly reason: string
  /** Of a `harness_error`: what of the sandbox failed. */
  readonly fault?: FaultReason
  readonly tests: readonly TestResult[]
  /** Tests that ran. */
  readonly executed: number
  readonly total: number
  readonly flags: readonly SuspicionFlag[]
  readonly isolation: IsolationLevel
  readonly engine: string
  readonly attempts: number
  /** Wall time of this judgement without the time it waited for a worker, in milliseconds. */
  readonly wallMs: number
  /** Whether an identical submission had been judged before. */
  readonly cached: boolean
}

export interface SandboxStats {
  readonly engines: Readonly<Record<string, EngineStats>>
  /** Of the engines that were started, by what each one names: a language or a part of its own. */
  readonly versions: Readonly<Record<string, string>>
  readonly judged: number
  readonly cacheHits: number
  readonly retries: number
  readonly harnessErrors: number
  readonly testsInvalid: number
}

/** Runs and judges untrusted programs. Neither method rejects for what a candidate does or for faulty tests. */
export interface Sandbox {
  readonly languages: readonly Language[]
  /** Starts the language's engine where it does not run yet. Rejects with `RLVR_SANDBOX` where it cannot start. */
  isolation(language: Language): Promise<Isolation>
  run(job: RunJob, options?: { signal?: AbortSignal }): Promise<RunResult>
  judge(job: JudgeJob, options?: { signal?: AbortSignal }): Promise<JudgeResult>
  stats(): SandboxStats
  /** Ends every process; jobs under way settle as `harness_error`. */
  close(): Promise<void>
}
