// How long a start takes, of the built package: `import 'rlvr'`, `rlvr --help` and `rlvr list`, beside a Node that does
// nothing. Medians of interleaved rounds; processor time stands beside the clock, because a busy machine slows the clock.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { RlvrError } from '../src/core/errors.ts'
import { quantile } from '../src/core/statistics.ts'

const built = fileURLToPath(new URL('../dist/', import.meta.url))

const starts: { readonly [name: string]: readonly string[] } = {
  'empty node': ['--eval', '0'],
  "import 'rlvr'": ['--input-type=module', '--eval', `await import('${built}src/index.js')`],
  'rlvr --help': [`${built}src/cli/main.js`, '--help'],
  'rlvr list': [`${built}src/cli/main.js`, 'list'],
}

/** Measures and prints; `--json` gives `{ benchmark, unit, rounds, starts: { name: { median, cpu } } }` on the last line. */
export function benchStartUp(given: readonly string[]): void {
  const { values } = parseArgs({
    args: [...given],
    options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '9' } },
  })
  if (!existsSync(built)) throw new RlvrError('RLVR_USAGE', 'The built package is measured; run `npm run build` first.')
  const rounds = Number(values.rounds)
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    throw new RlvrError('RLVR_USAGE', `--rounds takes a whole number from 1, not \`${values.rounds}\`.`)
  const measured = new Map(Object.keys(starts).map((name) => [name, { wall: [] as number[], cpu: [] as number[] }]))
  for (let round = 0; round < rounds; round++)
    for (const [name, options] of Object.entries(starts)) {
      const { wall, cpu } = measured.get(name) as { wall: number[]; cpu: number[] }
      const started = performance.now()
      const cpuMs = runOnce(options)
      wall.push(performance.now() - started)
      cpu.push(cpuMs)
    }
  const figures = Object.fromEntries(
    [...measured].map(([name, { wall, cpu }]) => [
      name,
      { median: quantile(wall, 0.5) as number, cpu: quantile(cpu, 0.5) as number },
    ]),
  )
  const lines = Object.entries(figures).map(
    ([name, { median, cpu }]) =>
      `${name.padEnd(16)}${median.toFixed(0).padStart(6)} ms${cpu.toFixed(0).padStart(6)} ms of processor`,
  )
  const print = values.json ? console.error : console.log
  print([`start-up: medians of ${rounds} rounds`, ...lines].join('\n'))
  if (values.json) console.log(JSON.stringify({ benchmark: 'start-up', unit: 'ms', rounds, starts: figures }))
}

/** Starts Node once; gives its processor time in milliseconds. */
function runOnce(options: readonly string[]): number {
  const report =
    "process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write(String((user + system) / 1000)) })"
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(report)}`]
  const { status, stderr } = spawnSync(process.execPath, [...preload, ...options], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`node ${options.join(' ')} ended with ${status}: ${stderr}`)
  return Number(stderr)
}
