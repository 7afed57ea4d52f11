// Looks at the resident memory of a process every few milliseconds, where `/proc` has it.
import { closeSync, openSync, readSync } from 'node:fs'

export interface MemoryWatch {
  /** Whether it was last seen with about as much as it may have. */
  isFull(): boolean
  /**
   * Whether it grew to the end and would have been full, had it had the processor all the time: on a busy machine its
   * time can be over first.
   */
  isFilling(timeMs: number): boolean
  /** Null where nothing was seen: not on Linux, or the request was too short. */
  peakRssMb(): number | null
  stop(): void
}

const pollMs = 5
/** Garbage that V8 has not given back, and copies of its collector, on top of the limit. */
const slackMb = 64
const slackFactor = 1.5
const pageBytes = 4096
/** Of a process of which nothing is known yet. */
const usualBaseMb = 160
/** What a program takes before it does anything, its isolate with it: on a busy machine it may not get further. */
const startMb = 24
/** Growth by this share of the limit counts as some. */
const stepShare = 0.02
/** Whoever has not grown for this share of its processor time does something else. */
const idleShare = 0.4

/**
 * `pidOf` gives the process once it is there; `kill` is called when it is over `memoryMb` by far. A job has run for some
 * milliseconds when its process is looked at first: what it had before is `beforeMb` at most.
 */
export function watchMemory(
  memoryMb: number,
  pidOf: () => number,
  kill: () => void,
  beforeMb: number = usualBaseMb,
): MemoryWatch {
  let [statm, schedstat] = [-1, -1]
  let baseMb = 0
  let lastMb = 0
  let peakMb: number | null = null
  let [firstCpuMs, lastCpuMs, grownCpuMs, grownMb] = [0, 0, 0, 0]
  const buffer = Buffer.allocUnsafe(64)
  const fieldOf = (file: number, place: number): number => {
    const length = readSync(file, buffer, 0, buffer.length, 0)
    return Number(buffer.toString('latin1', 0, length).split(' ')[place])
  }
  const stop = (): void => {
    clearInterval(timer)
    for (const file of [statm, schedstat]) if (file >= 0) closeSync(file)
    statm = schedstat = -1
  }
  const look = (): void => {
    try {
      if (statm < 0) {
        const pid = pidOf()
        statm = openSync(`/proc/${pid}/statm`, 'r')
        // Of its main thread, in which programs run.
        schedstat = openSync(`/proc/${pid}/task/${pid}/schedstat`, 'r')
        firstCpuMs = fieldOf(schedstat, 0) / 1e6
      }
      lastMb = (fieldOf(statm, 1) * pageBytes) / 2 ** 20
      lastCpuMs = fieldOf(schedstat, 0) / 1e6
      peakMb = Math.max(peakMb ?? 0, lastMb)
      if (baseMb === 0) baseMb = Math.min(lastMb, beforeMb)
      if (lastMb > Math.max(grownMb, baseMb) + memoryMb * stepShare) {
        grownMb = lastMb
        grownCpuMs = lastCpuMs
      }
      if (lastMb > baseMb + memoryMb * slackFactor + slackMb) kill()
    } catch {
      stop()
    }
  }
  const timer = setInterval(look, pollMs)
  return {
    isFull: () => lastMb > baseMb + memoryMb,
    isFilling: (timeMs) => {
      const cpuMs = lastCpuMs - firstCpuMs
      const isGrowing = lastCpuMs - grownCpuMs <= idleShare * cpuMs
      const ownMb = lastMb - baseMb - Math.min(startMb, memoryMb / 4)
      return isGrowing && ownMb > 0 && ownMb * timeMs > memoryMb * cpuMs
    },
    peakRssMb: () => peakMb,
    stop,
  }
}
