// A sandbox for tests of what stands around one: it runs trusted programs in bare processes and judges nothing.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Language } from '../../src/sandbox/engine.ts'
import { checkLimits } from '../../src/sandbox/limits.ts'
import type { JudgeJob, JudgeResult, RunJob, RunResult, Sandbox } from '../../src/sandbox/sandbox.ts'

export const hasPython: boolean = spawnSync('python3', ['--version']).status === 0

export class ProcessSandbox implements Sandbox {
  readonly languages: readonly Language[] = ['python', 'javascript', 'cpp']
  readonly jobs: (RunJob | JudgeJob)[] = []
  /** Answered in place of running, one a job. */
  readonly planned: (Partial<RunResult> | Error)[] = []
  aborted = 0
  /** Told whenever a job starts. */
  onJob: () => void = () => {}

  async isolation(): Promise<never> {
    throw new Error('not asked for')
  }

  async run(job: RunJob, { signal }: { signal?: AbortSignal } = {}): Promise<RunResult> {
    this.jobs.push(job)
    this.onJob()
    const planned = this.planned.shift()
    if (planned instanceof Error) throw planned
    if (planned !== undefined) return { ...nothing, ...planned }
    try {
      return await runProcess(job, signal)
    } catch (thrown) {
      this.aborted++
      throw thrown
    }
  }

  async judge(job: JudgeJob): Promise<JudgeResult> {
    this.jobs.push(job)
    return {
      verdict: 'accepted',
      reward: 1,
      reason: 'planned',
      tests: [],
      executed: 0,
      total: 0,
      flags: [],
      isolation: 'unsafe',
      engine: 'process',
      attempts: 1,
      wallMs: 1,
      cached: false,
    }
  }

  stats(): ReturnType<Sandbox['stats']> {
    const versions = { python: '3.11.2' }
    return { engines: {}, versions, judged: 0, cacheHits: 0, retries: 0, harnessErrors: 0, testsInvalid: 0 }
  }

  async close(): Promise<void> {}
}

const nothing: RunResult = {
  verdict: 'accepted',
  exitCode: 0,
  signal: null,
  stdout: '',
  stderr: '',
  truncated: { stdout: false, stderr: false },
  wallMs: 1,
  cpuMs: null,
  peakRssMb: null,
  flags: [],
  isolation: 'unsafe',
  engine: 'process',
  attempts: 1,
}

async function runProcess(job: RunJob, signal: AbortSignal | undefined): Promise<RunResult> {
  const { timeMs } = checkLimits(job.limits)
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-process-'))
  try {
    const [command, name] = job.language === 'python' ? ['python3', 'main.py'] : [process.execPath, 'main.cjs']
    await writeFile(join(folder, name), job.source)
    for (const [file, content] of Object.entries(job.files ?? {})) await writeFile(join(folder, file), content)
    signal?.throwIfAborted()
    const start = performance.now()
    let isLate = false
    const child = spawn(command, [name, ...(job.args ?? [])], { cwd: folder })
    const late = setTimeout(() => ((isLate = true), child.kill('SIGKILL')), timeMs)
    const abort = (): void => void child.kill('SIGKILL')
    signal?.addEventListener('abort', abort)
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
    child.stdin.on('error', () => {})
    child.stdin.end(job.stdin ?? '')
    const [exitCode, killedBy] = await new Promise<[number | null, string | null]>((resolve) =>
      child.on('close', (code, by) => resolve([code, by])),
    )
    clearTimeout(late)
    signal?.throwIfAborted()
    const verdict = isLate ? 'time_limit' : exitCode === 0 ? 'accepted' : 'runtime_error'
    return { ...nothing, ...output, verdict, exitCode, signal: killedBy, wallMs: performance.now() - start }
  } finally {
    await rm(folder, { recursive: true })
  }
}
