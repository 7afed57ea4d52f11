// How a run that did not end well looks in protocols that know exit codes and signals only.
import { constants } from 'node:os'
import type { RunResult } from '../../sandbox/sandbox.ts'
import { RequestFault } from '../http/request-fault.ts'

/** Where the sandbox has no room, callers are to come back; anything else is told in the protocol's own words. */
export function refuseOverload({ fault, message }: Pick<RunResult, 'fault' | 'message'>): void {
  if (fault === 'overloaded') throw new RequestFault(503, `harness_error: ${message ?? 'overloaded'}`)
}

/** The verdict in front of its words, for the `message` fields that peers fill freely; our clients read it back. */
export function failureText({ verdict, message }: RunResult): string {
  return message === undefined || message === '' ? verdict : `${verdict}: ${message}`
}

/** What went to standard error; where nothing did, what the sandbox says of the end. */
export function stderrOf({ verdict, message, stderr }: RunResult): string {
  return stderr === '' && verdict !== 'accepted' ? `${message ?? verdict}\n` : stderr
}

/** As a parent in Python sees it: the exit code, or the signal's number below zero; never 0 unless accepted. */
export function returnCode({ verdict, exitCode, signal }: RunResult): number {
  if (verdict === 'memory_limit' || verdict === 'output_limit') return -constants.signals.SIGKILL
  if (signal !== null) return -(constants.signals[signal as NodeJS.Signals] ?? constants.signals.SIGKILL)
  return verdict === 'accepted' ? 0 : exitCode || 1
}
