// `npm run -s bench -- hostile`: what programs that give too much cost whoever judges them. A process of its own judges
// all attacks at once, many times over, and tells how much its memory grew and how long its event loop stood still.
import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { JudgeJob } from '../src/sandbox/sandbox.ts'
import { openSandbox } from '../src/sandbox/open-sandbox.ts'
import { hostileJobs } from './hostile-jobs.ts'

export interface HostileReport {
  readonly judged: number
  /** Jobs that were paid, or that nobody could judge. */
  readonly wrong: readonly string[]
  readonly verdicts: Readonly<Record<string, number>>
  readonly growthMb: number
  readonly supervisorsMb: number
  readonly eventLoopP99Ms: number
  readonly eventLoopMaxMs: number
  readonly seconds: number
  /** The longest that one job took, with its name. */
  readonly slowest: readonly [name: string, seconds: number]
}

const sampleMs = 10

/** Judges the jobs whose name matches, 16 at a time, in a process of its own. */
export function measureHostile(
  options: { readonly rounds?: number; readonly only?: string } = {},
): Promise<HostileReport> {
  const { rounds = 1, only = '' } = options
  const child = fork(fileURLToPath(import.meta.url), ['--measure', String(rounds), only], {
    execArgv: [],
  })
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as HostileReport))
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`The caller ended with ${signal ?? code} and told nothing.`)))
  })
}

async function measure(rounds: number, only: string): Promise<HostileReport> {
  const languages = ['python', 'javascript', 'cpp'] as const
  const sandbox = await openSandbox({ languages: [...languages], cacheEntries: 0 })
  const jobs = hostileJobs().filter(({ name }) => new RegExp(only).test(name))
  const used = new Set(jobs.map(({ job }) => job.language))
  for (const language of used) await sandbox.judge(honest(language))
  const queue = Array.from({ length: rounds }, () => jobs).flat()
  const wrong: string[] = []
  const verdicts: Record<string, number> = {}
  let slowest: [string, number] = ['', 0]
  const before = process.memoryUsage.rss()
  let [peak, peakSupervisors] = [before, 0]
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
    peakSupervisors = Math.max(peakSupervisors, supervisorsMb())
  }, sampleMs)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const started = performance.now()
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { name, job } = next
      const from = performance.now()
      const { verdict, reward, reason } = await sandbox.judge(job)
      const seconds = (performance.now() - from) / 1000
      if (seconds > slowest[1]) slowest = [name, seconds]
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
      if (reward !== 0) wrong.push(`${name}: ${verdict}, ${reason.slice(0, 200)}`)
    }
  }
  const judged = queue.length
  await Promise.all(Array.from({ length: 16 }, work))
  delay.disable()
  clearInterval(sampler)
  const report: HostileReport = {
    judged,
    wrong,
    verdicts,
    growthMb: (peak - before) / 2 ** 20,
    supervisorsMb: peakSupervisors,
    // A sleep of the resolution is in every sample.
    eventLoopP99Ms: delay.percentile(99) / 1e6 - 5,
    eventLoopMaxMs: delay.max / 1e6 - 5,
    seconds: (performance.now() - started) / 1000,
    slowest,
  }
  await sandbox.close()
  return report
}

function honest(language: JudgeJob['language']): JudgeJob {
  const echo = {
    python: 'print(input())',
    cpp: '#include <cstdio>\nint main(){int c;while((c=getchar())!=EOF)putchar(c);}',
  }
  const source =
    language === 'cpp'
      ? echo.cpp
      : language === 'python'
        ? echo.python
        : 'console.log(require("fs").readFileSync(0,"utf8"))'
  return { language, source, tests: { format: 'stdio', cases: [{ stdin: '1\n', stdout: '1\n' }] } }
}

/** The largest of our own children, of which the supervisors are some. */
function supervisorsMb(): number {
  let most = 0
  try {
    for (const pid of readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ')) {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('supervisor.py')) continue
      most = Math.max(most, (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 2 ** 20)
    }
  } catch {
    // One that ended just now.
  }
  return most
}

export async function benchHostile(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
    },
  })
  const report = await measureHostile({ rounds: Number(values.rounds), only: values.only })
  const { judged, verdicts, growthMb, supervisorsMb: inSupervisor, eventLoopP99Ms, eventLoopMaxMs, seconds } = report
  const line = [
    `${judged} hostile programs, 16 at once, in ${seconds.toFixed(1)} s: ${Object.entries(verdicts)
      .map(([verdict, count]) => `${verdict} ${count}`)
      .join(', ')}`,
    `memory of the caller + ${growthMb.toFixed(0)} MB (a supervisor ${inSupervisor.toFixed(0)} MB), event loop p99 ${eventLoopP99Ms.toFixed(1)} ms, longest ${eventLoopMaxMs.toFixed(0)} ms; slowest job ${report.slowest[0]}, ${report.slowest[1].toFixed(1)} s`,
    ...report.wrong.map((one) => `not worth 0: ${one}`),
  ].join('\n')
  ;(values.json ? process.stderr : process.stdout).write(`${line}\n`)
  if (values.json) console.log(JSON.stringify(report))
  if (report.wrong.length > 0) process.exitCode = 1
}

if (process.argv[2] === '--measure' && process.send !== undefined) {
  const report = await measure(Number(process.argv[3]), process.argv[4] ?? '')
  process.send(report, () => process.disconnect())
}
