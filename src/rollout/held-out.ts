// How a policy does on held-out tasks: sampled replies for pass@1 with an interval over tasks, and one greedy reply.
import type { Episode, Group } from '../core/episode.ts'
import { RlvrError } from '../core/errors.ts'
import { estimateShare } from '../core/estimate.ts'
import type { HeldOutResult } from '../core/held-out.ts'
import type { EpisodeLimits } from '../core/limits.ts'
import type { Policy, Sampling } from '../core/policy.ts'
import { openEnvironment, type EnvironmentLike } from '../core/registry.ts'
import { mean } from '../core/statistics.ts'
import type { Task, Taskset } from '../core/task.ts'
import { runGroups } from './run-groups.ts'

export interface HeldOutOptions {
  readonly environment: EnvironmentLike
  readonly policy: Policy
  readonly tasks: readonly Task[]
  readonly repliesPerTask: number
  readonly sampling: Sampling
  readonly seed: number | string
  readonly step: number | null
  /** Tighten those of the environment. */
  readonly limits?: EpisodeLimits
  readonly signal?: AbortSignal
  /** Told of all episodes, greedy ones last, before anything is made of them. */
  readonly onEpisodes?: (episodes: readonly Episode[]) => void
}

/**
 * Measures a policy. The episodes, greedy ones last, are given along for the record.
 * @throws RlvrError `RLVR_VERIFIER` when nothing could be judged: that is no pass rate of 0
 */
export async function heldOut(options: HeldOutOptions): Promise<{ result: HeldOutResult; episodes: Episode[] }> {
  const { environment, tasks, repliesPerTask, sampling, seed, ...rest } = options
  await using opened = await openEnvironment(environment)
  const { spec } = opened
  const shared = { ...rest, environment: spec }
  const sampled = await runGroups(tasks, {
    ...shared,
    sampling,
    seed: `${seed}/sampled`,
    samplesPerPrompt: repliesPerTask,
    phase: 'eval',
  })
  const greedy = await runGroups(tasks, {
    ...shared,
    sampling: { ...sampling, temperature: 0 },
    seed: `${seed}/greedy`,
    samplesPerPrompt: 1,
    phase: 'eval',
    series: 'greedy',
  })
  const episodes = [...sampled, ...greedy].flatMap((group) => group.episodes)
  options.onEpisodes?.(episodes)
  const rates = solveRates(sampled)
  const estimate = estimateShare(rates)
  const greedyPass1 = mean(solveRates(greedy))
  if (estimate === null || greedyPass1 === null)
    throw new RlvrError(
      'RLVR_VERIFIER',
      `No reply to the ${tasks.length} held-out tasks of \`${spec.id}\` could be judged: ${whyNot(sampled)}`,
    )
  const { value, interval } = estimate
  const sampledReward = mean(meanRewards(sampled))
  const result = { sampledPass1: value, greedyPass1, sampledReward, interval, tasks: rates.length }
  return { result, episodes }
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

/** For each group with rewards, their mean. */
function meanRewards(groups: readonly Group[]): number[] {
  return groups.flatMap(({ episodes }) => {
    const rewards = episodes.map(({ record }) => record.reward).filter((reward) => reward !== null)
    return mean(rewards) ?? []
  })
}

/** What the first episode without an outcome says of itself. */
function whyNot(groups: readonly Group[]): string {
  const record = groups.flatMap(({ episodes }) => episodes)[0]?.record
  if (record === undefined) return 'there were none.'
  if (record.error !== null) return record.error.message
  return Object.values(record.verdicts).find(({ status }) => status !== 'scored')?.reason ?? 'no verdict says why.'
}
