// Tasks of an environment by their ids, as rows of saved replies name them.
import type { EnvironmentSpec } from '../core/environment.ts'
import { nearestName } from '../core/errors.ts'
import type { Task, Split, Taskset } from '../core/task.ts'
import { FieldFault } from '../data/field.ts'

const splits = ['train', 'test'] as const satisfies readonly Split[]

/**
 * A look-up of tasks by id. A generated task is found by the `split-index` that its id is made of, for the given
 * seed; a listed one by its id in either split; one that a training met by its course, such as `train-level-2-5`. Throws `FieldFault` on `taskId` for one that does not exist.
 */
export function taskFinder(spec: EnvironmentSpec, seed: string): (taskId: string) => Promise<Task> {
  let opened: Promise<{ tasksets: Taskset[]; listed: Map<string, Task> }> | undefined
  const openTasksets = async (): Promise<{ tasksets: Taskset[]; listed: Map<string, Task> }> => {
    const tasksets = await Promise.all(splits.map((split) => spec.tasks({ split, seed })))
    const listed = new Map<string, Task>()
    for (const taskset of tasksets) {
      for (let index = 0; index < (taskset.size ?? 0); index++) listed.set(taskset.at(index).id, taskset.at(index))
    }
    return { tasksets, listed }
  }
  return async (taskId) => {
    opened ??= openTasksets()
    const { tasksets, listed } = await opened
    const task = listed.get(taskId) ?? generatedTask(tasksets, taskId) ?? drawnTask(tasksets, taskId)
    if (task !== null) return task
    const nearest = nearestName(taskId, listed.keys())
    const suggestion = nearest === null ? '' : ` Did you mean \`${nearest}\`?`
    throw new FieldFault('taskId', `\`${spec.id}\` has no task \`${taskId}\`.${suggestion}`)
  }
}

function generatedTask(tasksets: readonly Taskset[], taskId: string): Task | null {
  const [, split, index] = /^(train|test)-(\d{1,15})$/.exec(taskId) ?? []
  const taskset = tasksets.find((each) => each.split === split && each.size === null)
  if (taskset === undefined) return null
  const task = taskset.at(Number(index))
  return task.id === taskId ? task : null
}

/** A task of a course, as that of a curriculum. */
function drawnTask(tasksets: readonly Taskset[], taskId: string): Task | null {
  for (const { course } of tasksets) {
    const task = course?.find?.(taskId) ?? null
    if (task !== null) return task
  }
  return null
}
