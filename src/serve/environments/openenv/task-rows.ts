// The task routes: what tasks there are, each in a form that `reset` takes as its arguments. Nothing secret is in it.
// Source: huggingface/OpenEnv src/openenv/core/env_server/http_server.py (tags "Task API").
import { breathe } from '../../../core/breathe.ts'
import type { JsonObject } from '../../../core/json.ts'
import { publicTask, type Split } from '../../../core/task.ts'
import { endlessTasks, type ServedEnvironment } from '../served-environment.ts'
import { DetailFault } from './detail-fault.ts'

/** Most tasks in one answer. */
export const mostRows = 10_000

export async function splitsOf(environment: ServedEnvironment): Promise<JsonObject[]> {
  const splits: JsonObject[] = []
  for (const name of ['train', 'test'] as const)
    if ((await environment.taskset(name)).size !== 0) splits.push({ name, type: name })
  return splits
}

export async function countTasks(environment: ServedEnvironment, split: unknown): Promise<number> {
  return (await environment.taskset(splitNamed(split))).size ?? endlessTasks
}

/** From `start` to before `stop`; all where neither is given. Past the end there are none. */
export async function taskRows(
  environment: ServedEnvironment,
  { split, start, stop }: { split: unknown; start?: unknown; stop?: unknown },
): Promise<JsonObject[]> {
  const { size } = await environment.taskset(splitNamed(split))
  const [from, to] = [place(start) ?? 0, place(stop) ?? size ?? endlessTasks]
  const end = size === null ? to : Math.min(size, to)
  if (end - from > mostRows)
    throw new DetailFault(400, `At most ${mostRows} tasks in one answer: ask for them by task_range, part by part.`)
  const rows: JsonObject[] = []
  for (let index = from; index < end; index++) {
    if (index % 100 === 0) await breathe()
    rows.push(await taskRow(environment, { split, index }))
  }
  return rows
}

export async function taskRow(
  environment: ServedEnvironment,
  { split, index }: { split: unknown; index: unknown },
): Promise<JsonObject> {
  const named = splitNamed(split)
  const at = place(index)
  const { size } = await environment.taskset(named)
  if (at === undefined || (size !== null && at >= size)) throw new DetailFault(400, 'Invalid task index')
  const { task, reference } = await environment.choose({ split: named, index: at })
  const { id, public: shown } = publicTask(task)
  return {
    id,
    split: named,
    index: at,
    prompt: environment.spec.opening(task).map(({ role, content }) => ({ role, content })),
    public: shown,
    reference: { ...reference },
  }
}

function splitNamed(split: unknown): Split {
  if (split === 'train' || split === 'test') return split
  throw new DetailFault(400, `There is no split ${JSON.stringify(split)?.slice(0, 100)}; there are train and test.`)
}

function place(given: unknown): number | undefined {
  if (given === undefined || given === null) return undefined
  if (typeof given === 'number' && Number.isSafeInteger(given) && given >= 0) return given
  throw new DetailFault(400, 'Invalid task index')
}
