// The pool over a worker of a few lines: a real process that does what it is told.
import { spawn, type ChildProcess } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { WorkerPool, type WorkerPoolOptions } from '../../../src/sandbox/worker/worker-pool.ts'
import { WorkerDied, type WorkerProcess } from '../../../src/sandbox/worker/worker-process.ts'

const worker = `
const fs = require('node:fs')
const send = (message) => {
  const body = Buffer.from(JSON.stringify(message))
  const head = Buffer.alloc(4)
  head.writeUInt32LE(body.length)
  fs.writeSync(3, Buffer.concat([head, body]))
}
const read = (bytes) => {
  const all = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; ) {
    const got = fs.readSync(0, all, at, bytes - at)
    if (got === 0) process.exit(0)
    at += got
  }
  return all
}
send({ hello: process.pid })
for (;;) {
  const { do: what } = JSON.parse(read(read(4).readUInt32LE()))
  if (what === 'die') process.kill(process.pid, 'SIGKILL')
  if (what === 'exit') process.exit(7)
  if (what === 'loop') for (;;);
  if (what === 'rubbish') fs.writeSync(3, Buffer.from([4, 0, 0, 0, 110, 111, 112, 101]))
  else if (what === 'huge') fs.writeSync(3, Buffer.from([255, 255, 255, 255]))
  else if (what === 'half') fs.writeSync(3, Buffer.from([100, 0, 0, 0, 123]))
  else if (what === 'twice') { send({ what: 'first' }); send({ what: 'second' }) }
  else if (what === 'stop') process.kill(process.pid, 'SIGSTOP')
  else send({ pid: process.pid, what })
}`

const pools: WorkerPool[] = []
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()))
})

function openPool(options: Partial<WorkerPoolOptions> = {}): WorkerPool {
  const pool = new WorkerPool({
    name: 'test',
    spawn: (): ChildProcess =>
      spawn(process.execPath, ['-e', worker], { env: {}, stdio: ['pipe', 'ignore', 'pipe', 'pipe'] }),
    size: 2,
    spares: 1,
    startTimeoutMs: 10_000,
    maxRequests: 100,
    maxAgeMs: 60_000,
    maxQueued: 100,
    ...options,
  })
  pools.push(pool)
  return pool
}

