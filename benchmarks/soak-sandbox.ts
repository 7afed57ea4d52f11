// A sandbox under fire: many programs at once, one in five hostile, and a process killed every 100 ms. Every program
// must be judged, and as if nothing had happened. Run as a script for as many as wanted:
//   node benchmarks/soak-sandbox.ts [javascript programs, default 100000] [python programs, default 50000]
// Memory and descriptors are compared with those after a first, smaller round in a sandbox of its own: what V8, the
// allocator and libuv take once and keep is no growth.
import { readdirSync, readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Rng } from '../src/core/random.ts'
import type { CodeTests } from '../src/sandbox/code-tests.ts'
import type { IsolationLevel } from '../src/sandbox/isolation.ts'
import { openSandbox } from '../src/sandbox/open-sandbox.ts'
import { additionTests } from './addition-tests.ts'

type SoakLanguage = 'javascript' | 'python'

export interface SoakOptions {
  readonly javascript: number
  readonly python: number
  /** A process of the sandbox, at any depth and chosen by chance, gets SIGKILL this often; 0 for never. */
  readonly killEveryMs: number
  /**
   * No kill before so many programs were judged since the last one. On a machine so busy that a worker takes longer to
   * start than it is left alive, nothing would ever be judged. Default 0.
   */
  readonly programsBetweenKills?: number
  /** Callers that wait for a verdict at the same time. */
  readonly callers: number
  /** Programs that are judged first, without kills, in a sandbox of their own. Default 6000. */
  readonly warmUp?: number
  readonly progress?: (text: string) => void
}

export interface SoakReport {
  readonly judged: number
  readonly hostile: number
  readonly kills: number
  readonly perSecond: number
  /** The first ten judged otherwise than expected. */
  readonly wrong: readonly string[]
  readonly wrongCount: number
  readonly retries: number
  readonly harnessErrors: number
  readonly isolation: { readonly [language in SoakLanguage]: IsolationLevel }
  /** All three after all was closed, less what there was after the first round. */
  readonly rssGrowthMb: number
  /** Of V8's heap and what hangs on it, garbage collected. */
  readonly heapGrowthMb: number
  readonly descriptorsLeft: number
  readonly processesLeft: number
  readonly eventLoopP99Ms: number
}

interface Program {
  readonly source: string
  /** What it may be judged; anything else is wrong. */
  readonly verdicts: readonly string[]
}

interface Drawn extends Program {
  readonly tests: CodeTests
  readonly isHostile: boolean
}

const tests: CodeTests = {
  ...additionTests,
  limits: { timeMs: 1000, memoryMb: 64, outputBytes: 65_536, processes: 16 },
}

const honest: { readonly [language in SoakLanguage]: (n: number) => string } = {
  javascript: (n) => `const shift = ${n}; function add(a, b) { return a + b + shift - shift }`,
  python: (n) => `shift = ${n}\ndef add(a, b):\n    return a + b + shift - shift\n`,
}

