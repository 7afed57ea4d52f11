// Verdicts a second on one core, ours beside Math-Verify's: the same pairs of gold and reply, class by class.
//   npm run -s bench -- math-verify [--python PATH] [--count N] [--peer-count N] [--cases FILE] [--json]
// `--cases` adds a row for cases with known verdicts, rows { area: 'math', input: { gold, reply, options? }, right: 'right' or
// 'wrong' } of JSON Lines, and how many of them each side judges right and pays wrongly.
// The interpreter is `--python`, else RLVR_BENCH_MATH_PYTHON, else python3; without Math-Verify there, our side alone.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { verifyMath, type MathOptions } from '../verifiers/index.ts'

interface Pair {
  readonly gold: string
  readonly reply: string
  readonly options?: MathOptions
  /** Whether the reply is right, where that is known. */
  readonly isRight?: boolean
}

interface Side {
  readonly perSecond: number
  readonly p99Ms: number
  readonly accepted: number
  /** Verdicts that are as they should be, and wrong replies that were accepted. */
  readonly right: number
  readonly wronglyPaid: number
}

interface ClassReport {
  readonly name: string
  readonly ours: Side
  readonly peer: Side | null
  /** Our time over the peer's. */
  readonly ratio: number | null
}

/** Every pair is another one, so that nothing is answered from a cache; the second half of each class is timed. */
const classes: { readonly [name: string]: (index: number) => Pair } = {
  'integers, half wrong': (n) => pair(`${n * 7}`, `${n * 7 + (n % 2)}`),
  fractions: (n) => pair(`\\frac{${n + 1}}{${n + 3}}`, `${2 * (n + 1)}/${2 * (n + 3)}`),
  'decimals for fractions': (n) => pair(`${(n + 1) / 8}`, `\\frac{${n + 1}}{8}`),
  radicals: (n) => pair(`\\sqrt{${3 * (n + 2) ** 2}}`, `${n + 2}\\sqrt{3}`),
  sets: (n) => pair(`\\{${n},${n + 1},${n + 2}\\}`, `\\{${n + 2},${n},${n + 1}\\}`),
  polynomials: (n) => pair(`(x+${n})^2(x-1)`, `x^3+${2 * n - 1}x^2+${n * n - 2 * n}x-${n * n}`),
  'trigonometric identities': (n) => pair(`\\cos^2(${n + 1}x)-\\sin^2(${n + 1}x)`, `1-2\\sin^2(${n + 1}x)`),
}

function pair(gold: string, answer: string): Pair {
  return { gold, reply: `So the answer is \\boxed{${answer}}.` }
}

function ours(pairs: readonly Pair[]): Side {
  const times: number[] = []
  const verdicts: boolean[] = []
  for (const { gold, reply, options } of pairs) {
    const start = performance.now()
    verdicts.push(verifyMath(gold, reply, options).verdict === 'correct')
    times.push(performance.now() - start)
  }
  return sideOf(times, pairs, verdicts)
}

