// Ends what has had the processor for too long. Wall time would blame a statement for what else a busy machine does.
import { readFileSync } from 'node:fs'

const firstLookMs = 200
const everyMs = 100

export interface ProcessorWatch {
  /** Whether `end` was called. */
  readonly isOver: () => boolean
  readonly stop: () => void
}

/** `end` is called when the main thread of the process has run for `timeMs`; null where nothing tells that. */
export function watchProcessor(pid: number, timeMs: number, end: () => void): ProcessorWatch | null {
  if (process.platform !== 'linux') return null
  let isOver = false
  // What it had before the first look counts as had before, but for the time until then.
  let before: number | null = null
  const look = (): void => {
    const now = processorMs(pid)
    if (now === null) return
    before ??= now - firstLookMs
    isOver = now - before >= timeMs
    if (isOver) end()
    else timer = setTimeout(look, everyMs)
  }
  let timer = setTimeout(look, firstLookMs)
  return { isOver: () => isOver, stop: () => clearTimeout(timer) }
}

/** That the main thread of a process has had so far; null where it is gone. */
function processorMs(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return null
  }
}
