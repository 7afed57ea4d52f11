// How strongly a sandbox keeps a candidate apart from everything else. Chosen by a probe at start, told in every
// result, never lowered silently.
import { RlvrError } from '../core/errors.ts'

/**
 * From the weakest to the strongest:
 * - `unsafe`: a bare process; only on request;
 * - `L0`: a WebAssembly or V8 virtual machine in a process of its own that is killed at the limit;
 * - `L1`: besides, kernel limits and a separate process without privileges;
 * - `L2`: besides, namespaces (own file system, processes, network, IPC) and a system call filter;
 * - `L3`: besides, a control group that bounds memory and processes of the whole run.
 */
export const isolationLevels = ['unsafe', 'L0', 'L1', 'L2', 'L3'] as const

export type IsolationLevel = (typeof isolationLevels)[number]

/** What a probe found: the level, the mechanisms that were seen to work, and for each missing one why. */
export interface Isolation {
  readonly level: IsolationLevel
  /** Names of mechanisms in force, such as `pid-namespace`, `seccomp`, `memory-cgroup`. */
  readonly mechanisms: readonly string[]
  /** What would raise the level, in words for the person who runs the machine. Empty at the top. */
  readonly missing: readonly string[]
}

export function isAtLeast(level: IsolationLevel, minimum: IsolationLevel): boolean {
  return isolationLevels.indexOf(level) >= isolationLevels.indexOf(minimum)
}

/** Refuses to start below `minimum`, and says what is missing. */
export function requireIsolation(what: string, isolation: Isolation, minimum: IsolationLevel): void {
  if (isAtLeast(isolation.level, minimum)) return
  const missing = isolation.missing.length === 0 ? '' : ` Missing: ${isolation.missing.join('; ')}.`
  throw new RlvrError(
    'RLVR_SANDBOX',
    `${what} gives isolation ${isolation.level} on this machine, and ${minimum} is asked for.${missing} \`rlvr doctor\` shows what this machine can do; a lower \`minIsolation\` accepts less.`,
  )
}
