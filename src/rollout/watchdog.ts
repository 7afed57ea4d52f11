// A watchdog over the event loop: a verifier that loops for ever stops timers, signals and checkpoints alike. It beats
// a counter in shared memory; a thread beside it says which verifier or environment has kept the beat from coming, on
// which task and at which line, and ends the process. What a run has written stays: records and checkpoints are whole.
import { Worker } from 'node:worker_threads'
import { authorCode, type AuthorCodeEvent } from '../core/author-code.ts'

export interface WatchdogOptions {
  /** Longest time without a turn of the event loop while an author's code is at work; a minute unless said otherwise. */
  readonly limitMs?: number
  /** Ends the process. Called once the loop has been broken off; where it does not come back, the process is killed. */
  readonly onHang: () => void
  /** Words for what to do, told at the end. */
  readonly advice?: string
  /** A file that is to hold what was found, as `HangRecord`; there is none unless something hangs. */
  readonly record?: string
}

/** What the watchdog found: `hang.json` of a run. */
export interface HangRecord {
  readonly format: 1
  /** The verifier or environment, and its task. */
  readonly what: string
  /** The function and its place, like `solve, /home/me/env.ts:12`; null where it could not be found out. */
  readonly where: string | null
  readonly seconds: number
  /** ISO 8601 in UTC. */
  readonly time: string
}

/** What the two threads share: three numbers, then the label as UTF-8. */
export const sharedSlots = { beat: 0, underWay: 1, labelBytes: 2, labelAt: 16, bytes: 1024 } as const

export interface WatchdogWork {
  readonly shared: SharedArrayBuffer
  readonly limitMs: number
  readonly tickMs: number
  readonly advice: string
  readonly record: string | null
}

/** Begins to watch; the disposal ends it. It keeps no process alive. */
export function startWatchdog({ limitMs = 60_000, advice = '', record, onHang }: WatchdogOptions): Disposable {
  const shared = new SharedArrayBuffer(sharedSlots.bytes)
  const numbers = new Int32Array(shared, 0, 4)
  const label = new Uint8Array(shared, sharedSlots.labelAt)
  // A view of shared memory is not what an encoder writes to.
  const scratch = new Uint8Array(label.length)
  const encoder = new TextEncoder()
  const tell = (event: unknown): void => {
    const { phase, what, taskId } = event as AuthorCodeEvent
    if (phase === 'end') {
      Atomics.sub(numbers, sharedSlots.underWay, 1)
      return
    }
    const { written } = encoder.encodeInto(`${what}, task \`${taskId}\``, scratch)
    label.set(scratch.subarray(0, written))
    Atomics.store(numbers, sharedSlots.labelBytes, written)
    Atomics.add(numbers, sharedSlots.underWay, 1)
  }
  const tickMs = Math.min(1000, limitMs / 10)
  const beat = setInterval(() => Atomics.add(numbers, sharedSlots.beat, 1), tickMs).unref()
  const work: WatchdogWork = { shared, limitMs, tickMs, advice, record: record ?? null }
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const thread = new Worker(new URL(`./watchdog-worker.${extension}`, import.meta.url), { workerData: work })
  thread.unref()
  thread.on('message', onHang)
  authorCode.subscribe(tell)
  return {
    [Symbol.dispose]: () => {
      clearInterval(beat)
      authorCode.unsubscribe(tell)
      void thread.terminate()
    },
  }
}
