// Who is to blame where whatever runs a program ends each time: an engine that fails as it is told to.
import { expect, test } from 'vitest'
import { blankExecution } from '../../src/sandbox/blank-execution.ts'
import { SandboxFault, type Engine, type EngineJob } from '../../src/sandbox/engine.ts'
import { PooledSandbox } from '../../src/sandbox/pooled-sandbox.ts'
import type { JudgeResult } from '../../src/sandbox/sandbox.ts'

const hostile = 'hostile'
const died = (isSuspect: boolean): SandboxFault => new SandboxFault('worker-died', 'The worker is gone.', { isSuspect })

/** `fails` gives the fault of one run; null where it comes to its end. */
function sandboxOf(fails: (job: EngineJob, run: number) => SandboxFault | null): {
  sandbox: PooledSandbox
  runs: string[]
} {
  const runs: string[] = []
  const engine: Engine = {
    name: 'fake',
    languages: ['python'],
    isolation: { level: 'L0', mechanisms: [], missing: [] },
    enforces: [],
    versions: {},
    execute: async (job) => {
      const fault = fails(job, runs.push(job.source))
      if (fault !== null) throw fault
      return { ...blankExecution, exitCode: 0 }
    },
    stats: () => ({ workers: 1, busy: 0, queued: 0, executed: 0, respawned: 0, deaths: {} }),
    close: async () => {},
  }
  const options = { languages: ['python'] as const, engineOf: async () => engine, started: () => [engine] }
  return { runs, sandbox: new PooledSandbox({ ...options, limits: {}, cacheEntries: 0 }) }
}

function judge(sandbox: PooledSandbox): Promise<JudgeResult> {
  return sandbox.judge({
    language: 'python',
    source: hostile,
    tests: { format: 'stdio', cases: [{ stdin: '', stdout: 'x' }] },
  })
}

test('a program that ends whatever runs it, where another comes to its end, is worth 0', async () => {
  const { sandbox, runs } = sandboxOf(({ source }) => (source === hostile ? died(true) : null))
  expect(await judge(sandbox)).toMatchObject({ verdict: 'runtime_error', reward: 0 })
  expect(runs).toEqual([hostile, hostile, hostile, hostile, 'pass'])
})

test('where nothing runs to its end, nobody can say', async () => {
  const { sandbox } = sandboxOf(() => died(true))
  expect(await judge(sandbox)).toMatchObject({ verdict: 'harness_error', reward: null, fault: 'worker-died' })
})

test('a program that others kill is never blamed', async () => {
  const { sandbox, runs } = sandboxOf(({ source }) => (source === hostile ? died(false) : null))
  expect(await judge(sandbox)).toMatchObject({ verdict: 'harness_error', reward: null })
  expect(runs).toEqual(Array.from({ length: 8 }, () => hostile))
})

test('one whose workers ended a few times is judged by the run that comes to its end', async () => {
  const { sandbox } = sandboxOf((_, run) => (run <= 3 ? died(true) : null))
  expect(await judge(sandbox)).toMatchObject({ verdict: 'wrong_answer', reward: 0, attempts: 4 })
})

test('what no process can be started with is refused in words', async () => {
  const { sandbox } = sandboxOf(() => null)
  const run = sandbox.run({ language: 'python', source: 'pass', files: { 'a/b': '' } })
  await expect(run).rejects.toMatchObject({ code: 'RLVR_SANDBOX', message: /plain file name/ })
})