/** Quick ones; each takes no longer than an honest program. */
const hostile: { readonly [language in SoakLanguage]: readonly Program[] } = {
  javascript: [
    { source: 'function add() { return { valueOf: () => 3 } }', verdicts: ['wrong_answer'] },
    { source: 'function add() { throw { get message() { return 1 } } }', verdicts: ['runtime_error'] },
    {
      source: 'Object.is = () => true; JSON.stringify = () => "3"; function add() { return 0 }',
      verdicts: ['wrong_answer'],
    },
    { source: 'process.exit(0); function add() {}', verdicts: ['runtime_error'] },
    { source: '(function f() { f() })()', verdicts: ['runtime_error'] },
    { source: 'function add() { return new Proxy({}, { get: () => 3 }) }', verdicts: ['wrong_answer'] },
    {
      source: 'Object.prototype.expected = 3; function add() { const o = {}; o.o = o; return o }',
      verdicts: ['wrong_answer', 'runtime_error'],
    },
    { source: 'function add(a, b { return a + b }', verdicts: ['compile_error'] },
  ],
  python: [
    {
      source: 'class I(int):\n    def __eq__(self, other): return True\ndef add(a, b): return I(0)\n',
      verdicts: ['wrong_answer'],
    },
    { source: 'import os\ndef add(a, b): os._exit(0)\n', verdicts: ['runtime_error'] },
    { source: 'import sys\nsys.exit(0)\n', verdicts: ['runtime_error'] },
    {
      source:
        'import os\nfor fd in range(3, 64):\n    try: os.write(fd, b\'{"ok": true}\\n\')\n    except OSError: pass\nos._exit(0)\n',
      verdicts: ['runtime_error', 'wrong_answer'],
    },
    {
      source:
        'import builtins\nbuiltins.sum = lambda *_: 3\nbuiltins.AssertionError = Exception\ndef add(a, b): return 0\n',
      verdicts: ['wrong_answer'],
    },
    { source: 'import os, signal\ndef add(a, b): os.kill(os.getpid(), signal.SIGKILL)\n', verdicts: ['runtime_error'] },
    {
      source: 'import os\nif os.fork() == 0:\n    os.setsid()\n    while True: pass\ndef add(a, b): return 0\n',
      verdicts: ['wrong_answer', 'runtime_error'],
    },
    { source: 'def add(a, b:\n    return a + b\n', verdicts: ['compile_error'] },
  ],
}

/** Slow ones, which hold a worker until their limit or end it: one hostile program in a hundred. Their limit leaves
 * them a chance to come to their end between two kills. */
const slowTests: CodeTests = { ...tests, limits: { ...tests.limits, timeMs: 100 } }

const slow: { readonly [language in SoakLanguage]: readonly Program[] } = {
  javascript: [
    { source: 'for (;;) {}', verdicts: ['time_limit'] },
    { source: 'const a = []; for (;;) a.push({ x: [1, 2, 3] })', verdicts: ['memory_limit', 'time_limit'] },
    {
      source: 'new Map(); const m = new Map(); for (let i = 0; ; i++) m.set(i, [i])',
      verdicts: ['memory_limit', 'time_limit'],
    },
  ],
  python: [
    { source: 'while True: pass\n', verdicts: ['time_limit'] },
    { source: 'a = []\nwhile True: a.append(bytearray(1 << 20))\n', verdicts: ['memory_limit', 'time_limit'] },
    {
      source: 'import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(1)\n',
      verdicts: ['time_limit'],
    },
  ],
}

function draw(rng: Rng, language: SoakLanguage, n: number): Drawn {
  if (rng.float() >= 0.2) return { source: honest[language](n), verdicts: ['accepted'], tests, isHostile: false }
  if (rng.float() < 0.01) return { ...rng.pick(slow[language]), tests: slowTests, isHostile: true }
  return { ...rng.pick(hostile[language]), tests, isHostile: true }
}

export async function soakSandbox(options: SoakOptions): Promise<SoakReport> {
  const spared = new Set(descendants())
  const { warmUp = 6000 } = options
  await round(
    { ...options, javascript: Math.ceil((warmUp * 2) / 3), python: Math.ceil(warmUp / 3), killEveryMs: 0 },
    spared,
  )
  const before = held()
  const told = await round(options, spared)
  const after = held()
  return {
    ...told,
    rssGrowthMb: (after.rss - before.rss) / 2 ** 20,
    heapGrowthMb: (after.heap - before.heap) / 2 ** 20,
    descriptorsLeft: after.descriptors - before.descriptors,
    processesLeft: descendants().filter((pid) => !spared.has(pid)).length,
  }
}

type RoundReport = Omit<SoakReport, 'rssGrowthMb' | 'heapGrowthMb' | 'descriptorsLeft' | 'processesLeft'>

