// The processes that a calculator works in. One that runs out of time or memory is ended and replaced; so does whatever a
// policy writes end nothing but its own calculation.
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { WorkerPool } from '../../sandbox/worker/worker-pool.ts'
import { WorkerDied, type WorkerProcess } from '../../sandbox/worker/worker-process.ts'
import type { Calculation, CalculatorRoom } from './calculation.ts'

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const workerPath = fileURLToPath(new URL(`./calculator-worker.${extension}`, import.meta.url))
const heapMb = 128
/** Of an answer; a value has a few hundred characters. */
const mostFrameBytes = 1 << 20

export function openCalculatorRoom(): CalculatorRoom {
  const pool = new WorkerPool({
    name: 'calculator',
    spawn: startProcess,
    size: 2,
    spares: 0,
    startTimeoutMs: 30_000,
    maxRequests: 100_000,
    maxAgeMs: 3_600_000,
    maxQueued: 100_000,
  })
  return {
    calculate: async (expression, { timeoutMs, signal }) => {
      const lease = await pool.lease(1, signal)
      try {
        const worker = lease.workers[0] as WorkerProcess
        return (await worker.request({ expression }, timeoutMs, { signal, mostFrameBytes })) as unknown as Calculation
      } catch (thrown) {
        const fault = faultOf(thrown, timeoutMs)
        if (fault === null) throw thrown
        return { fault }
      } finally {
        lease.release()
      }
    },
    close: async () => await pool.close(),
  }
}

/** What the policy is told of a process that its expression ended; null where somebody else did. */
function faultOf(thrown: unknown, timeoutMs: number): string | null {
  if (!(thrown instanceof WorkerDied)) return null
  if (thrown.reason === 'deadline') return `the calculation takes longer than ${timeoutMs / 1000} s`
  // V8 aborts where the heap is full.
  if (thrown.reason === 'died' && thrown.signal === 'SIGABRT') return 'the calculation takes too much memory'
  return null
}

/** Nothing of this process's environment is handed on. */
function startProcess(): ChildProcess {
  const flags = ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${heapMb}`]
  return spawn(process.execPath, [...flags, workerPath, String(process.pid)], {
    env: {},
    cwd: '/',
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  })
}
