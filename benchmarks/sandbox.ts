// Programs a second with three tests each, ours with full isolation beside peers with none, in one run.
//   npm run -s bench -- sandbox [--python PATH] [--rounds N] [--seconds S] [--json]
// The peers' interpreter is `--python`, else RLVR_BENCH_CODE_PYTHON; without one, our side alone is measured.
import { availableParallelism, cpus, loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { quantile } from '../src/core/statistics.ts'
import type { Language } from '../src/sandbox/engine.ts'
import { openSandbox } from '../src/sandbox/open-sandbox.ts'
import type { Sandbox } from '../src/sandbox/sandbox.ts'
import { additionTests } from './addition-tests.ts'
import type { Contender } from './contender.ts'
import { bareIsolates } from './contenders/bare-isolates.ts'
import { pairedRounds, spread, type Spread } from './paired-rounds.ts'
import { codePeer, codePeers } from './peers/code-peer.ts'

interface LanguageReport {
  /** Median of the rounds. */
  readonly perSecond: number
  readonly rounds: Spread
  /** Latency of one judgement at half that rate, arrivals evenly spaced. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly isolation: string
  readonly mechanisms: readonly string[]
}

interface PeerReport {
  readonly name: string
  readonly version: string
  readonly perSecond: number
  readonly isolation: 'none'
  /** Our time over the peer's for Python, from paired rounds: below 1 ours is faster. */
  readonly ratio: Spread
}

interface SandboxReport {
  readonly javascript: LanguageReport & {
    /** Empty isolates a second in the same rounds, and our rate over theirs: 1 would be V8's own limit. */
    readonly bareIsolates: { readonly perSecond: number; readonly ratio: Spread }
  }
  readonly python: LanguageReport
  readonly peers: readonly PeerReport[]
  readonly missing: readonly string[]
  readonly machine: { readonly cores: number; readonly processor: string; readonly loadBefore: number }
}

/** Another program for each number, so that nothing comes from a cache. */
const programs: { readonly [language in 'javascript' | 'python']: (number: number) => string } = {
  javascript: (number) => `function add(a, b) { const shift = ${number}; return a + b + shift - shift }`,
  python: (number) => `def add(a, b):\n    shift = ${number}\n    return a + b + shift - shift\n`,
}

let nextNumber = 1

async function judgeOne(sandbox: Sandbox, language: 'javascript' | 'python'): Promise<void> {
  const source = programs[language](nextNumber++)
  const { verdict, reason } = await sandbox.judge({ language, source, tests: additionTests })
  if (verdict !== 'accepted') throw new Error(`An honest program in ${language} was judged ${verdict}: ${reason}`)
}

/** Programs a second with as many callers as keep the queue filled. */
function ours(sandbox: Sandbox, language: 'javascript' | 'python', seconds: number): Contender {
  return {
    name: language,
    version: '',
    round: async () => {
      const start = performance.now()
      const end = start + seconds * 1000
      let done = 0
      const caller = async (): Promise<void> => {
        while (performance.now() < end) {
          await judgeOne(sandbox, language)
          done++
        }
      }
      await Promise.all(Array.from({ length: 32 }, caller))
      return (done * 1000) / (performance.now() - start)
    },
    close: () => {},
  }
}

/** Latencies under an open load: who arrives does not wait for who came before. */
async function latencies(
  sandbox: Sandbox,
  language: 'javascript' | 'python',
  perSecond: number,
  seconds: number,
): Promise<number[]> {
  const times: number[] = []
  const running: Promise<void>[] = []
  const start = performance.now()
  for (let index = 0; index < perSecond * seconds; index++) {
    const due = start + (index * 1000) / perSecond
    const ahead = due - performance.now()
    if (ahead > 1) await wait(ahead)
    running.push(judgeOne(sandbox, language).then(() => void times.push(performance.now() - due)))
  }
  await Promise.all(running)
  return times
}

async function measure(
  sandbox: Sandbox,
  language: 'javascript' | 'python',
  rates: readonly number[],
  seconds: number,
): Promise<LanguageReport> {
  const rounds = spread(rates)
  const times = await latencies(sandbox, language, rounds.median / 2, seconds)
  const { level, mechanisms } = await sandbox.isolation(language satisfies Language)
  return {
    perSecond: rounds.median,
    rounds,
    p50Ms: quantile(times, 0.5) ?? Number.NaN,
    p99Ms: quantile(times, 0.99) ?? Number.NaN,
    isolation: level,
    mechanisms,
  }
}

/** Measures, and writes a table for people or, with `--json`, one object on the last line. */
export async function benchSandbox(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      python: { type: 'string', default: process.env['RLVR_BENCH_CODE_PYTHON'] ?? '' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
    },
  })
  const rounds = Number(values.rounds)
  const seconds = Number(values.seconds)
  const loadBefore = loadavg()[0] ?? 0
  const sandbox = await openSandbox({ languages: ['javascript', 'python'], cacheEntries: 0 })
  const peers: Contender[] = []
  const missing: string[] = values.python === '' ? ['peers: no --python'] : []
  try {
    for (const name of values.python === '' ? [] : codePeers) {
      const peer = await codePeer(values.python, name, seconds)
      if (typeof peer === 'string') missing.push(`${name}: ${peer}`)
      else peers.push(peer)
    }
    const own = [ours(sandbox, 'javascript', seconds), bareIsolates(seconds), ours(sandbox, 'python', seconds)]
    const rates = await pairedRounds([...own, ...peers], { warmUpRounds: 1, rounds })
    const [javascript = [], bare = [], python = [], ...theirs] = rates
    const report: SandboxReport = {
      javascript: {
        ...(await measure(sandbox, 'javascript', javascript, 2 * seconds)),
        bareIsolates: { perSecond: spread(bare).median, ratio: ratios(javascript, bare) },
      },
      python: await measure(sandbox, 'python', python, 2 * seconds),
      peers: peers.map(({ name, version }, index) => {
        const rate = theirs[index] ?? []
        return { name, version, perSecond: spread(rate).median, isolation: 'none', ratio: ratios(rate, python) }
      }),
      missing,
      machine: { cores: availableParallelism(), processor: cpus()[0]?.model ?? 'unknown', loadBefore },
    }
    const print = values.json ? console.error : console.log
    print(table(report))
    if (values.json) console.log(JSON.stringify(report))
  } finally {
    await Promise.all([sandbox.close(), ...peers.map((peer) => peer.close())])
  }
}