/** Null where the interpreter has no Math-Verify. */
function peer(python: string, pairs: readonly Pair[]): { side: Side; version: string } | null {
  const script = fileURLToPath(new URL('./peers/math_verify_peer.py', import.meta.url))
  const input = pairs.map((each) => JSON.stringify(each)).join('\n')
  const run = spawnSync(python, ['-B', script], { input, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (run.status !== 0) return null
  const [head, ...rows] = run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { version: string; verdict: unknown; ms: number })
  const times = rows.map(({ ms }) => ms)
  const verdicts = rows.map(({ verdict }) => verdict === true)
  return { side: sideOf(times, pairs, verdicts), version: head?.version ?? 'unknown' }
}

function sideOf(all: readonly number[], pairs: readonly Pair[], verdicts: readonly boolean[]): Side {
  const times = all.slice(all.length / 2)
  const total = times.reduce((sum, ms) => sum + ms, 0)
  const sorted = [...times].sort((one, other) => one - other)
  return {
    perSecond: (1000 * times.length) / total,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    accepted: verdicts.filter(Boolean).length,
    right: pairs.filter(({ isRight }, index) => isRight === verdicts[index]).length,
    wronglyPaid: pairs.filter(({ isRight }, index) => isRight === false && verdicts[index] === true).length,
  }
}

/** The mathematical cases of a file. */
function casesOf(path: string): Pair[] {
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(
      (line) =>
        JSON.parse(line) as {
          area: string
          right: string
          input: { gold?: unknown; reply?: unknown; options?: MathOptions }
        },
    )
  return rows.flatMap(({ area, right, input: { gold, reply, options } }) =>
    area === 'math' && typeof gold === 'string' && typeof reply === 'string'
      ? [{ gold, reply, isRight: right === 'right', ...(options && { options }) }]
      : [],
  )
}

/** Prints the table, or with `--json` the report with `ratio`: the median over the classes of our time over the peer's. */
export function benchMathVerify(given: readonly string[]): void {
  const { values } = parseArgs({
    args: [...given],
    options: {
      python: { type: 'string' },
      count: { type: 'string', default: '4000' },
      'peer-count': { type: 'string', default: '60' },
      cases: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const python = values.python ?? (process.env['RLVR_BENCH_MATH_PYTHON'] || 'python3')
  const versions = new Set<string>()
  const reports: ClassReport[] = []
  const measure = (name: string, pairs: (count: number) => Pair[]): void => {
    const side = ours(pairs(Number(values.count)))
    const other = peer(python, pairs(Number(values['peer-count'])))
    if (other !== null) versions.add(other.version)
    const ratio = other === null ? null : other.side.perSecond / side.perSecond
    reports.push({ name, ours: side, peer: other?.side ?? null, ratio })
  }
  for (const [name, make] of Object.entries(classes)) {
    measure(name, (count) => Array.from({ length: count }, (_, index) => make(index)))
  }
  const known = values.cases === undefined ? [] : casesOf(values.cases)
  if (values.cases !== undefined) measure(`${basename(values.cases)}, ${known.length} cases`, () => known)
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load: loadavg()[0] ?? 0 }
  const name = versions.size === 0 ? null : `Math-Verify ${[...versions].join(', ')}`
  const ratios = reports.flatMap((report) => report.ratio ?? []).sort((one, other) => one - other)
  const ratio = ratios[Math.floor(ratios.length / 2)] ?? null
  if (values.json)
    console.log(JSON.stringify({ benchmark: 'math-verify', ratio, peer: name, classes: reports, machine }))
  else {
    console.log(tableText(reports, name ?? 'Math-Verify (missing)', machine))
    const last = reports.at(-1)
    if (known.length > 0 && last !== undefined) console.log(`\n${rightText(last, known.length, name)}`)
  }
}

function tableText(reports: readonly ClassReport[], peerName: string, machine: { cpu: string; load: number }): string {
  const rows = reports.map(({ name, ours, peer, ratio }) => {
    const theirs = peer === null ? '' : `${peer.perSecond.toFixed(0)} | ${peer.p99Ms.toFixed(1)}`
    const times = ratio === null ? '' : (1 / ratio).toFixed(0)
    return `| ${name} | ${ours.perSecond.toFixed(0)} | ${ours.p99Ms.toFixed(2)} | ${theirs || ' | '} | ${times} |`
  })
  return [
    `${machine.cpu}, Node ${process.versions.node}, one thread, load ${machine.load.toFixed(1)}`,
    '',
    `| class | ours, verdicts a second | p99 ms | ${peerName}, verdicts a second | p99 ms | times as fast |`,
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function rightText({ name, ours, peer }: ClassReport, cases: number, peerName: string | null): string {
  const row = (side: Side | null): string =>
    side === null ? ' | ' : `${side.right} (${((100 * side.right) / cases).toFixed(1)} %) | ${side.wronglyPaid}`
  return [
    `| cases | ours, right | wrongly paid | ${peerName ?? 'Math-Verify (missing)'}, right | wrongly paid |`,
    '|---|---|---|---|---|',
    `| ${name} | ${row(ours)} | ${row(peer)} |`,
  ].join('\n')
}
