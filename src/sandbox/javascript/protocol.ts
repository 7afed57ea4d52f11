// What the engine and its worker say to each other, besides the frames' own format.
import type { Json } from '../../core/json.ts'
import type { Answer, Call, Ending, PlainValue, ScriptTest } from '../engine.ts'
import type { Limits } from '../limits.ts'
import type { RemoteUse } from './realm/tester.ts'

export type ScriptLanguage = 'javascript' | 'typescript'

export interface CallsRequest {
  readonly kind: 'calls'
  readonly language: ScriptLanguage
  readonly source: string
  readonly preamble?: string
  readonly entry: string
  readonly calls: readonly Call[]
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
  /** Names that the script mentions. */
  readonly names: readonly string[]
  readonly limits: Limits
}

/** Answered by `{ answer, usedMs }`, with a report where the candidate is over. */
export interface UseRequest {
  readonly kind: 'use'
  readonly use: RemoteUse
  readonly args: Json
  readonly timeMs: number
}

/** Answered by a report. */
export interface CloseRequest {
  readonly kind: 'close'
}

/** The functions of a candidate by number, its plain values, and its entry. */
export interface CandidateNames {
  readonly entry: number | null
  readonly functions: Readonly<Record<string, number>>
  readonly values: Readonly<Record<string, PlainValue>>
}

/** Runs the test script. Its notices `{ notice: 'use', use, args }` are answered by `AnswerMessage`. */
export interface TesterRequest {
  readonly kind: 'tester'
  readonly language: ScriptLanguage
  readonly script: string
  readonly preamble?: string
  readonly names: CandidateNames
  readonly limits: Limits
  readonly testerMs: number
}

/** Not a request: what the candidate answered to a use. */
export interface AnswerMessage {
  readonly kind: 'answer'
  readonly answer: Json
}

/** `fault`: the script is no program. `failure`: it was ended. */
export interface TesterReport {
  readonly fault?: string
  readonly tester?: {
    readonly results: readonly ScriptTest[]
    readonly uses: number
    /** Of a use whose arguments were no plain data; else empty. */
    readonly unplain: string
    readonly isDone: boolean
  } | null
  readonly failure?: { readonly ending: Exclude<Ending, 'finished'>; readonly message: string }
}

export type WorkerRequest = CallsRequest | StdioRequest | OpenRequest | UseRequest | CloseRequest | TesterRequest

/**
 * The last frame of a job. Before it come notices: `{ notice: 'answer', answer }` for each answered call, and
 * `{ notice: 'alive' }` where a new time limit begins.
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
  /** The last answer of a calls job; those before it came as notices. */
  readonly answer?: Answer
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
