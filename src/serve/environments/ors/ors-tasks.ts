// Splits and tasks as ORS names them. A `task_spec` is the reference of a task with what of it is public: it names the
// task for `/create`, and holds nothing of the answer. After openreward 0.1.167, `environments/environment.py`
// (`get_task`, `get_task_range`): indices count from the end where they are below 0, and a range ends where tasks do.
import { breathe } from '../../../core/breathe.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { Split } from '../../../core/task.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import { endlessTasks, type FoundTask, type ServedEnvironment } from '../served-environment.ts'

export const splits: readonly { readonly name: Split; readonly type: Split }[] = [
  { name: 'train', type: 'train' },
  { name: 'test', type: 'test' },
]

/** Tasks of one answer. */
const mostListed = 100_000

export function readSplit(name: string): Split {
  const found = splits.find((split) => split.name === name)
  if (found !== undefined) return found.name
  throw new ProtocolFault('malformed', `Invalid split ${JSON.stringify(name.slice(0, 100))}; there is train and test.`)
}

export async function numTasks(environment: ServedEnvironment, split: Split): Promise<number> {
  const { size } = await environment.taskset(split)
  return size ?? endlessTasks
}

/** The task at an index, from the end where it is below 0. */
export async function taskAt(environment: ServedEnvironment, split: Split, index: number): Promise<FoundTask> {
  const place = index < 0 ? index + (await numTasks(environment, split)) : index
  return await environment.choose({ split, index: place })
}

export function taskSpec({ task, reference }: FoundTask): JsonObject {
  return { ...reference, id: task.id, ...(task.public !== undefined && { public: task.public }) }
}

/** The specs from `start` up to `stop`, without it. */
export async function taskSpecs(
  environment: ServedEnvironment,
  split: Split,
  { start = 0, stop }: { start?: number | undefined; stop?: number | undefined } = {},
): Promise<JsonObject[]> {
  const { size } = await environment.taskset(split)
  const count = size ?? endlessTasks
  const most = size ?? Infinity
  const placed = (bound: number): number => Math.min(bound < 0 ? Math.max(count + bound, 0) : bound, most)
  const [from, to] = [placed(start), placed(stop ?? count)]
  if (to - from > mostListed)
    throw new ProtocolFault('malformed', `A list has ${mostListed} tasks at most; ask for a range of them.`)
  const specs: JsonObject[] = []
  for (let index = from; index < to; index++) {
    await breathe()
    specs.push(taskSpec(await environment.choose({ split, index })))
  }
  return specs
}
