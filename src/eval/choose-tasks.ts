// The tasks that a policy is measured on.
import type { EnvironmentSpec } from '../core/environment.ts'
import { RlvrError } from '../core/errors.ts'
import type { Split, Task } from '../core/task.ts'

export interface ChooseTasksOptions {
  readonly split: Split
  readonly seed: number | string
  readonly count: number
}

/**
 * The first `count` different tasks of a split, by their hash: a task that came twice would count twice, and make
 * the interval narrower than it is. Fewer where the split has no more.
 * @throws RlvrError `RLVR_TASK` when the split has none
 */
export async function chooseTasks(spec: EnvironmentSpec, options: ChooseTasksOptions): Promise<Task[]> {
  const { split, seed, count } = options
  const taskset = await spec.tasks({ split, seed })
  // An endless generator of few different tasks must not be drawn from for ever.
  const end = taskset.size ?? 20 * count + 1000
  const chosen = new Map<string, Task>()
  for (let index = 0; index < end && chosen.size < count; index++) {
    const task = taskset.at(index)
    if (!chosen.has(task.hash)) chosen.set(task.hash, task)
  }
  if (chosen.size === 0 && count > 0)
    throw new RlvrError('RLVR_TASK', `The ${split} split of \`${spec.id}\` has no tasks. Choose the other split.`)
  return [...chosen.values()]
}
