// Probes a second on one core: the replies of all probes of `rlvr check`, played and judged, programs left out.
//   npm run -s bench -- probes [--only ID,…] [--tasks N] [--json]
// Times are those of the processor (user and system) with what makes the replies in them; a first round is not counted.
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { builtIn } from '../envs/table.ts'
import type { EnvironmentSpec } from '../src/core/environment.ts'
import { probes } from '../src/probe/check.ts'
import { probedTasks } from '../src/probe/probe-inputs.ts'
import { playReply, runProbes } from '../src/probe/run-probes.ts'

interface Row {
  readonly environment: string
  readonly replies: number
  readonly perSecond: number
}

async function round(spec: EnvironmentSpec, { from, tasks }: { from: number; tasks: number }): Promise<number> {
  const taskset = await spec.tasks({ split: 'train', seed: 0 })
  const drawn = Array.from({ length: Math.min(tasks, taskset.size ?? tasks) }, (_, index) => taskset.at(from + index))
  const probed = probedTasks(spec, drawn)
  const goldRewards: (number | null)[] = []
  for (const each of probed)
    goldRewards.push(each.gold === null ? null : (await playReply(spec, each, each.gold)).reward)
  const { replies } = await runProbes(spec, probes, { probed, goldRewards, luck: 1 })
  return replies.length
}

/** Prints a line for each environment of one turn whose tasks are drawn, and the median of them. */
export async function benchProbes(given: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...given],
    options: {
      only: { type: 'string' },
      tasks: { type: 'string', default: '100' },
      json: { type: 'boolean', default: false },
    },
  })
  const [only, tasks] = [values.only?.split(','), Number(values.tasks)]
  const rows: Row[] = []
  for (const { id, load } of builtIn.filter((entry) => only?.includes(entry.id) ?? true)) {
    await using spec = (await load()).configure()
    const taskset = await spec.tasks({ split: 'train', seed: 0 })
    if (spec.maxTurns > 1 || taskset.size !== null || spec.lacks.length > 0) continue
    await round(spec, { from: 0, tasks })
    const start = process.cpuUsage()
    const replies = await round(spec, { from: tasks, tasks })
    const { user, system } = process.cpuUsage(start)
    rows.push({ environment: id, replies, perSecond: Math.round(replies / ((user + system) / 1e6)) })
    const row = rows.at(-1) as Row
    if (!values.json) console.log(`${id.padEnd(24)} ${String(row.perSecond).padStart(8)}/s  ${replies} replies`)
  }
  const speeds = rows.map(({ perSecond }) => perSecond).sort((one, other) => one - other)
  const median = speeds[speeds.length >> 1] ?? null
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load: loadavg()[0] ?? 0 }
  if (values.json) console.log(JSON.stringify({ benchmark: 'probes', median, least: speeds[0] ?? null, rows, machine }))
  else
    console.log(
      `${machine.cpu}, Node ${process.versions.node}, one core: ${median} probes a second by the median environment, ${speeds[0]} by the slowest`,
    )
}
