// How a policy does on held-out tasks: sampled replies for pass@1 with an interval over tasks, and one greedy reply.
import type { EnvironmentSpec } from '../core/environment.ts'
import type { Episode, Group } from '../core/episode.ts'
import type { HeldOutResult } from '../core/held-out.ts'
import type { Policy, Sampling } from '../core/policy.ts'
import { Rng } from '../core/random.ts'
import { bootstrapInterval, mean } from '../core/statistics.ts'
import type { Task, Taskset } from '../core/task.ts'
import { runGroups } from './run-groups.ts'

export interface HeldOutOptions {
  readonly spec: EnvironmentSpec
  readonly policy: Policy
  readonly tasks: readonly Task[]
  readonly samplesPerTask: number
  readonly sampling: Sampling
  readonly seed: number | string
  readonly step: number | null
  readonly signal?: AbortSignal
}

/** Measures a policy. The episodes, greedy ones last, are given along for the record. */
export async function heldOut(options: HeldOutOptions): Promise<{ result: HeldOutResult; episodes: Episode[] }> {
  const { tasks, samplesPerTask, sampling, seed, ...shared } = options
  const sampled = await runGroups(tasks, {
    ...shared,
    sampling,
    seed: `${seed}/sampled`,
    samplesPerPrompt: samplesPerTask,
    phase: 'eval',
  })
  const greedy = await runGroups(tasks, {
    ...shared,
    sampling: { ...sampling, temperature: 0 },
    seed: `${seed}/greedy`,
    samplesPerPrompt: 1,
    phase: 'eval',
  })
  const rates = solveRates(sampled)
  const interval = bootstrapInterval(rates, Rng.fromSeed(seed).fork('bootstrap'))
  const result = {
    sampledPass1: mean(rates) ?? 0,
    greedyPass1: mean(solveRates(greedy)) ?? 0,
    interval: interval ?? { low: 0, high: 0 },
    tasks: rates.length,
  }
  return { result, episodes: [...sampled, ...greedy].flatMap((group) => group.episodes) }
}

/** The first `count` tasks that differ from each other: a small generator repeats itself. */
export function distinctTasks(taskset: Taskset, count: number): Task[] {
  const tasks = new Map<string, Task>()
  const last = Math.min(taskset.size ?? Infinity, count * 20)
  for (let index = 0; index < last && tasks.size < count; index++) {
    const task = taskset.at(index)
    if (!tasks.has(task.hash)) tasks.set(task.hash, task)
  }
  return [...tasks.values()]
}

/** For each group that could be judged, the share of its replies that solved the task. */
function solveRates(groups: readonly Group[]): number[] {
  return groups.flatMap(({ episodes }) => {
    const outcomes = episodes.map(({ record }) => record.outcome).filter((outcome) => outcome !== null)
    return outcomes.length === 0 ? [] : [outcomes.filter(Boolean).length / outcomes.length]
  })
}
