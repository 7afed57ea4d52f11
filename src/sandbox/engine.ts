// What runs candidates of one language family. An engine executes and observes; it knows no expected output and
// gives no verdict on an answer. The judge compares, outside.
import type { Json } from '../core/json.ts'
import type { Failure, SuspicionFlag } from './code-verdict.ts'
import type { Isolation } from './isolation.ts'
import type { Limits } from './limits.ts'

export const languages = ['python', 'javascript', 'typescript', 'cpp'] as const
export type Language = (typeof languages)[number]

/** Standards of C++, by the names that g++ and clang++ have for them. */
export const cppStandards = [
  'c++11', 'c++14', 'c++17', 'c++20', 'c++23', 'gnu++11', 'gnu++14', 'gnu++17', 'gnu++20', 'gnu++23',
] as const // prettier-ignore
export type CppStandard = (typeof cppStandards)[number]

/**
 * Data as it crosses between processes: JSON, in which an object with one key that begins with `$` is a tag for what
 * JSON cannot say. Only values of exact built-in types become plain; every other one is `$opaque`.
 *
 * | tag | value | tag | value |
 * |---|---|---|---|
 * | `$int` | an integer beyond ±2^53, in decimal | `$float` | `nan`, `inf`, `-inf`, or an integral Python float such as `3.0` |
 * | `$tuple` | its items | `$set`, `$frozenset` | its items, in any order |
 * | `$dict` | `[key, value]` pairs, where a key is no text or begins with `$` | `$bytes` | base64 |
 * | `$undefined` | `true` | `$complex` | `[real, imaginary]` |
 * | `$text` | UTF-16 code units of a text with lone surrogates | `$opaque` | the name of its type |
 * | `$nodes` | `{ type: 'ListNode' or 'TreeNode', values }`, level by level, null where a child is missing | | |
 */
export type PlainValue = Json

/** One call of the entry function. */
export interface Call {
  readonly args: readonly PlainValue[]
  /** Python only. */
  readonly kwargs?: Readonly<Record<string, PlainValue>>
}

interface JobBase {
  readonly language: Language
  /** The candidate's program, already cut out of the reply. */
  readonly source: string
  readonly limits: Limits
}

/** Runs the program once: text in, text out. */
export interface StdioJob extends JobBase {
  readonly kind: 'stdio'
  readonly stdin: string
  readonly args?: readonly string[]
  /** Files in the working directory: name to content. Names are plain file names. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  /** C++ only: what it is compiled by. Default: the newest that the compiler has, else C++17. */
  readonly standard?: CppStandard
}

/** Loads the program once, then calls its entry function again and again; `limits.timeMs` holds for each call. */
export interface CallsJob extends JobBase {
  readonly kind: 'calls'
  /** A function's name, `Solution().method`, or a method's name of a class `Solution`. */
  readonly entry: string
  readonly calls: readonly Call[]
  /** Run in the candidate's process before its source: imports and classes that the task's statement promises. */
  readonly preamble?: string
  /** Answers tell where a call changed its arguments. */
  readonly argumentsUnchanged?: boolean
  /**
   * Takes the answers one by one, so that nobody holds all of them. An engine that has them all at its end only may
   * leave it alone and give them as `Execution.answers`, as all do without one.
   */
  readonly sink?: AnswerSink
}

/** Stays on this side: nothing of it is told to a process with a candidate in it. */
export interface AnswerSink {
  /** The program is about to run. What a run before this one gave is void: the sandbox failed in it. */
  begin(): void
  /** Longest text that an answer worth reading has, in bytes; a longer one comes `unread`. */
  mostBytes(place: number): number
  /** Answers come in the order of the calls. False ends the run, whatever is left to be called. */
  take(answer: Answer, place: number): boolean
}

/**
 * Runs a trusted test script in a second process. There the candidate is a proxy: each call crosses as plain data.
 * `assert`: the script's own top-level statements run, and where it defines `check`, `check(candidate)`.
 * `pytest`: its `test_*` functions and methods run; `import solution` gives the proxy module.
 */
export interface ScriptJob extends JobBase {
  readonly kind: 'script'
  readonly style: 'assert' | 'pytest'
  readonly script: string
  /** What `candidate` is, as in `CallsJob`; besides, the script sees the candidate's global names as proxies. */
  readonly entry?: string
  /** Run before the candidate's source and before the script, in each one's own process. */
  readonly preamble?: string
  /** A call that changes what it is given fails. */
  readonly argumentsUnchanged?: boolean
}

export type EngineJob = StdioJob | CallsJob | ScriptJob

/** How a process, a call or a test ended. */
export type Ending = 'finished' | Failure

