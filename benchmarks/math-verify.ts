// Verdicts a second on one core, ours beside Math-Verify's: the same pairs of gold and reply, class by class.
//   npm run -s bench -- math-verify [--python PATH] [--count N] [--peer-count N] [--json]
// The interpreter is `--python`, else RLVR_BENCH_MATH_PYTHON, else python3; without Math-Verify there, our side alone.
import { spawnSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { verifyMath } from '../verifiers/index.ts'

interface Pair {
  readonly gold: string
  readonly reply: string
}

interface Side {
  readonly perSecond: number
  readonly p99Ms: number
  readonly accepted: number
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
  let accepted = 0
  for (const { gold, reply } of pairs) {
    const start = performance.now()
    if (verifyMath(gold, reply).verdict === 'correct') accepted++
    times.push(performance.now() - start)
  }
  return sideOf(times.slice(times.length / 2), accepted)
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
  const accepted = rows.filter(({ verdict }) => verdict === true).length
  return { side: sideOf(times.slice(times.length / 2), accepted), version: head?.version ?? 'unknown' }
}

function sideOf(times: readonly number[], accepted: number): Side {
  const total = times.reduce((sum, ms) => sum + ms, 0)
  const sorted = [...times].sort((one, other) => one - other)
  return { perSecond: (1000 * times.length) / total, p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0, accepted }
}

/** Prints the table, or with `--json` the report with `ratio`: the median over the classes of our time over the peer's. */
export function benchMathVerify(given: readonly string[]): void {
  const { values } = parseArgs({
    args: [...given],
    options: {
      python: { type: 'string' },
      count: { type: 'string', default: '4000' },
      'peer-count': { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
    },
  })
  const python = values.python ?? (process.env['RLVR_BENCH_MATH_PYTHON'] || 'python3')
  let version: string | null = null
  const reports: ClassReport[] = []
  for (const [name, make] of Object.entries(classes)) {
    const pairs = (count: number): Pair[] => Array.from({ length: count }, (_, index) => make(index))
    const side = ours(pairs(Number(values.count)))
    const other = peer(python, pairs(Number(values['peer-count'])))
    version = other?.version ?? version
    const ratio = other === null ? null : other.side.perSecond / side.perSecond
    reports.push({ name, ours: side, peer: other?.side ?? null, ratio })
  }
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load: loadavg()[0] ?? 0 }
  const name = version === null ? null : `Math-Verify ${version}`
  const ratios = reports.flatMap((report) => report.ratio ?? []).sort((one, other) => one - other)
  const ratio = ratios[Math.floor(ratios.length / 2)] ?? null
  if (values.json)
    console.log(JSON.stringify({ benchmark: 'math-verify', ratio, peer: name, classes: reports, machine }))
  else console.log(tableText(reports, name ?? 'Math-Verify (missing)', machine))
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
