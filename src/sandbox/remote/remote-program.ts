// What remote sandboxes have in common, whatever their protocol: a program goes out, what became of it comes back.
import type { Json, JsonObject } from '../../core/json.ts'
import type { ProgramOutcome } from '../driver/call-program.ts'
import { SandboxFault, type Ending, type Language } from '../engine.ts'
import type { Limits } from '../limits.ts'

export interface RemoteProgram {
  readonly language: Language
  readonly source: string
  readonly stdin: string
  readonly args: readonly string[]
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly limits: Limits
  /** Of the whole run: several calls together may take longer than one. */
  readonly runMs: number
}

export interface RemoteProtocol {
  readonly name: string
  readonly path: string
  readonly languages: readonly Language[]
  /** The limits that its servers are known to enforce. */
  readonly enforces: readonly (keyof Limits)[]
  toRequest(program: RemoteProgram): JsonObject
  /** Throws `SandboxFault` for an answer that says nothing of the program. `elapsedMs` is the time since it was asked. */
  readResponse(body: JsonObject, program: RemoteProgram, elapsedMs: number): ProgramOutcome
}

/** The endings that our own server writes in front of its words, such as `memory_limit: 64 MiB`. */
export function endingIn(message: Json | undefined): Exclude<Ending, 'finished'> | null {
  const named = typeof message === 'string' ? /^([a-z_]+)(?::|$)/.exec(message)?.[1] : undefined
  return told.find((ending) => ending === named) ?? null
}

const told = ['runtime_error', 'compile_error', 'time_limit', 'memory_limit', 'output_limit'] as const

/** An answer of the wrong shape is of something else than the sandbox that was asked. */
export function wrongShape(what: string, body: Json | undefined): SandboxFault {
  return new SandboxFault('protocol', `${what}; the answer is ${JSON.stringify(body)?.slice(0, 300)}.`)
}
