// Episodes of the environment `sql` a second, without generation: a task is drawn, looked at where it says so, answered by its
// gold and judged on three databases or more, in processes of their own. Wall time, all processes together.
//   npm run -s bench -- sql-episodes [--count N] [--at-once N] [--json]
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import environment from '../envs/sql/index.ts'
import { mapConcurrently } from '../src/core/map-concurrently.ts'
import { Rng } from '../src/core/random.ts'

interface Row {
  readonly episodes: string
  readonly perSecond: number
}

/** Prints a line for each way to play: the last action alone or all of them, each task once or eight times. */
export async function benchSqlEpisodes(given: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...given],
    options: {
      count: { type: 'string', default: '8000' },
      'at-once': { type: 'string', default: '64' },
      json: { type: 'boolean', default: false },
    },
  })
  const rows: Row[] = []
  for (const way of ['one reply', 'a look and a reply'] as const)
    for (const attempts of [1, 8]) {
      const perSecond = await measured(Number(values.count), Number(values['at-once']), { way, attempts })
      rows.push({
        episodes: `${way}, ${attempts === 1 ? 'each task once' : `${attempts} attempts at a task`}`,
        perSecond,
      })
      if (!values.json) console.log(`${rows.at(-1)?.episodes.padEnd(42)} ${perSecond.toFixed(0).padStart(7)}/s`)
    }
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load: loadavg()[0] ?? 0 }
  if (values.json) console.log(JSON.stringify({ benchmark: 'sql-episodes', rows, machine }))
  else console.log(`${machine.cpu}, ${machine.cores} cores, Node ${process.versions.node}`)
}

async function measured(
  count: number,
  atOnce: number,
  { way, attempts }: { way: 'one reply' | 'a look and a reply'; attempts: number },
): Promise<number> {
  await using spec = environment.configure(
    way === 'one reply' ? { kind: 'questions' } : { kind: 'questions', level: 2 },
  )
  const taskset = await spec.tasks({ split: 'train', seed: `${way}/${attempts}` })
  const play = async (index: number): Promise<void> => {
    const task = taskset.at(Math.floor(index / attempts))
    const actions = spec.demonstrate(task, Rng.fromSeed(0)) ?? []
    const conversation = await spec.begin({ task })
    let outcome: boolean | null | undefined
    for (const action of way === 'one reply' ? actions.slice(-1) : actions)
      outcome = (await conversation.step(action)).judgement?.outcome
    await conversation.close()
    if (outcome !== true) throw new Error(`the gold of ${task.id} is not right`)
  }
  const warmUp = Math.min(1000, count)
  const places = (from: number, length: number): number[] => Array.from({ length }, (_, at) => from + at)
  await mapConcurrently(places(count, warmUp), atOnce, play)
  const started = performance.now()
  await mapConcurrently(places(0, count), atOnce, play)
  return (count / (performance.now() - started)) * 1000
}
