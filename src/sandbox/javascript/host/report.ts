// The last frame of a job, as text: what the isolate wrote of itself goes in as it is.
import { openSync, readSync } from 'node:fs'
import type { Room, StepFailure } from './room.ts'

export interface ReportOptions {
  readonly failure: StepFailure | null
  readonly startedAt: number
  readonly exitCode?: number | null
  /** Of a stdio job: an exception that nobody caught ended it. */
  readonly uncaught?: boolean
  readonly worn?: boolean
  /** The failure is that of the preamble. */
  readonly isPreamble?: boolean
}

const pageBytes = 4096
const text = Buffer.allocUnsafe(128)
/** Kept open: this is looked at after every job. */
let memoryFile: number | null | undefined

/** Resident memory of this process, in MiB. */
function residentMb(): number {
  if (memoryFile === undefined) memoryFile = openMemoryFile()
  if (memoryFile === null) return process.memoryUsage.rss() / 2 ** 20
  const length = readSync(memoryFile, text, 0, text.length, 0)
  return (Number(text.toString('latin1', 0, length).split(' ')[1]) * pageBytes) / 2 ** 20
}

function openMemoryFile(): number | null {
  try {
    return openSync('/proc/self/statm', 'r')
  } catch {
    return null
  }
}

export function reportText(room: Room, options: ReportOptions): string {
  const { failure, startedAt, worn = false, isPreamble = false } = options
  const exitCode = options.exitCode ?? (failure === null ? 0 : failure.ending === 'runtime_error' ? 1 : null)
  const cpuMs = room.cpuMs
  const state = room.ask('state') as string | undefined
  return `{"ending":"${failure?.ending ?? 'finished'}",${
    failure === null ? '' : `"message":${JSON.stringify(failure.message)},`
  }"exitCode":${exitCode},"state":${state ?? null},${
    options.uncaught === undefined ? '' : `"uncaught":${options.uncaught},`
  }${isPreamble && failure !== null ? `"preambleFault":${JSON.stringify(failure.message)},` : ''}"wallMs":${(
    performance.now() - startedAt
  ).toFixed(3)},"cpuMs":${cpuMs.toFixed(3)},"rssMb":${residentMb().toFixed(1)},"worn":${
    worn || failure?.ending === 'memory_limit'
  }}`
}
