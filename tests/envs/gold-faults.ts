// Which of an environment's own demonstrations do not solve their tasks, for tests over whole data sets.
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import { mapConcurrently } from '../../src/core/map-concurrently.ts'
import { Rng } from '../../src/core/random.ts'
import { runRubric } from '../../src/core/rubric.ts'
import type { Split } from '../../src/core/task.ts'

export interface GoldFaults {
  readonly tasks: number
  /** Id and verdict of each that failed. */
  readonly wrong: readonly string[]
}

export async function goldFaults(spec: EnvironmentSpec, splits: readonly Split[]): Promise<GoldFaults> {
  const sets = await Promise.all(splits.map(async (split) => await spec.tasks({ split, seed: 0 })))
  const tasks = sets.flatMap((set) => Array.from({ length: set.size ?? 0 }, (_, index) => set.at(index)))
  const faults = await mapConcurrently(tasks, 8, async (task) => {
    const reply = spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
    const { outcome, verdicts } = await runRubric(spec.rubric, { task, reply, messages: [] })
    return outcome === true ? null : `${task.id}: ${JSON.stringify(verdicts)}`
  })
  return { tasks: tasks.length, wrong: faults.filter((fault) => fault !== null) }
}
