import type { Execution } from './engine.ts'

/** An execution that nothing is known of yet. */
export const blankExecution: Execution = {
  ending: 'finished',
  exitCode: null,
  signal: null,
  stdout: '',
  stderr: '',
  stdoutTruncated: false,
  stderrTruncated: false,
  wallMs: 0,
  cpuMs: null,
  peakRssMb: null,
  flags: [],
}
