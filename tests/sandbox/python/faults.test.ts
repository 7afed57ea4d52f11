// What goes wrong around the programs: killed servers, aborted jobs, a killed parent.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { SandboxFault } from '../../../src/sandbox/engine.ts'
import { defaultRetryPolicy, retryFaults } from '../../../src/sandbox/retry-faults.ts'
import { pythonHere, runCalls, runProgram } from './python-here.ts'

const policy = { ...defaultRetryPolicy, longestDelayMs: 100 }

const { engine: first, whyNot } = await pythonHere({ workers: 1, spares: 0 })
await first?.close()

/** Process ids of all supervisors and cells below `parent`, this process unless told. */
function supervisors(parent = process.pid): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
      if (fields[0] !== 'Z') parents.set(Number(name), Number(fields[1]))
    } catch {
      // Gone meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    const above = parents.get(pid)
    return above !== undefined && (above === parent || isBelow(above))
  }
  return [...parents.keys()].filter((pid) => isBelow(pid) && commandOf(pid).includes('supervisor.py'))
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1])
  } catch {
    return -1
  }
}

function groupsOf(pids: readonly number[]): string[] {
  const found: string[] = []
  const look = (folder: string, depth: number): void => {
    if (depth > 4 || !existsSync(folder)) return
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      if (pids.some((pid) => entry.name.startsWith(`rlvr-${pid}-`))) found.push(`${folder}/${entry.name}`)
      else look(`${folder}/${entry.name}`, depth + 1)
    }
  }
  look('/sys/fs/cgroup', 0)
  return found
}

/** A group below which cells lie, so that its limit is a whole machine's to them; null where none can be made. Version 2
 * lets no group hold both processes and groups. */