/** The outcome of one call. `value` is there where it finished. */
export interface Answer {
  readonly ending: Ending
  readonly value?: PlainValue
  /** It finished with a value whose text is longer than anybody wanted to read: its first characters stand here. */
  readonly unread?: string
  /** Bytes of its text, which count for all answers of a job together. */
  readonly bytes?: number
  /** The call changed what it was given; told where the job asks for it. */
  readonly argumentsChanged?: boolean
  /** Exception type and message, cut short; never shown to the candidate. */
  readonly message?: string
  readonly wallMs: number
}

/**
 * The outcome of one test of a script. `skipped` is one that the script leaves out, or expects to fail, before it has
 * asked anything of the program; one that it skips afterwards is `failed`.
 */
export interface ScriptTest {
  readonly id: string
  /** `failed`: an assertion did not hold. Otherwise what the candidate did. */
  readonly ending: 'passed' | 'failed' | 'skipped' | Failure
  readonly message?: string
  readonly wallMs: number
}

export interface Execution {
  /** How the candidate's process ended, whatever it had answered before. */
  readonly ending: Ending
  /** For people: exception and last line of its trace, or which limit. */
  readonly message?: string
  readonly exitCode: number | null
  /** Of a `StdioJob`: an exception that nobody caught ended it, not its own exit. Left out where that is not told. */
  readonly uncaught?: boolean
  /** Such as `SIGKILL`; null where it exited. */
  readonly signal: string | null
  /** Decoded as UTF-8; invalid bytes become U+FFFD. */
  readonly stdout: string
  readonly stderr: string
  readonly stdoutTruncated: boolean
  readonly stderrTruncated: boolean
  readonly wallMs: number
  /** Null where the engine cannot measure it. */
  readonly cpuMs: number | null
  readonly peakRssMb: number | null
  readonly flags: readonly SuspicionFlag[]
  /** Of a `CallsJob`: whether the program had loaded and its entry was found when it ended. Default: it had. */
  readonly loaded?: boolean
  /** Of a `CallsJob` whose sink was not used: one for each call that was reached, in order. Fewer than asked means that the process ended. */
  readonly answers?: readonly Answer[]
  /** Of a `ScriptJob`: one for each test. Where the script itself is at fault, `scriptFault` says so. */
  readonly tests?: readonly ScriptTest[]
  /** The script does not compile, defines no test, or never called the candidate: the tests are invalid. */
  readonly scriptFault?: string
  /** The preamble did not come to its end, before anything of the candidate's ran: the tests are invalid. */
  readonly preambleFault?: string
}

/** What an engine runs with and how it names itself in records. */
export interface Engine {
  readonly name: string
  readonly languages: readonly Language[]
  readonly isolation: Isolation
  /** The limits that are really enforced here. */
  readonly enforces: readonly (keyof Limits)[]
  /** Versions that a verdict can depend on, such as `{ python: '3.11.2' }`; part of the cache key. */
  readonly versions: Readonly<Record<string, string>>
  /**
   * Runs the job once; whether it is run again is the sandbox's to decide. Never rejects for what a candidate does.
   * Rejects with `SandboxFault` where the sandbox failed, with the signal's reason when aborted. Waits while all workers
   * are busy.
   */
  execute(job: EngineJob, signal?: AbortSignal): Promise<Execution>
  stats(): EngineStats
  /** Ends every process it started. Idempotent; jobs under way reject with `SandboxFault`. */
  close(): Promise<void>
}

export interface EngineStats {
  readonly workers: number
  readonly busy: number
  readonly queued: number
  readonly executed: number
  /** Workers started so far, beyond the first ones; each death is counted by its reason. */
  readonly respawned: number
  readonly deaths: Readonly<Record<string, number>>
}

/** The sandbox failed, not the candidate. Leads to `harness_error`, reward null, when no attempt is left. */
export class SandboxFault extends Error {
  readonly reason: FaultReason
  /** Another try is of no use. */
  readonly isFinal: boolean
  /** How long whoever failed asks to be left alone, in milliseconds. */
  readonly pauseMs: number
  /** What ran the program ended by itself, not by somebody's hand: the program may have brought that about. */
  readonly isSuspect: boolean

  constructor(
    reason: FaultReason,
    message: string,
    options: {
      readonly cause?: unknown
      readonly isFinal?: boolean
      readonly pauseMs?: number
      readonly isSuspect?: boolean
    } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'SandboxFault'
    this.reason = reason
    this.isFinal = options.isFinal ?? reason === 'closed'
    this.pauseMs = options.pauseMs ?? 0
    this.isSuspect = options.isSuspect ?? false
  }
}

export type FaultReason = 'worker-died' | 'protocol' | 'overloaded' | 'unavailable' | 'closed'
