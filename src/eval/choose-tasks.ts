// The tasks that a policy is measured on.
import type { EnvironmentSpec } from '../core/environment.ts'
import { RlvrError } from '../core/errors.ts'
import type { Split, Task } from '../core/task.ts'
import { distinctTasks } from '../rollout/held-out.ts'

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
  const tasks = distinctTasks(await spec.tasks({ split, seed }), count)
  if (tasks.length === 0)
    throw new RlvrError('RLVR_TASK', `The ${split} split of \`${spec.id}\` has no tasks. Choose the other split.`)
  return tasks
}
