// Runs one request on a worker under an outside watchdog, and says how it ended. The engine inside the worker has
// limits of its own; some code of V8 cannot be interrupted by them, some grows past them, and some aborts the process.
import { closeSync, openSync, readSync } from 'node:fs'
import type { Json, JsonObject } from '../../core/json.ts'
import { startDeadline } from './deadline.ts'
import type { Limits } from '../limits.ts'
import { WorkerDied, type RequestOptions, type WorkerProcess } from './worker-process.ts'

export type Watched =
  | { readonly kind: 'answered'; readonly report: JsonObject; readonly peakRssMb: number | null }
  | ({ readonly kind: 'ended'; readonly ending: EndedBy; readonly message: string } & Death)
  /** The sandbox failed: somebody else ended the worker, or what it sent is no frame. */
  | ({
      readonly kind: 'fault'
      readonly reason: 'worker-died' | 'protocol' | 'closed'
      readonly message: string
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
  readonly onNotice?: RequestOptions['onNotice']
  readonly mostFrameBytes?: number
  readonly keeps?: RequestOptions['keeps']
  readonly signal?: AbortSignal | undefined
  /** The process that holds the isolate. Default: the worker. */
  readonly pidOf?: ((worker: WorkerProcess) => number) | undefined
}

const pollMs = 5
/** Garbage that V8 has not given back, and copies of its collector, on top of the limit. */
const slackMb = 64
const slackFactor = 1.5
/** Signals by which V8 ends a process whose memory is at its end; 128 + n where a launcher stands in between. */
const fatalSignals = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGSEGV', 'SIGBUS'])
const fatalExitCodes = new Set([132, 133, 134, 135, 139])
/** What a jail says of a command whose control group was full. */
const endedByKernel = 137
const pageBytes = 4096

export async function watchRequest(worker: WorkerProcess, message: Json, options: WatchOptions): Promise<Watched> {
  const { limits, totalMs, graceMs, onNotice, mostFrameBytes, keeps, signal, pidOf } = options
  signal?.throwIfAborted()
  const step = startDeadline(limits.timeMs + graceMs, () => worker.kill('deadline'))
  const memory = watchMemory(worker, limits.memoryMb, pidOf)
  const request: RequestOptions = {
    signal,
    onNotice: (notice, attachment) => {
      step.refresh()
      onNotice?.(notice, attachment)
    },
    ...(mostFrameBytes !== undefined && { mostFrameBytes }),
    ...(keeps !== undefined && { keeps }),
  }
  try {
    const report = await worker.request(message, totalMs + graceMs, request)
    return { kind: 'answered', report, peakRssMb: memory.peakRssMb() }
  } catch (thrown) {
    if (!(thrown instanceof WorkerDied)) throw thrown
    if (thrown.reason === 'aborted') throw signal?.reason
    const death = { exitCode: thrown.exitCode, signal: thrown.signal, peakRssMb: memory.peakRssMb() }
    return { ...causeOf(thrown, memory.isFull()), ...death }
  } finally {
    step.cancel()
    memory.stop()
  }
}

type Cause =
  | { kind: 'ended'; ending: EndedBy; message: string }
  | { kind: 'fault'; reason: 'worker-died' | 'protocol' | 'closed'; message: string }

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
      return { kind: 'fault', reason: 'protocol', message: died.message }
    case 'closed':
    case 'recycled':
      return { kind: 'fault', reason: 'closed', message: died.message }
    default: {
      const isFatal = died.signal === null ? fatalExitCodes.has(died.exitCode ?? 0) : fatalSignals.has(died.signal)
      if (isFatal) return { kind: 'ended', ending: 'memory_limit', message: 'the engine aborted: out of memory' }
      if (died.exitCode === endedByKernel) {
        return { kind: 'ended', ending: 'memory_limit', message: 'the kernel ended the process for its memory' }
      }
      return { kind: 'fault', reason: 'worker-died', message: died.message }
    }
  }
}

interface MemoryWatch {
  /** Whether it was last seen with about as much as it may have. */
  isFull(): boolean
  /** Null where nothing was seen: not on Linux, or the request was too short. */
  peakRssMb(): number | null
  stop(): void
}

/** Looks at the resident memory of a process every few milliseconds, where `/proc` has it, and kills it over the limit. */
function watchMemory(
  worker: WorkerProcess,
  memoryMb: number,
  pidOf: (worker: WorkerProcess) => number = ({ pid }) => pid,
): MemoryWatch {
  let file = -1
  let baseMb = 0
  let lastMb = 0
  let peakMb: number | null = null
  const buffer = Buffer.allocUnsafe(64)
  const stop = (): void => {
    clearInterval(timer)
    if (file >= 0) closeSync(file)
    file = -1
  }
  const look = (): void => {
    try {
      if (file < 0) file = openSync(`/proc/${pidOf(worker)}/statm`, 'r')
      const length = readSync(file, buffer, 0, buffer.length, 0)
      const pages = Number(buffer.toString('latin1', 0, length).split(' ')[1])
      const rssMb = (pages * pageBytes) / 2 ** 20
      lastMb = rssMb
      peakMb = Math.max(peakMb ?? 0, rssMb)
      if (baseMb === 0) baseMb = Math.min(rssMb, mostBaseMb)
      if (rssMb > baseMb + memoryMb * slackFactor + slackMb) worker.kill('memory')
    } catch {
      stop()
    }
  }
  const timer = setInterval(look, pollMs)
  return { isFull: () => lastMb > baseMb + memoryMb, peakRssMb: () => peakMb, stop }
}

/** A job has run for some milliseconds when its process is looked at first; what it took by then is not all base. */
const mostBaseMb = 160
