// What an environment does here: a task of it, what gets which reward, and what `rlvr check` says.
import type { BuiltIn, EnvironmentModule } from '../../envs/table.ts'
import type { Action, EnvironmentSpec } from '../../src/core/environment.ts'
import type { Message } from '../../src/core/message.ts'
import { Rng } from '../../src/core/random.ts'
import type { Task } from '../../src/core/task.ts'
import { check } from '../../src/probe/check.ts'
import type { CheckFinding, CheckReport } from '../../src/probe/check-report.ts'
import { playOut } from '../../src/testing/play-out.ts'

/** Tasks that baselines are played on, as probes are where that does not take too long. */
const tried = 40

export interface Baseline {
  readonly name: string
  readonly solved: number
  readonly tasks: number
  readonly meanReward: number | null
}

export interface Seen {
  readonly entry: BuiltIn
  readonly module: EnvironmentModule
  readonly spec: EnvironmentSpec
  /** Null, like the rest, where it cannot be tried here: `why` says why. */
  readonly sample: { readonly opening: readonly Message[]; readonly gold: readonly Action[] | null } | null
  readonly baselines: readonly Baseline[]
  readonly counts: CheckReport['counts'] | null
  readonly warnings: readonly CheckFinding[]
  readonly why: string | null
}

/** Tries an environment with no option set. What needs data or policies of its user's cannot be tried. */
export async function seen(entry: BuiltIn): Promise<Seen> {
  const module = await entry.module()
  const about = { entry, module, sample: null, baselines: [], counts: null, warnings: [] } as const
  await using spec = module.default.configure()
  if (spec.lacks.length > 0)
    return { ...about, spec, why: `It needs policies of its user’s: ${spec.lacks.join(', ')}.` }
  let tasks: Task[]
  try {
    const taskset = await spec.tasks({ split: 'test', seed: 0 })
    tasks = Array.from({ length: Math.min(tried, taskset.size ?? tried) }, (_, index) => taskset.at(index))
  } catch {
    return { ...about, spec, why: 'Its tasks come from data that its user has, or the hub: none is shown here.' }
  }
  const golds = tasks.map((task) => spec.demonstrate(task, Rng.fromSeed(task.hash)))
  const [first] = tasks
  const report = await check(spec)
  return {
    entry,
    module,
    spec,
    sample: first === undefined ? null : { opening: spec.opening(first), gold: golds[0] ?? null },
    baselines: await baselines(spec, tasks, golds),
    counts: report.counts,
    warnings: report.findings.filter(({ status }) => status === 'warning' || status === 'fault'),
    why: null,
  }
}

async function baselines(
  spec: EnvironmentSpec,
  tasks: readonly Task[],
  golds: readonly (readonly Action[] | null)[],
): Promise<Baseline[]> {
  const rng = Rng.fromSeed('baselines')
  const others = tasks.map((_, index) =>
    tasks.length < 2 ? null : (golds[(index + rng.int(1, tasks.length - 1)) % tasks.length] ?? null),
  )
  const echo = tasks.map((task) => [
    {
      text: spec
        .opening(task)
        .map(({ content }) => content)
        .join('\n'),
    },
  ])
  const all: readonly (readonly [string, readonly (readonly Action[] | null)[]])[] = [
    ['the demonstration', golds],
    ['the demonstration of another task, at random', others],
    ['the prompt, repeated', echo],
    ['nothing', tasks.map(() => [{ text: '' }])],
  ]
  const rows: Baseline[] = []
  for (const [name, actions] of all) {
    let [solved, count, sum, hasReward] = [0, 0, 0, true]
    for (const [index, task] of tasks.entries()) {
      const given = actions[index] ?? null
      if (given === null || given.length === 0) continue
      const { outcome, reward } = await playOut(spec, task, untilTheEnd(spec, given))
      count++
      if (outcome === true) solved++
      if (reward === null) hasReward = false
      else sum += reward
    }
    if (count > 0) rows.push({ name, solved, tasks: count, meanReward: hasReward ? sum / count : null })
  }
  return rows
}

/** Actions once, and then silence. */
function untilTheEnd(spec: EnvironmentSpec, actions: readonly Action[]): readonly Action[] {
  return [...actions, ...Array.from({ length: Math.max(0, spec.maxTurns - actions.length) }, () => ({ text: '' }))]
}
