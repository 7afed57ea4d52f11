// Single-turn episodes a second on one core, without generation: a task is drawn, answered by its gold and judged. Beside
// reasoning-gym's generators of the same families: `dataset[i]` and `score_answer`.
//   npm run -s bench -- episodes [--python PATH] [--count N] [--peer-count N] [--only ID,…] [--json]
// Times are those of the processor (user and system), so that what else the machine does counts little.
import { spawnSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { builtIn } from '../envs/table.ts'
import type { EnvironmentSpec } from '../src/core/environment.ts'
import { Rng } from '../src/core/random.ts'
import { reasoningGymNames } from './episodes/reasoning-gym-names.ts'

interface Row {
  readonly environment: string
  readonly drawUs: number
  readonly judgeUs: number
  readonly perSecond: number
  readonly peer: { readonly name: string; readonly drawUs: number; readonly judgeUs: number } | null
  /** Our time over the peer's. */
  readonly ratio: number | null
}

const warmUp = 2000

/** Episodes of the environment as it is with no option set; null where it has no gold or more than one turn. */
async function ours(spec: EnvironmentSpec, count: number): Promise<Pick<Row, 'drawUs' | 'judgeUs'> | null> {
  if (spec.maxTurns > 1) return null
  const taskset = await spec.tasks({ split: 'train', seed: 0 })
  if (taskset.size !== null) return null
  let drawUs = 0
  let judgeUs = 0
  for (let from = 0; from < count + warmUp; from += 500) {
    const started = process.cpuUsage()
    const tasks = Array.from({ length: 500 }, (_, index) => taskset.at(from + index))
    const drawn = process.cpuUsage(started)
    const replies = tasks.map((task) => spec.demonstrate(task, Rng.fromSeed(task.hash))?.[0]?.text)
    if (replies.includes(undefined)) return null
    const before = process.cpuUsage()
    for (const [index, task] of tasks.entries()) {
      const conversation = await spec.begin({ task })
      const { judgement } = await conversation.step(replies[index] as string)
      await conversation.close()
      if (judgement?.outcome !== true) throw new Error(`${spec.id}: the gold of ${task.id} is not right`)
    }
    const judged = process.cpuUsage(before)
    if (from < warmUp) continue
    drawUs += drawn.user + drawn.system
    judgeUs += judged.user + judged.system
  }
  return { drawUs: drawUs / count, judgeUs: judgeUs / count }
}

interface Peers {
  readonly version: string
  readonly rows: { readonly [name: string]: { readonly drawUs: number; readonly judgeUs: number } }
}

/** Null where the interpreter has no reasoning-gym. */
function peers(python: string, names: readonly string[], count: number): Peers | null {
  const script = fileURLToPath(new URL('./peers/reasoning_gym_peer.py', import.meta.url))
  const run = spawnSync(python, ['-B', script, String(count), ...names], { encoding: 'utf8' })
  return run.status === 0 ? (JSON.parse(run.stdout) as Peers) : null
}

/** Prints the table, or with `--json` the report with `ratio`: the median over the families of our time over the peer's. */
export async function benchEpisodes(given: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...given],
    options: {
      python: { type: 'string' },
      count: { type: 'string', default: '20000' },
      'peer-count': { type: 'string', default: '300' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const only = values.only?.split(',')
  const entries = builtIn.filter(({ id }) => only?.includes(id) ?? true)
  const python = values.python ?? (process.env['RLVR_BENCH_REASONING_PYTHON'] || 'python3')
  const known = entries.flatMap(({ id }) => reasoningGymNames[id]?.name ?? [])
  const theirs = peers(python, known, Number(values['peer-count']))
  const rows: Row[] = []
  for (const { id, load } of entries) {
    const { name, options = {} } = reasoningGymNames[id] ?? {}
    const spec = (await load()).configure(options)
    const side = await ours(spec, Number(values.count))
    await spec.close()
    if (side === null) continue
    const peer = name === undefined ? undefined : theirs?.rows[name]
    const total = side.drawUs + side.judgeUs
    rows.push({
      environment: id,
      ...side,
      perSecond: 1e6 / total,
      peer: peer === undefined || name === undefined ? null : { name, ...peer },
      ratio: peer === undefined ? null : total / (peer.drawUs + peer.judgeUs),
    })
    if (!values.json) console.log(rowText(rows.at(-1) as Row))
  }
  const ratios = rows.flatMap((row) => row.ratio ?? []).sort((one, other) => one - other)
  const ratio = ratios[Math.floor(ratios.length / 2)] ?? null
  const peer = theirs === null ? null : `reasoning-gym ${theirs.version}`
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load: loadavg()[0] ?? 0 }
  if (values.json) console.log(JSON.stringify({ benchmark: 'episodes', ratio, peer, rows, machine }))
  else
    console.log(
      `${machine.cpu}, Node ${process.versions.node}, one core; ${peer ?? 'reasoning-gym is missing'}${ratio === null ? '' : `: ${(1 / ratio).toFixed(0)} times as fast by the median family`}`,
    )
}

function rowText({ environment, drawUs, judgeUs, perSecond, peer, ratio }: Row): string {
  const beside =
    peer === null || ratio === null
      ? ''
      : `${peer.name}: ${(peer.drawUs + peer.judgeUs).toFixed(0)} µs, ${(1 / ratio).toFixed(0)} ×`
  return `${environment.padEnd(24)} ${perSecond.toFixed(0).padStart(8)}/s  draw ${drawUs.toFixed(1).padStart(6)} µs  judge ${judgeUs.toFixed(1).padStart(6)} µs  ${beside}`
}
