// Judges a program in JavaScript or TypeScript by the cases of job.json beside this file, and writes the reward that
// Harbor reads. Node alone; the rules of comparison are those of src/sandbox/judge, whose files are copied beside it.
// A judge that fails writes no reward, which Harbor takes for an error and not for a zero.
//   node judge.ts SOLUTION REWARD
import { spawn } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Readable } from 'node:stream'
import { extname, join } from 'node:path'
import { outputsEqual } from '../../../../sandbox/judge/compare-output.ts'
import { valuesEqual } from '../../../../sandbox/judge/compare-values.ts'
import type { CallJob, StdioJob } from './job.ts'

type Job = CallJob | StdioJob

const mostOutput = 1 << 24
const isRoot = process.geteuid?.() === 0
const own = extname(import.meta.filename)

async function main(solution: string, rewardFile: string): Promise<void> {
  const here = import.meta.dirname
  const job = JSON.parse(readFileSync(join(here, 'job.json'), 'utf8')) as Job
  // Programs run as nobody, who reads neither the tests nor the reward.
  if (isRoot) chmodSync(here, 0o700)
  if (!existsSync(solution)) {
    write(rewardFile, 0, `there is no ${solution}`)
    return
  }
  const room = mkdtempSync(join(tmpdir(), 'judged-'))
  try {
    chmodSync(room, 0o755)
    copyFileSync(solution, join(room, `solution${extname(solution)}`))
    copyFileSync(join(here, `candidate${own}`), join(room, `candidate${own}`))
    for (const name of [`solution${extname(solution)}`, `candidate${own}`]) chmodSync(join(room, name), 0o644)
    const passed: boolean[] = []
    for (const [index] of job.cases.entries()) {
      const fault = await judged(job, index, { room, solution: `solution${extname(solution)}` })
      say(`test ${index + 1} ${fault ?? 'passed'}`)
      passed.push(fault === null)
      if (fault !== null && job.scoring === 'all') break
    }
    write(rewardFile, score(job, passed), `${passed.filter(Boolean).length} of ${job.cases.length} tests passed`)
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

function score({ scoring, cases }: Job, passed: readonly boolean[]): number {
  if (scoring === 'all') return Number(passed.length === cases.length && passed.every(Boolean))
  const weights = cases.map(({ weight = 1 }) => (scoring === 'weighted' ? weight : 1))
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
  return sum(weights.filter((_, index) => passed[index])) / sum(weights)
}

interface Place {
  readonly room: string
  /** The file's name in it. */
  readonly solution: string
}

/** Null where it passed, else why not. */
async function judged(job: Job, index: number, { room, solution }: Place): Promise<string | null> {
  if (job.format === 'stdio') {
    const { stdin, stdout } = job.cases[index] as StdioJob['cases'][number]
    const { code, output } = await run(job, [solution], { room, stdin })
    if (code !== 0) return `ended with ${code}`
    return outputsEqual(output, stdout, job.compare) ? null : 'another output'
  }
  const { args, expected } = job.cases[index] as CallJob['cases'][number]
  const stdin = JSON.stringify({ solution: join(room, solution), entry: job.entry, args })
  const { code, output } = await run(job, [`candidate${own}`], { room, stdin })
  let told: unknown
  try {
    told = JSON.parse(output)
  } catch {
    return `ended with ${code} before it answered`
  }
  if (typeof told !== 'object' || told === null || !('answer' in told)) return JSON.stringify(told).slice(0, 300)
  return valuesEqual(told.answer as CallJob['cases'][number]['expected'], expected, job) ? null : 'another result'
}

async function run(
  { format, timeMs, memoryMb }: Job,
  given: readonly string[],
  { room, stdin }: { room: string; stdin: string },
): Promise<{ code: number | string; output: string }> {
  const flags = ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${memoryMb}`]
  const child = spawn(process.execPath, [...flags, ...given], {
    cwd: room,
    env: { PATH: process.env['PATH'], HOME: room },
    // The candidate tells its answers on descriptor 3; what it prints is nobody's.
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    detached: true,
    ...(isRoot && { uid: 65_534, gid: 65_534 }),
  })
  const chunks: Buffer[] = []
  let bytes = 0
  let limit: string | null = null
  const stop = (): void => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    } catch {
      // It has ended, or the walls around forbid to end groups.
      child.kill('SIGKILL')
    }
  }
  const end = (reason: string): void => {
    limit = reason
    stop()
  }
  const timer = setTimeout(() => end('a time limit'), timeMs)
  const heard = format === 'call' ? child.stdio[3] : child.stdout
  for (const stream of [child.stdout, child.stdio[3]] as Readable[])
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > mostOutput) end('an output limit')
      else if (stream === heard) chunks.push(chunk)
    })
  child.stdin?.on('error', () => {}).end(stdin)
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', stop)
    child.once('close', (status, signal) => resolve(limit ?? status ?? signal ?? 'no status'))
  })
  clearTimeout(timer)
  return { code, output: Buffer.concat(chunks).toString('utf8') }
}

function say(words: string): void {
  process.stdout.write(`${words}\n`)
}

function write(file: string, reward: number, words: string): void {
  say(words)
  writeFileSync(file, JSON.stringify({ reward }))
}

const [solution, rewardFile] = process.argv.slice(2)
if (solution === undefined || rewardFile === undefined) throw new Error('Expected SOLUTION and REWARD.')
await main(solution, rewardFile)
