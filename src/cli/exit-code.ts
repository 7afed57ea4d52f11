// What a command's end means to the shell: 0 done, 1 finished with errors or failed, 2 what was given cannot work,
// 130 interrupted.
import { CommanderError } from 'commander'
import { RlvrError } from '../core/errors.ts'

export const exitCode = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const

/** The exit code for whatever a command threw. */
export function exitCodeOf(thrown: unknown): number {
  // commander throws for `--help` and `--version` as well, with code 0.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCode.done : exitCode.usage
  if (!RlvrError.isInstance(thrown)) return exitCode.failed
  switch (thrown.code) {
    case 'RLVR_USAGE':
    case 'RLVR_UNKNOWN_NAME':
    case 'RLVR_TASK':
    case 'RLVR_DATA':
    case 'RLVR_ENVIRONMENT':
      return exitCode.usage
    case 'RLVR_INTERRUPTED':
      return exitCode.interrupted
    default:
      return exitCode.failed
  }
}

/** What to print for it: the message of an error of ours, the whole trace of one that nobody foresaw. */
export function errorText(thrown: unknown): string {
  if (RlvrError.isInstance(thrown)) return `rlvr: ${thrown.message}`
  if (thrown instanceof Error) return `rlvr: unexpected error: ${thrown.stack ?? thrown.message}${causeText(thrown)}`
  return `rlvr: unexpected error: ${String(thrown)}`
}

function causeText(error: Error): string {
  if (error.cause === undefined) return ''
  return `\ncaused by: ${error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : JSON.stringify(error.cause)}`
}