/** Of each round's pair. */
function ratios(ours: readonly number[], theirs: readonly number[]): Spread {
  return spread(ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN)))
}

function table({ javascript, python, peers, missing, machine }: SandboxReport): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const own = (name: string, figures: LanguageReport): string =>
    row([
      name,
      figures.perSecond.toFixed(0),
      `${figures.rounds.min.toFixed(0)} to ${figures.rounds.max.toFixed(0)}`,
      figures.p50Ms.toFixed(1),
      figures.p99Ms.toFixed(1),
      `${figures.isolation} (${figures.mechanisms.join(', ')})`,
    ])
  return [
    row(['programs of three tests', 'a second', 'rounds', 'p50 ms at half load', 'p99 ms', 'isolation']),
    row(['---', '---:', '---:', '---:', '---:', '---']),
    own('rlvr, JavaScript', javascript),
    own('rlvr, Python', python),
    row([
      'empty V8 isolates',
      javascript.bareIsolates.perSecond.toFixed(0),
      `our rate over theirs ${javascript.bareIsolates.ratio.median.toFixed(2)}`,
      '',
      '',
      '',
    ]),
    ...peers.map(({ name, version, perSecond, ratio }) =>
      row([
        `${name} ${version}, Python`,
        perSecond.toFixed(0),
        `our time over theirs ${ratio.median.toFixed(2)}`,
        '',
        '',
        'none',
      ]),
    ),
    ...missing.map((what) => `missing: ${what}`),
    `${machine.cores} cores of ${machine.processor}, load before ${machine.loadBefore.toFixed(2)}`,
  ].join('\n')
}