function memoryGroup(name: string, bytes: number): string | null {
  const folder = `/sys/fs/cgroup/memory/${name}`
  try {
    mkdirSync(folder)
    writeFileSync(`${folder}/memory.limit_in_bytes`, String(bytes))
    return folder
  } catch {
    if (existsSync(folder)) rmdirSync(folder)
    return null
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 30_000
  // Asked once a round: processes come and go between two questions.
  while (!condition()) {
    expect(performance.now()).toBeLessThan(end)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe.skipIf(first === null)(
  `faults around Python programs${whyNot && ` (skipped: ${whyNot})`}`,
  { timeout: 60_000 },
  () => {
    test('a job whose server is killed is told, and run again elsewhere it answers the same', async () => {
      const { engine } = await pythonHere({ workers: 2, spares: 1 })
      // The first kill finds a worker that has started.
      await runProgram(engine!, '')
      let kills = 0
      const killer = setInterval(() => {
        // So many and no more: where they start more slowly than they are killed, nothing would ever be done.
        const [victim] = supervisors().filter((pid) => parentOf(pid) === process.pid)
        if (victim === undefined || kills === 8) return
        process.kill(victim, 'SIGKILL')
        kills++
      }, 400)
      const source = 'import time\ndef f(x):\n    time.sleep(0.06)\n    return x * 2'
      try {
        const all = await Promise.all(
          Array.from({ length: 60 }, (_, x) =>
            retryFaults(() => runCalls(engine!, source, { entry: 'f', calls: [{ args: [x] }] }), { policy }),
          ),
        )
        expect(all.map(({ answers }) => answers?.[0]?.value)).toEqual(Array.from({ length: 60 }, (_, x) => x * 2))
        expect(engine!.stats().deaths['died']).toBeGreaterThan(0)
      } finally {
        clearInterval(killer)
        await engine!.close()
      }
    })

    test('a program that somebody else kills is run again; killed every time, it has no verdict', async () => {
      const { engine } = await pythonHere({ workers: 1, spares: 0 })
      await runProgram(engine!, '')
      const known = new Set(supervisors())
      const runs = (): number[] => supervisors().filter((pid) => !known.has(pid))
      const killRuns = (): void => {
        for (const pid of runs()) process.kill(pid, 'SIGKILL')
      }
      let killer: NodeJS.Timeout | undefined
      try {
        const running = retryFaults(() => runProgram(engine!, 'import time\ntime.sleep(0.3)\nprint("through")'), {
          policy,
        })
        await until(() => runs().length > 0)
        killRuns()
        expect((await running).stdout).toBe('through\n')
        killer = setInterval(killRuns, 10)
        let attempts = 0
        const doomed = retryFaults(() => (attempts++, runProgram(engine!, 'import time\ntime.sleep(1)')), { policy })
        await expect(doomed).rejects.toMatchObject({ name: 'SandboxFault', reason: 'worker-died' })
        expect(attempts).toBe(policy.attempts)
        expect(engine!.stats().deaths).toEqual({})
      } finally {
        clearInterval(killer)
        await engine!.close()
      }
    })

    test('a program that is over its time is late, whoever kills it', async () => {
      const { engine } = await pythonHere({ workers: 1, spares: 0 })
      try {
        await runProgram(engine!, '')
        const known = new Set(supervisors())
        const supervisor = [...known].find((pid) => parentOf(pid) === process.pid)!
        const running = runProgram(engine!, 'while True: pass', { timeMs: 200 })
        const runs = (): number[] => supervisors().filter((pid) => !known.has(pid))
        await until(() => runs().length > 0)
        process.kill(supervisor, 'SIGSTOP')
        await new Promise((resolve) => setTimeout(resolve, 300))
        for (const pid of runs()) process.kill(pid, 'SIGKILL')
        process.kill(supervisor, 'SIGCONT')
        expect((await running).ending).toBe('time_limit')
      } finally {
        await engine!.close()
      }
    })

    test('a machine out of memory is no limit of the program', { timeout: 60_000 }, async ({ skip }) => {
      const group = memoryGroup(`rlvr-test-${process.pid}`, 300 << 20)
      if (group === null) return skip('needs control groups of version 1 that this process may create')
      const enginePath = fileURLToPath(new URL('../../../src/sandbox/python/python-engine.ts', import.meta.url))
      const program = `
      const { writeFileSync } = await import('node:fs')
      writeFileSync(${JSON.stringify(`${group}/cgroup.procs`)}, '0')
      const { createPythonEngine } = await import(${JSON.stringify(enginePath)})
      const engine = await createPythonEngine({ workers: 1, spares: 0 })
      const run = (memoryMb) => engine.execute({ language: 'python', kind: 'stdio', stdin: '',
        source: 'held = bytearray(b"x") * (400 << 20)', limits: { timeMs: 5000, memoryMb, outputBytes: 1000, processes: 8 } })
      const told = [engine.isolation.level, (await run(64)).ending, await run(512).catch(({ name, reason }) => [name, reason])]
      await engine.close()
      console.log(JSON.stringify(told))
    `
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [told, left] = await Promise.all([
        text(child.stdout),
        new Promise((resolve) => child.once('exit', resolve)),
      ])
      rmdirSync(group)
      expect([JSON.parse(told), left]).toEqual([['L3', 'memory_limit', ['SandboxFault', 'worker-died']], 0])
    })

    test('an abort ends the work at once and rejects with its reason', async () => {
      const { engine } = await pythonHere({ workers: 1, spares: 1 })
      const abort = new AbortController()
      const limits = { timeMs: 60_000, memoryMb: 128, outputBytes: 1000, processes: 8 }
      const source = 'while True: pass'
      const job = engine!.execute({ language: 'python', kind: 'stdio', source, stdin: '', limits }, abort.signal)
      setImmediate(() => abort.abort(new Error('enough')))
      await expect(job).rejects.toThrow('enough')
      expect((await runProgram(engine!, 'print(1)')).stdout).toBe('1\n')
      await engine!.close()
    })

    test('after close no process and no control group is left, and jobs under way are told', async () => {
      const { engine } = await pythonHere({ workers: 2, spares: 1 })
      const job = runProgram(engine!, 'import os\nos.fork()\nwhile True: pass', { timeMs: 60_000 })
      const rejected = expect(job).rejects.toBeInstanceOf(SandboxFault)
      await until(() => supervisors().length >= 9)
      const pids = supervisors()
      await engine!.close()
      await rejected
      await until(() => pids.every((pid) => !commandOf(pid).includes('supervisor.py')))
      expect(groupsOf(pids)).toEqual([])
      await expect(runProgram(engine!, 'print(1)')).rejects.toMatchObject({ reason: 'closed' })
    })

    test('a parent killed by SIGKILL leaves no process and no control group', async () => {
      const enginePath = fileURLToPath(new URL('../../../src/sandbox/python/python-engine.ts', import.meta.url))
      const program = `
      const { createPythonEngine } = await import(${JSON.stringify(enginePath)})
      const engine = await createPythonEngine({ workers: 2, spares: 0 })
      const limits = { timeMs: 60000, memoryMb: 64, outputBytes: 1000, processes: 8 }
      void engine.execute({ language: 'python', kind: 'stdio', source: 'import os\\nos.fork()\\nwhile True: pass', stdin: '', limits })
      console.log('ready')
    `
      const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await new Promise((resolve) => parent.stdout.once('data', resolve))
      await until(() => supervisors(parent.pid).length >= 7)
      const pids = supervisors(parent.pid)
      parent.kill('SIGKILL')
      await until(() => pids.every((pid) => !commandOf(pid).includes('supervisor.py')) && groupsOf(pids).length === 0)
    })
  },
)
