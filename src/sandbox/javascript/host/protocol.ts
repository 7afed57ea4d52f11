// What the engine and its worker say to each other, besides the frames' own format.
import type { Json } from '../../../core/json.ts'
import type { Call, Ending, ScriptTest } from '../../engine.ts'
import type { Limits } from '../../limits.ts'
import type { Patch } from '../realm/candidate/kept-objects.ts'
import type { ProxyUse } from '../realm/tester/answers.ts'

export type ScriptLanguage = 'javascript' | 'typescript'

export interface CallsRequest {
  readonly kind: 'calls'
  readonly language: ScriptLanguage
  readonly source: string
  readonly preamble?: string
  readonly entry: string
  readonly calls: readonly Call[]
  /** Answers tell where a call changed its arguments. */
  readonly argumentsUnchanged?: boolean
  readonly limits: Limits
}

export interface StdioRequest {
  readonly kind: 'stdio'
  readonly language: ScriptLanguage
  readonly source: string
  readonly stdin: string
  readonly args: readonly string[]
  /** Name to content in base64. */
  readonly files: Readonly<Record<string, string>>
  readonly limits: Limits
}

/** Loads the candidate of a script job and keeps it. Answered by a report with `names`. */
export interface OpenRequest {
  readonly kind: 'open'
  readonly language: ScriptLanguage
  readonly source: string
  readonly preamble?: string
  readonly entry?: string
  /** Names of the language that the candidate may define anew for the script. */
  readonly names: readonly string[]
  readonly limits: Limits
}

/** Answered by `{ answer, usedMs }`, with a report where the candidate is over. */
export interface UseRequest {
  readonly kind: 'use'
  readonly use: ProxyUse
  readonly args: Json
  readonly patches: readonly Patch[]
  readonly timeMs: number
}

/**
 * Not a request: what the test script answers while a use is under way that calls a function of its own. The worker asks
 * by the notice `{ notice: 'callback', answer }`.
 */
export interface CalledBackMessage {
  readonly kind: 'calledBack'
  readonly use: ProxyUse
  readonly args: Json
  readonly patches: readonly Patch[]
}

/** Answered by a report. */
export interface CloseRequest {
  readonly kind: 'close'
}

/** The candidate's entry, and the names of the language that it defines itself. */
export interface CandidateNames {
  readonly entry: number | null
  readonly own: readonly string[]
}

/**
 * Runs the test script. Its notices `{ notice: 'use', ownMs, use, args, patches }` are answered by `AnswerMessage`;
 * `ownMs` is the script's own time since the last answer.
 */
export interface TesterRequest {
  readonly kind: 'tester'
  readonly language: ScriptLanguage
  readonly script: string
  readonly preamble?: string
  readonly names: CandidateNames
  readonly limits: Limits
  readonly testerMs: number
}

/** Looks at a script before anything runs. Answered by a `TesterReport` with `fault` or `lacking`, or with neither. */
export interface LookRequest {
  readonly kind: 'look'
  readonly language: ScriptLanguage
  readonly script: string
}

/** Not a request: what the candidate answered to a use. */
export interface AnswerMessage {
  readonly kind: 'answer'
  readonly answer: Json
}

/** Not a request: the answers that came are enough, so that a calls job may end. */
export interface EnoughMessage {
  readonly kind: 'enough'
}

/** `fault`: the script is no program. `lacking`: it cannot judge any program. `failure`: it was ended. */
export interface TesterReport {
  readonly fault?: string
  readonly lacking?: string
  readonly tester?: {
    readonly results: readonly ScriptTest[]
    /** What the script passes that cannot cross; else empty. */
    readonly unplain: string
    readonly isDone: boolean
    /** Whether an object of the candidate's was asked what only data answers. */
    readonly asked: boolean
  } | null
  readonly failure?: { readonly ending: Exclude<Ending, 'finished'>; readonly message: string }
}

export type WorkerRequest =
  | CallsRequest
  | StdioRequest
  | OpenRequest
  | UseRequest
  | CloseRequest
  | LookRequest
  | TesterRequest

/**
 * The last frame of a job. Before it come notices: `{ notice: 'answer', wallMs }` for each call, with the answer's text
 * attached (`Answer` without `wallMs`), and `{ notice: 'alive' }` where a new time limit begins.
 */
export interface WorkerReport {
  readonly ending: Ending
  readonly message?: string
  readonly exitCode: number | null
  /** Of a stdio job: an exception that nobody caught ended it. */
  readonly uncaught?: boolean
  /** The preamble failed, so that nothing of the candidate's ran. */
  readonly preambleFault?: string
  /** What the isolate said of itself; null where it could not be asked any more. */
  readonly state: IsolateState | null
  readonly wallMs: number
  readonly cpuMs: number
  readonly rssMb: number
  /** The process is not fit for another job. */
  readonly worn: boolean
}

export interface IsolateState {
  readonly stdout: string
  readonly stderr: string
  readonly stdoutTruncated: boolean
  readonly stderrTruncated: boolean
  readonly sawOpaque: boolean
  readonly probed?: boolean
}
