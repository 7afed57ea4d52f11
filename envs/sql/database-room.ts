// Runs statements in processes of their own, which are ended from outside at the time limit and at the memory limit:
// SQLite runs on the main thread of its process and nothing inside of it could. The gold runs in a process that no
// statement of a policy ever enters.
import { spawn, type ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Closable } from '../../src/core/resources.ts'
import { SandboxFault } from '../../src/sandbox/engine.ts'
import { defaultLimits, type Limits } from '../../src/sandbox/limits.ts'
import { defaultRetryPolicy, retryFaults } from '../../src/sandbox/retry-faults.ts'
import { watchRequest } from '../../src/sandbox/worker/worker-watch.ts'
import type { WorkerProcess } from '../../src/sandbox/worker/worker-process.ts'
import { WorkerPool } from '../../src/sandbox/worker/worker-pool.ts'
import type { Order, Outcome } from './order.ts'
import { watchProcessor } from './processor-watch.ts'

/** What an order came to: outcomes by program and database, or why the process was ended. */
export type Ran = { readonly outcomes: readonly (readonly Outcome[])[] } | { readonly ended: string }

export interface DatabaseRoom extends Closable {
  run(order: Order, whose: { readonly of: 'gold' | 'policy'; readonly signal?: AbortSignal | undefined }): Promise<Ran>
}

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const workerPath = fileURLToPath(new URL(`./host/database-worker.${extension}`, import.meta.url))
/** Of an answer: a few hundred kilobytes of cells for each program and database. */
const mostFrameBytes = 64 << 20

/** Time of the processor, where it is told, else of the clock. */
export const databaseLimits: Limits = { ...defaultLimits, timeMs: 3000, memoryMb: 192 }
/** Of the clock, for a process that hardly gets the processor; what runs into it says nothing about a statement. */
const longestWaitMs = 30_000

export async function openDatabaseRoom(limits: Limits = databaseLimits): Promise<DatabaseRoom> {
  const pools = {
    policy: poolOf('SQL', Math.max(1, Math.min(4, availableParallelism() - 1)), 1),
    gold: poolOf('gold SQL', 1, 0),
  }
  return {
    run: async (order, { of, signal }) =>
      await retryFaults(async () => await runOnce(pools[of], order, limits, signal), {
        policy: defaultRetryPolicy,
        signal,
      }),
    close: async () => {
      await Promise.all([pools.policy.close(), pools.gold.close()])
    },
  }
}

async function runOnce(pool: WorkerPool, order: Order, limits: Limits, signal?: AbortSignal): Promise<Ran> {
  const lease = await pool.lease(1, signal)
  const worker = lease.workers[0] as WorkerProcess
  const processor = watchProcessor(worker.pid, limits.timeMs, () => worker.kill('deadline'))
  try {
    const timeMs = processor === null ? limits.timeMs : longestWaitMs
    const watched = await watchRequest(worker, order as never, {
      limits: { ...limits, timeMs },
      totalMs: timeMs,
      graceMs: 0,
      mostFrameBytes,
      signal,
    })
    if (watched.kind === 'ended' && watched.ending === 'time_limit' && processor?.isOver() === false)
      throw new SandboxFault(
        'overloaded',
        `A process did not get ${limits.timeMs} ms of the processor within ${timeMs / 1000} s.`,
      )
    if (watched.kind === 'fault')
      throw new SandboxFault(watched.reason, watched.message, { isSuspect: watched.isSuspect })
    if (watched.kind === 'ended') return { ended: endings[watched.ending](limits) }
    const { outcomes, broken } = watched.report as unknown as { outcomes: Outcome[][]; broken?: string }
    if (broken !== undefined) throw new SandboxFault('protocol', broken, { isFinal: true })
    return { outcomes }
  } finally {
    processor?.stop()
    lease.release()
  }
}

const endings = {
  time_limit: ({ timeMs }: Limits) => `It ran for more than ${timeMs / 1000} seconds and was ended.`,
  memory_limit: ({ memoryMb }: Limits) => `It took more than ${memoryMb} MiB and was ended.`,
  output_limit: () => 'It gave more than any answer may have and was ended.',
}

function poolOf(name: string, size: number, spares: number): WorkerPool {
  return new WorkerPool({
    name,
    spawn: startProcess,
    size,
    spares,
    startTimeoutMs: 20_000,
    maxRequests: 200_000,
    maxAgeMs: 3_600_000,
    maxQueued: 100_000,
  })
}

/** Nothing of the parent's environment is handed on. */
function startProcess(): ChildProcess {
  const flags = ['--disable-warning=ExperimentalWarning', '--max-old-space-size=256']
  return spawn(process.execPath, [...flags, workerPath, String(process.pid)], {
    env: {},
    cwd: '/',
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  })
}
