// What the engine and its worker say to each other, besides the frames' own format.
import type { Answer, Call, Ending } from '../engine.ts'
import type { Limits } from '../limits.ts'

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

export type WorkerRequest = CallsRequest | StdioRequest

/**
 * The last frame of a job. Before it come notices: `{ notice: 'answer', answer }` for each answered call, and
 * `{ notice: 'alive' }` where a new time limit begins.
 */
export interface WorkerReport {
  readonly ending: Ending
  readonly message?: string
  readonly exitCode: number | null
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
