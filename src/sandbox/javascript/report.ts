// The last frame of a job, as text: what the isolate wrote of itself goes in as it is.
import type { Room, StepFailure } from './room.ts'

export interface ReportOptions {
  readonly failure: StepFailure | null
  readonly startedAt: number
  /** JSON of the last answer; empty where there is none. */
  readonly answers?: string
  readonly exitCode?: number | null
  readonly worn?: boolean
}

export function reportText(room: Room, options: ReportOptions): string {
  const {
    failure,
    startedAt,
    answers = '',

    worn = false,
  } = options
  const exitCode = options.exitCode ?? (failure === null ? 0 : failure.ending === 'runtime_error' ? 1 : null)
  const cpuMs = room.cpuMs
  const state = room.ask('state') as string | undefined
  return `{"ending":"${failure?.ending ?? 'finished'}",${
    failure === null ? '' : `"message":${JSON.stringify(failure.message)},`
  }"exitCode":${exitCode},"state":${state ?? null},${answers === '' ? '' : `"answer":${answers},`}"wallMs":${(
    performance.now() - startedAt
  ).toFixed(3)},"cpuMs":${cpuMs.toFixed(3)},"rssMb":${(process.memoryUsage.rss() / 2 ** 20).toFixed(1)},"worn":${
    worn || failure?.ending === 'memory_limit'
  }}`
}
