// How often a program is run again where the sandbox fails: one owner, one budget, whatever fails and however deep.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { makeTask } from '../../src/core/task.ts'
import { runRubric } from '../../src/core/rubric.ts'
import { blankExecution } from '../../src/sandbox/blank-execution.ts'
import { SandboxFault, type Engine, type FaultReason } from '../../src/sandbox/engine.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { pistonEngine } from '../../src/sandbox/remote/piston-engine.ts'
import { sandboxFusionEngine } from '../../src/sandbox/remote/sandbox-fusion-engine.ts'
import { defaultRetryPolicy, retryFaults, type RetryOptions } from '../../src/sandbox/retry-faults.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { code, type CodeAnswer } from '../../verifiers/code/code.ts'

const retry = { firstDelayMs: 0 }
const policy = defaultRetryPolicy
const job = {
  language: 'javascript',
  source: 'console.log(1)',
  tests: { format: 'stdio', cases: [{ stdin: '', stdout: '1' }] },
} as const

/** Fails by each of these in turn, then runs every program to its end. */
function failing(faults: readonly SandboxFault[]): { engine: Engine; executed: () => number } {
  let executed = 0
  const engine: Engine = {
    name: 'failing',
    languages: ['javascript'],
    isolation: { level: 'L0', mechanisms: [], missing: [] },
    enforces: [],
    versions: {},
    execute: async () => {
      const fault = faults[executed++]
      if (fault !== undefined) throw fault
      return { ...blankExecution, ending: 'finished', exitCode: 0, stdout: '1\n' }
    },
    stats: () => ({ workers: 0, busy: 0, queued: 0, executed, respawned: 0, deaths: {} }),
    close: async () => {},
  }
  return { engine, executed: () => executed }
}

async function sandboxOf(engine: Engine): Promise<Sandbox> {
  return await openSandbox({ languages: [], engines: [engine], cacheEntries: 0, retry })
}

const forever = (reason: FaultReason): SandboxFault[] =>
  Array.from({ length: 1000 }, () => new SandboxFault(reason, 'down'))

test('a sandbox that always fails runs a program eight times in all, then nothing is known of it', async () => {
  expect(policy.attempts).toBe(8)
  for (const reason of ['worker-died', 'protocol', 'overloaded', 'unavailable'] as const) {
    const { engine, executed } = failing(forever(reason))
    const sandbox = await sandboxOf(engine)
    expect(await sandbox.judge(job)).toMatchObject({
      verdict: 'harness_error',
      fault: reason,
      reward: null,
      attempts: 8,
    })
    expect(executed()).toBe(8)
    expect(await sandbox.run({ language: 'javascript', source: '1' })).toMatchObject({
      verdict: 'harness_error',
      fault: reason,
      attempts: 8,
    })
    expect(executed()).toBe(16)
    expect(sandbox.stats().retries).toBe(14)
  }
})

test('what is lost up to seven times is judged by the eighth run', async () => {
  const { engine, executed } = failing(forever('worker-died').slice(0, 7))
  const sandbox = await sandboxOf(engine)
  expect(await sandbox.judge(job)).toMatchObject({ verdict: 'accepted', reward: 1, attempts: 8 })
  expect(executed()).toBe(8)
})

test('what no other try can mend is tried once', async () => {
  const final = new SandboxFault('unavailable', 'never', { isFinal: true })
  for (const fault of [final, new SandboxFault('closed', 'closed')]) {
    const { engine, executed } = failing([fault])
    const sandbox = await sandboxOf(engine)
    expect(await sandbox.judge(job)).toMatchObject({ verdict: 'harness_error', reward: null, attempts: 1 })
    expect(executed()).toBe(1)
  }
})

test('neither a verifier nor a rubric asks again: the budget is the sandbox’s alone', async () => {
  const { engine, executed } = failing(forever('worker-died'))
  const verifier = code({ sandbox: await sandboxOf(engine) })
  const answer: CodeAnswer = { language: 'javascript', tests: job.tests }
  const task = makeTask<CodeAnswer>({ prompt: 'Print 1.', answer }, 'print')
  const reply = '```js\nconsole.log(1)\n```'
  const rubric = { terms: { correct: { weight: 1, verifier } }, outcome: 'correct' }
  const { reward, verdicts } = await runRubric(rubric, { task, reply, messages: [] })
  expect([reward, verdicts['correct']?.status]).toEqual([null, 'invalid'])
  expect(executed()).toBe(8)
})

test.each([
  ['piston', pistonEngine],
  ['sandbox-fusion', sandboxFusionEngine],
] as const)(
  'a %s server that always fails is asked eight times in all, and left alone when it is broken',
  async (_, make) => {
    for (const [status, most] of [
      [429, 8],
      [502, 5],
      [404, 1],
    ] as const) {
      let asked = 0
      const server = createServer((request, response) => {
        request.resume().on('end', () => (asked++, response.writeHead(status).end('no')))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const engine = make({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
      const sandbox = await sandboxOf(engine)
      const { verdict, attempts } = await sandbox.judge(job)
      expect([status, verdict, asked, attempts]).toEqual([status, 'harness_error', most, status === 404 ? 1 : 8])
      await sandbox.close()
      await new Promise((resolve) => server.close(resolve))
    }
  },
)

function pausesOf(faults: readonly SandboxFault[], more: Partial<RetryOptions> = {}): Promise<number[]> {
  const pauses: number[] = []
  const left = [...faults]
  const work = async (): Promise<void> => {
    const fault = left.shift()
    if (fault !== undefined) throw fault
  }
  const pause = async (ms: number): Promise<void> => void pauses.push(ms)
  return retryFaults(work, { policy, random: () => 1, pause, ...more }).then(() => pauses)
}

test('pauses double up to the longest, by chance below that, and heed what a server asks for', async () => {
  const down = forever('unavailable').slice(0, 7)
  expect(await pausesOf(down)).toEqual([50, 100, 200, 400, 800, 1600, 3200])
  expect(await pausesOf(down, { random: () => 0.5 })).toEqual([25, 50, 100, 200, 400, 800, 1600])
  expect(await pausesOf(down, { policy: { ...policy, longestDelayMs: 300 } })).toEqual([
    50, 100, 200, 300, 300, 300, 300,
  ])
  const asking = [2000, 60_000].map((pauseMs) => new SandboxFault('overloaded', 'full', { pauseMs }))
  expect(await pausesOf(asking)).toEqual([2000, 5000])
})

test('a lost worker is no reason to wait: its job goes to the next one at once, as often as any other', async () => {
  const lost = forever('worker-died')
  expect(await pausesOf(lost.slice(0, 7))).toEqual([])
  await expect(pausesOf(lost)).rejects.toThrow('down')
  const mixed = [...lost.slice(0, 2), ...forever('overloaded').slice(0, 1), ...lost.slice(0, 1)]
  expect(await pausesOf(mixed)).toEqual([200])
})

test('what is no fault of the sandbox is thrown at once, and an abort ends a pause with its reason', async () => {
  let calls = 0
  const broken = async (): Promise<never> => {
    calls++
    throw new TypeError('ours')
  }
  await expect(retryFaults(broken, { policy })).rejects.toThrow('ours')
  expect(calls).toBe(1)
  const abort = new AbortController()
  const down = async (): Promise<never> => {
    setImmediate(() => abort.abort(new Error('leaving')))
    throw new SandboxFault('unavailable', 'down', { pauseMs: 60_000 })
  }
  const longest = { ...policy, longestDelayMs: 60_000 }
  await expect(retryFaults(down, { policy: longest, signal: abort.signal })).rejects.toThrow('leaving')
})
