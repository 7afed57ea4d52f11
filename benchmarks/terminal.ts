// How long an episode waits for its terminal: reset (limits set, files written), the first command, another one, the end.
// Medians and 95th percentiles; the machine has warm terminals, as an environment has.
import { parseArgs } from 'node:util'
import { RlvrError } from '../src/core/errors.ts'
import { quantile } from '../src/core/statistics.ts'
import { openTerminals } from '../src/sandbox/terminal/open-terminals.ts'

const parts = ['reset', 'first command', 'next command', 'close'] as const

/** Measures and prints; `--json` gives `{ benchmark, unit, rounds, parts: { name: { p50, p95 } } }` on the last line. */
export async function benchTerminal(given: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...given],
    options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '100' } },
  })
  const rounds = Number(values.rounds)
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    throw new RlvrError('RLVR_USAGE', `--rounds takes a whole number from 1, not \`${values.rounds}\`.`)
  const terminals = await openTerminals()
  const measured = parts.map((): number[] => [])
  for (let round = -5; round < rounds; round++) {
    const at = [performance.now()]
    const terminal = await terminals.open({ files: { 'notes/a.txt': 'milk\n', 'run.sh': 'echo hi\n' } })
    at.push(performance.now())
    await terminal.run('cat notes/a.txt')
    at.push(performance.now())
    await terminal.run('ls')
    at.push(performance.now())
    await terminal.close()
    at.push(performance.now())
    // The first few warm up.
    if (round >= 0) for (const [place, times] of measured.entries()) times.push(at[place + 1]! - at[place]!)
  }
  await terminals.close()
  const figures = Object.fromEntries(
    parts.map((name, place) => [name, { p50: quantile(measured[place]!, 0.5), p95: quantile(measured[place]!, 0.95) }]),
  )
  const lines = Object.entries(figures).map(
    ([name, { p50, p95 }]) =>
      `${name.padEnd(16)}${p50!.toFixed(1).padStart(8)} ms${p95!.toFixed(1).padStart(8)} ms at p95`,
  )
  const print = values.json ? console.error : console.log
  print([`terminal: medians of ${rounds} episodes, isolation ${terminals.isolation.level}`, ...lines].join('\n'))
  if (values.json) console.log(JSON.stringify({ benchmark: 'terminal', unit: 'ms', rounds, parts: figures }))
}
