// The tasks of both splits that a check looks at, with those that cannot be had.
import type { EnvironmentSpec } from '../core/environment.ts'
import { describeError } from '../core/errors.ts'
import type { Split, Task, Taskset } from '../core/task.ts'

/** Of a list all tasks are looked at, up to this many; of drawn ones, which are endless, a few. */
const most = { listed: 2000, drawn: 300 } as const

export interface SampledTasks {
  readonly split: Split
  readonly isListed: boolean
  readonly tasks: readonly Task[]
  /** Indices without a task, and why. */
  readonly faulty: readonly { readonly index: number; readonly why: string }[]
  /** Why there is no such split; null where there is one. */
  readonly missing: string | null
}

export async function sampleTasks(spec: EnvironmentSpec, split: Split, seed: number | string): Promise<SampledTasks> {
  let taskset: Taskset
  try {
    taskset = await spec.tasks({ split, seed })
  } catch (thrown) {
    // A benchmark has tasks for testing alone.
    return { split, isListed: true, tasks: [], faulty: [], missing: describeError(thrown, 300) }
  }
  const length = taskset.size === null ? most.drawn : Math.min(taskset.size, most.listed)
  const tasks: Task[] = []
  const faulty: { index: number; why: string }[] = []
  for (let index = 0; index < length; index++) {
    try {
      tasks.push(taskset.at(index))
    } catch (thrown) {
      faulty.push({ index, why: describeError(thrown, 300) })
    }
  }
  return { split, isListed: taskset.size !== null, tasks, faulty, missing: null }
}