/** One request on a leased worker. */
async function ask(pool: WorkerPool, what: string, timeoutMs = 10_000): Promise<unknown> {
  const lease = await pool.lease(1)
  try {
    return await (lease.workers[0] as WorkerProcess).request({ do: what }, timeoutMs)
  } finally {
    lease.release()
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('workers answer, and the same few serve many', async () => {
  const pool = openPool()
  const answers = (await Promise.all(Array.from({ length: 50 }, () => ask(pool, 'x')))) as { pid: number }[]
  expect(new Set(answers.map(({ pid }) => pid)).size).toBeLessThanOrEqual(3)
  expect(pool.stats()).toMatchObject({ executed: 50, busy: 0, queued: 0 })
})

test.each([
  ['die', { reason: 'died', signal: 'SIGKILL' }],
  ['exit', { reason: 'died', exitCode: 7 }],
  ['rubbish', { reason: 'protocol' }],
  ['huge', { reason: 'output' }],
])('a worker that does %s costs its own job only', async (what, death) => {
  const pool = openPool()
  const doomed = expect(ask(pool, what)).rejects.toMatchObject(death)
  const others = Promise.all(Array.from({ length: 20 }, () => ask(pool, 'x')))
  await doomed
  expect(await others).toHaveLength(20)
})

test.each(['half', 'stop', 'loop'])('a worker that does %s is ended at the deadline', async (what) => {
  const pool = openPool()
  await expect(ask(pool, what, 200)).rejects.toMatchObject({ reason: 'deadline', signal: 'SIGKILL' })
  expect(await ask(pool, 'x')).toMatchObject({ what: 'x' })
})

test('an answer that nobody asked for ends the worker and is no one’s answer', async () => {
  const pool = openPool({ size: 1, spares: 0 })
  const lease = await pool.lease(1)
  const [stray] = lease.workers as [WorkerProcess]
  expect(await stray.request({ do: 'twice' }, 10_000)).toMatchObject({ what: 'first' })
  expect(await stray.death).toMatchObject({ reason: 'protocol' })
  lease.release()
  expect(await ask(pool, 'x')).toMatchObject({ what: 'x' })
})

test('a worker killed while it starts, is idle or is leased but not asked yet is replaced', async () => {
  const starting: ChildProcess[] = []
  const pool = openPool({
    size: 1,
    spares: 0,
    spawn: () => {
      const child = spawn(process.execPath, ['-e', worker], { env: {}, stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
      // The first ones never come to their greeting: more of them than a pool takes of workers that fail by themselves.
      if (starting.push(child) <= 6) child.kill('SIGKILL')
      return child
    },
  })
  expect(await ask(pool, 'x')).toMatchObject({ what: 'x' })
  expect(starting).toHaveLength(7)
  process.kill(((await ask(pool, 'x')) as { pid: number }).pid, 'SIGKILL')
  // The pool may hear of it only after the next lease: then that request fails as one in mid-run does.
  const idle = await ask(pool, 'x').catch((error: WorkerDied) => error)
  expect(idle).toMatchObject(idle instanceof WorkerDied ? { reason: 'died' } : { what: 'x' })
  const lease = await pool.lease(1)
  const [leased] = lease.workers as [WorkerProcess]
  process.kill(leased.pid, 'SIGKILL')
  await leased.death
  await expect(leased.request({ do: 'x' }, 10_000)).rejects.toMatchObject({ reason: 'died', signal: 'SIGKILL' })
  lease.release()
  expect(await ask(pool, 'x')).toMatchObject({ what: 'x' })
})

test('a worker whose greeting is rubbish, or never comes, did not start', async () => {
  for (const [source, reason] of [
    ["require('fs').writeSync(3, Buffer.from('not a frame at all')); setInterval(() => {}, 1000)", /protocol/],
    ['setInterval(() => {}, 1000)', /deadline/],
  ] as const) {
    const children: ChildProcess[] = []
    const pool = openPool({
      size: 1,
      spares: 0,
      startTimeoutMs: 500,
      spawn: () => {
        const child = spawn(process.execPath, ['-e', source], { stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
        children.push(child)
        return child
      },
    })
    await expect(pool.lease(1)).rejects.toMatchObject({ reason: 'unavailable', message: reason })
    await pool.close()
    expect(children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)).toEqual([])
  }
})

test('a deadline ends the worker, not only the wait for it', async () => {
  const pool = openPool()
  const lease = await pool.lease(1)
  const [stuck] = lease.workers as [WorkerProcess]
  await expect(stuck.request({ do: 'loop' }, 100)).rejects.toMatchObject({ reason: 'deadline', signal: 'SIGKILL' })
  lease.release()
  expect(isRunning(stuck.pid)).toBe(false)
  expect(await ask(pool, 'x')).toMatchObject({ what: 'x' })
})

test('an abort ends the work under way and the wait in the queue', async () => {
  const pool = openPool({ size: 1, spares: 0 })
  const lease = await pool.lease(1)
  const abort = new AbortController()
  const waiting = pool.lease(1, abort.signal)
  const working = (lease.workers[0] as WorkerProcess).request({ do: 'loop' }, 60_000, { signal: abort.signal })
  abort.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(working).rejects.toMatchObject({ reason: 'aborted' })
  lease.release()
})

test('a worker is replaced after its share of requests', async () => {
  const pool = openPool({ size: 1, spares: 0, maxRequests: 2 })
  const pids: number[] = []
  for (let i = 0; i < 6; i++) pids.push(((await ask(pool, 'x')) as { pid: number }).pid)
  expect(new Set(pids).size).toBe(3)
})

test('two workers are given at once or not at all, so two callers cannot block each other', async () => {
  const pool = openPool()
  const both = Array.from({ length: 10 }, async () => {
    const lease = await pool.lease(2)
    const answers = await Promise.all(lease.workers.map((one) => one.request({ do: 'x' }, 10_000)))
    lease.release()
    return answers.length
  })
  expect(await Promise.all([...both, ...Array.from({ length: 10 }, () => ask(pool, 'x'))])).toHaveLength(20)
  await expect(pool.lease(3)).rejects.toThrow(RangeError)
})

test('one too many in the queue is refused as overloaded', async () => {
  const pool = openPool({ size: 1, spares: 0, maxQueued: 1 })
  const lease = await pool.lease(1)
  const queued = pool.lease(1)
  await expect(pool.lease(1)).rejects.toMatchObject({ reason: 'overloaded' })
  lease.release()
  ;(await queued).release()
})

test('where no worker starts, those who wait are told why, and the next to ask pays for a new attempt', async () => {
  let starts = 0
  const pool = openPool({
    spawn: () => {
      starts++
      return spawn(process.execPath, ['-e', 'console.error("no such thing"); process.exit(3)'], {
        stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      })
    },
  })
  await expect(pool.lease(1)).rejects.toMatchObject({ reason: 'unavailable', message: /no such thing/ })
  const before = starts
  await expect(pool.lease(1)).rejects.toMatchObject({ reason: 'unavailable' })
  expect(starts).toBeGreaterThan(before)
})

test('close leaves no process, refuses those who wait, and may come during a start', async () => {
  const pool = openPool()
  const lease = await pool.lease(2)
  const pids = lease.workers.map(({ pid }) => pid)
  const queued = expect(pool.lease(1)).rejects.toMatchObject({ reason: 'closed' })
  await pool.close()
  await queued
  expect(pids.filter(isRunning)).toEqual([])
  const early = openPool()
  await early.close()
  expect(early.stats().workers).toBe(0)
  await expect(early.lease(1)).rejects.toMatchObject({ reason: 'closed' })
})

test('close waits for no worker that is still starting: it ends them', async () => {
  const children: ChildProcess[] = []
  const pool = openPool({
    startTimeoutMs: 600_000,
    spawn: () => {
      const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
        stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      })
      children.push(child)
      return child
    },
  })
  const waiting = expect(pool.lease(1)).rejects.toMatchObject({ reason: 'closed' })
  await pool.close()
  await waiting
  expect(children.map(({ signalCode }) => signalCode)).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL'])
  expect(pool.stats()).toMatchObject({ workers: 0, queued: 0 })
})