async function round(options: SoakOptions, spared: ReadonlySet<number>): Promise<RoundReport> {
  const rng = Rng.fromSeed('soak')
  const sandbox = await openSandbox({ languages: ['javascript', 'python'], cacheEntries: 0 })
  const isolation = {
    javascript: (await sandbox.isolation('javascript')).level,
    python: (await sandbox.isolation('python')).level,
  }
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  let kills = 0
  let judged = 0
  let judgedAtKill = 0
  const strike = (): void => {
    if (judged - judgedAtKill < (options.programsBetweenKills ?? 0)) return
    kills += killOne(spared)
    judgedAtKill = judged
  }
  const killer = options.killEveryMs > 0 ? setInterval(strike, options.killEveryMs) : null
  let hostileCount = 0
  let wrongCount = 0
  const wrong: string[] = []
  const start = performance.now()
  const order = rng.shuffle([
    ...Array.from({ length: options.javascript }, () => 'javascript' as const),
    ...Array.from({ length: options.python }, () => 'python' as const),
  ])
  let next = 0
  const caller = async (): Promise<void> => {
    while (next < order.length) {
      const n = next++
      const language = order[n] as SoakLanguage
      const program = draw(rng, language, n)
      if (program.isHostile) hostileCount++
      const result = await sandbox.judge({ language, source: program.source, tests: program.tests })
      const { verdict, reward, reason } = result
      judged++
      const isRight =
        program.verdicts.includes(verdict) &&
        (reward === 1) === (verdict === 'accepted') &&
        result.isolation === isolation[language]
      if (!isRight) {
        wrongCount++
        if (wrong.length < 10) wrong.push(`${language} ${verdict} (${reason}): ${program.source.slice(0, 80)}`)
      }
      if (judged % 5000 === 0) {
        const rate = (judged * 1000) / (performance.now() - start)
        options.progress?.(
          `${judged} of ${order.length}, ${rate.toFixed(0)} a second, ${kills} kills, ${wrongCount} wrong`,
        )
      }
    }
  }
  await Promise.all(Array.from({ length: options.callers }, caller))
  const seconds = (performance.now() - start) / 1000
  if (killer) clearInterval(killer)
  delay.disable()
  const { retries, harnessErrors } = sandbox.stats()
  await sandbox.close()
  return {
    judged,
    hostile: hostileCount,
    kills,
    perSecond: judged / seconds,
    wrong,
    wrongCount,
    retries,
    harnessErrors,
    isolation,
    eventLoopP99Ms: delay.percentile(99) / 1e6,
  }
}

/**
 * What this process holds, after a garbage collection that also gives the empty pages of V8's heap back. A usual one
 * keeps them: with 8 MB in use the heap was seen to hold 150 MB, as much as its busiest moment had needed.
 */
function held(): { rss: number; heap: number; descriptors: number } {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, heap: heapUsed + external, descriptors: readdirSync('/proc/self/fd').length }
}

/** Kills a process that the sandbox started; which one is left to chance. */
function killOne(spared: ReadonlySet<number>): number {
  const candidates = descendants().filter((pid) => !spared.has(pid))
  const victim = candidates[Math.floor(Math.random() * candidates.length)]
  if (victim === undefined) return 0
  try {
    process.kill(victim, 'SIGKILL')
    return 1
  } catch {
    // It was gone already.
    return 0
  }
}

/** All processes below this one. */
function descendants(): number[] {
  const found = readdirSync('/proc/self/task').flatMap((thread) => children(`self/task/${thread}`))
  for (const pid of found) found.push(...children(`${pid}/task/${pid}`))
  return found
}

function children(thread: string): number[] {
  try {
    return readFileSync(`/proc/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    // It ended meanwhile.
    return []
  }
}

if (import.meta.main) {
  const [javascript = 100_000, python = 50_000] = process.argv.slice(2).map(Number)
  const report = await soakSandbox({
    javascript,
    python,
    killEveryMs: 100,
    callers: 1024,
    progress: (text) => console.error(text),
  })
  console.log(JSON.stringify(report, null, 2))
  if (report.wrongCount > 0 || report.processesLeft > 0) process.exitCode = 1
}
