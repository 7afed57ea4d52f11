// Runs one request on a worker under an outside watchdog, and says how it ended. The engine inside the worker has
// limits of its own; some code of V8 cannot be interrupted by them, some grows past them, and some aborts the process.
import type { Json, JsonObject } from '../../core/json.ts'
import { startDeadline } from './deadline.ts'
import type { Attachment } from './frames.ts'
import type { Limits } from '../limits.ts'
import { watchMemory } from './watch-memory.ts'
import { isOwnEnd, WorkerDied, type RequestOptions, type WorkerProcess } from './worker-process.ts'

export type Watched =
  | {
      readonly kind: 'answered'
      readonly report: JsonObject
      readonly peakRssMb: number | null
      readonly isFilling: boolean
    }
  | ({ readonly kind: 'ended'; readonly ending: EndedBy; readonly message: string } & Death)
  /** The sandbox failed: somebody else ended the worker, or what it sent is no frame. */
  | ({
      readonly kind: 'fault'
      readonly reason: 'worker-died' | 'protocol' | 'closed'
      readonly message: string
      readonly isSuspect: boolean
    } & Death)

export type EndedBy = 'time_limit' | 'memory_limit' | 'output_limit'

interface Death {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly peakRssMb: number | null
}

export interface WatchOptions {
  readonly limits: Limits
  /** Longest the whole request may take, in milliseconds. */
  readonly totalMs: number
  /** How long past its limit the worker may take to say so itself. */
  readonly graceMs: number
  /** `isFilling` says whether memory is what its time would have gone to, on a machine with nothing else to do. */
  readonly onNotice?: (notice: JsonObject, attachment: Attachment | null, isFilling: () => boolean) => void
  readonly mostFrameBytes?: number
  readonly keeps?: RequestOptions['keeps']
  readonly signal?: AbortSignal | undefined
  /** Resident memory that the process had at the end of its last job, in MiB. */
  readonly beforeMb?: number | undefined
  /** The process that holds the isolate. Default: the worker. */
  readonly pidOf?: ((worker: WorkerProcess) => number) | undefined
}

/** Signals by which V8 ends a process whose memory is at its end; 128 + n where a launcher stands in between. */
const fatalSignals = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGSEGV', 'SIGBUS'])
const fatalExitCodes = new Set([132, 133, 134, 135, 139])
/** What a jail says of a command whose control group was full. */
const endedByKernel = 137

export async function watchRequest(worker: WorkerProcess, message: Json, options: WatchOptions): Promise<Watched> {
  const { limits, totalMs, graceMs, onNotice, mostFrameBytes, keeps, signal, pidOf, beforeMb } = options
  signal?.throwIfAborted()
  const step = startDeadline(limits.timeMs + graceMs, () => worker.kill('deadline'))
  const memory = watchMemory(
    limits.memoryMb,
    () => pidOf?.(worker) ?? worker.pid,
    () => worker.kill('memory'),
    beforeMb,
  )
  const isFilling = (): boolean => memory.isFilling(limits.timeMs)
  const request: RequestOptions = {
    signal,
    onNotice: (notice, attachment) => {
      step.refresh()
      onNotice?.(notice, attachment, isFilling)
    },
    ...(mostFrameBytes !== undefined && { mostFrameBytes }),
    ...(keeps !== undefined && { keeps }),
  }
  try {
    const report = await worker.request(message, totalMs + graceMs, request)
    return { kind: 'answered', report, peakRssMb: memory.peakRssMb(), isFilling: isFilling() }
  } catch (thrown) {
    if (!(thrown instanceof WorkerDied)) throw thrown
    if (thrown.reason === 'aborted') throw signal?.reason
    const death = { exitCode: thrown.exitCode, signal: thrown.signal, peakRssMb: memory.peakRssMb() }
    return { ...causeOf(thrown, memory.isFull() || isFilling()), ...death }
  } finally {
    step.cancel()
    memory.stop()
  }
}

type Cause =
  | { kind: 'ended'; ending: EndedBy; message: string }
  | { kind: 'fault'; reason: 'worker-died' | 'protocol' | 'closed'; message: string; isSuspect: boolean }

function causeOf(died: WorkerDied, isFull: boolean): Cause {
  switch (died.reason) {
    case 'deadline':
      if (isFull) return { kind: 'ended', ending: 'memory_limit', message: 'killed at the time limit, its memory full' }
      return { kind: 'ended', ending: 'time_limit', message: 'the process was killed at the time limit' }
    case 'memory':
      return { kind: 'ended', ending: 'memory_limit', message: 'the process was killed at the memory limit' }
    case 'output':
      return { kind: 'ended', ending: 'output_limit', message: 'it gave more than any answer may have' }
    case 'protocol':
      return { kind: 'fault', reason: 'protocol', message: died.message, isSuspect: true }
    case 'closed':
    case 'recycled':
      return { kind: 'fault', reason: 'closed', message: died.message, isSuspect: false }
    default: {
      const isFatal = died.signal === null ? fatalExitCodes.has(died.exitCode ?? 0) : fatalSignals.has(died.signal)
      if (isFatal) return { kind: 'ended', ending: 'memory_limit', message: 'the engine aborted: out of memory' }
      if (died.exitCode === endedByKernel) {
        return { kind: 'ended', ending: 'memory_limit', message: 'the kernel ended the process for its memory' }
      }
      return { kind: 'fault', reason: 'worker-died', message: died.message, isSuspect: isOwnEnd(died) }
    }
  }
}
