// Workers that die: by somebody else's hand, with the engine, with their parent.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import type { Engine } from '../../../src/sandbox/engine.ts'
import { openJavaScriptEngine } from '../../../src/sandbox/javascript/javascript-engine.ts'
import { checkLimits } from '../../../src/sandbox/limits.ts'
import { defaultRetryPolicy, retryFaults } from '../../../src/sandbox/retry-faults.ts'

const limits = checkLimits({ timeMs: 10_000 })
const policy = { ...defaultRetryPolicy, attempts: 50, longestDelayMs: 100 }
const isLinux = process.platform === 'linux'

/** Children of a process, from `/proc`. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

const busy = (n: number) =>
  ({
    kind: 'calls',
    language: 'javascript',
    source: `function f(n) { const until = Date.now() + 40; while (Date.now() < until); return n * 2 }`,
    entry: 'f',
    calls: [{ args: [n] }, { args: [n + 1] }],
    limits,
  }) as const

async function workersOf(open: () => Promise<Engine>): Promise<{ engine: Engine; pids: number[] }> {
  const before = new Set(childrenOf(process.pid))
  const engine = await open()
  return { engine, pids: childrenOf(process.pid).filter((pid) => !before.has(pid)) }
}

test.skipIf(!isLinux)(
  'workers that are killed mid-run change no answer (needs /proc)',
  async () => {
    const engine = await openJavaScriptEngine({ workers: 2, maxQueued: 100 })
    const own = childrenOf(process.pid)
    let kills = 0
    // So many and no more: where workers start more slowly than they are killed, nothing would ever be done.
    const chaos = setInterval(() => {
      if (kills === 8) return clearInterval(chaos)
      const victim = childrenOf(process.pid).find((pid) => own.includes(pid) || pid > Math.max(...own))
      if (victim === undefined) return
      process.kill(victim, 'SIGKILL')
      kills++
    }, 250)
    try {
      const executions = await Promise.all(
        // Two workers that are killed in turn: an attempt here is lost more often than not.
        Array.from({ length: 24 }, (_, n) => retryFaults(() => engine.execute(busy(n)), { policy })),
      )
      expect(executions.map(({ answers }) => answers?.map(({ value }) => value))).toEqual(
        Array.from({ length: 24 }, (_, n) => [n * 2, n * 2 + 2]),
      )
      expect(kills).toBeGreaterThan(2)
    } finally {
      clearInterval(chaos)
      await engine.close()
    }
  },
  120_000,
)

test.skipIf(!isLinux)('no process is left after close, and jobs under way are told (needs /proc)', async () => {
  const { engine, pids } = await workersOf(() => openJavaScriptEngine({ workers: 2 }))
  expect(pids.length).toBeGreaterThan(0)
  const running = engine.execute({ ...busy(1), source: 'for (;;);' })
  const told = expect(running).rejects.toMatchObject({ name: 'SandboxFault', reason: 'closed' })
  await engine.close()
  await told
  await engine.close()
  expect(pids.filter(isAlive)).toEqual([])
  await expect(engine.execute(busy(1))).rejects.toMatchObject({ reason: 'closed' })
})

test.skipIf(!isLinux).each([
  ['in the jail', ''],
  ['without one', ', python: null'],
])(
  'workers end when their parent is killed, %s, though a program holds them (needs /proc)',
  async (_, options) => {
    const program = `
    import { openJavaScriptEngine } from '${new URL('../../../src/sandbox/javascript/javascript-engine.ts', import.meta.url).href}'
    import { readFileSync } from 'node:fs'
    const engine = await openJavaScriptEngine({ workers: 2${options} })
    const limits = { timeMs: 60000, memoryMb: 64, outputBytes: 1000, processes: 8 }
    const source = 'for (;;);'
    void engine.execute({ kind: 'stdio', language: 'javascript', source, stdin: '', limits })
    await new Promise((resolve) => setTimeout(resolve, 300))
    console.log(readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8'))
    setInterval(() => {}, 1000)`
    const parent = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const [line] =
      (await createInterface({ input: parent.stdout })[Symbol.asyncIterator]().next()).value?.split('\n') ?? []
    const pids = (line ?? '').split(' ').filter(Boolean).map(Number)
    expect(pids.length).toBeGreaterThan(0)
    parent.kill('SIGKILL')
    await expect.poll(() => pids.filter(isAlive), { timeout: 30_000 }).toEqual([])
  },
  60_000,
)

test('a worker that cannot start is a fault of the sandbox that says why', async () => {
  const opening = openJavaScriptEngine({ workers: 2, node: '/nowhere/node' })
  await expect(opening).rejects.toMatchObject({ name: 'SandboxFault', reason: 'unavailable' })
  await expect(opening).rejects.toThrow(/nowhere/)
})
