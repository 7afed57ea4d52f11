// A worker's report as the engine's contract has it.
import { blankExecution } from '../blank-execution.ts'
import type { Execution } from '../engine.ts'
import type { Failure, SuspicionFlag } from '../code-verdict.ts'
import type { WorkerReport } from './host/protocol.ts'

export function executionOf(report: WorkerReport): Execution {
  const { state } = report
  const flags: SuspicionFlag[] = []
  if (state?.sawOpaque) flags.push('non_plain_result')
  if (state?.probed) flags.push('test_probe')
  return {
    // Of several endings the gravest is told.
    ending: state?.stdoutTruncated ? 'output_limit' : report.ending,
    ...(report.message === undefined ? {} : { message: report.message }),
    exitCode: report.exitCode,
    ...(report.uncaught === undefined ? {} : { uncaught: report.uncaught }),
    ...(report.preambleFault === undefined ? {} : { preambleFault: report.preambleFault }),
    signal: null,
    stdout: state?.stdout ?? '',
    stderr: state?.stderr ?? '',
    stdoutTruncated: state?.stdoutTruncated ?? false,
    stderrTruncated: state?.stderrTruncated ?? false,
    wallMs: report.wallMs,
    cpuMs: report.cpuMs,
    peakRssMb: report.rssMb,
    flags,
  }
}

/** An execution of which nothing is known but its end. */
export function failedExecution(ending: Failure, message: string): Execution {
  return { ...blankExecution, ending, message }
}
