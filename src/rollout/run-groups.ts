// Groups: several episodes of one task, whose rewards are compared.
import type { Group } from '../core/episode.ts'
import { openEnvironment } from '../core/registry.ts'
import type { Task } from '../core/task.ts'
import type { EpisodePlan } from './episode-plan.ts'
import { judgeGroup } from './judge-group.ts'
import { runEpisodes, type RunEpisodesOptions } from './run-episodes.ts'

export interface RunGroupsOptions extends Omit<RunEpisodesOptions, 'phase'> {
  readonly samplesPerPrompt: number
  /** The run's seed; each episode's is derived from it, the step, and its place. */
  readonly seed: number | string
  /** Stands for `step` in the seeds, where a run counts them otherwise. */
  readonly seedStep?: number
  /** `train` unless said otherwise. */
  readonly phase?: 'train' | 'eval'
  /** A name that sets these groups apart from others of the same phase and step. */
  readonly series?: string
}

/**
 * One group a task, judged by the environment's group rewards too, in the order of the tasks. A task that is given twice makes two groups.
 * Group ids are `<step>-<series>-<place of the task>`, without what is not there.
 */
export async function runGroups(tasks: readonly Task[], options: RunGroupsOptions): Promise<Group[]> {
  const { samplesPerPrompt, seed, step, seedStep = step, phase = 'train', series } = options
  const named = (count: typeof step, place: number): string =>
    [count, series, place].filter((part) => part !== null && part !== undefined).join('-')
  const groupIds = tasks.map((_, place) => named(step, place))
  const plans = tasks.flatMap((task, place) =>
    Array.from({ length: samplesPerPrompt }, (_, index): EpisodePlan => {
      const groupId = groupIds[place] as string
      return { task, groupId, index, seed: `${seed}/${phase}/${named(seedStep, place)}/${index}` }
    }),
  )
  await using opened = await openEnvironment(options.environment)
  const { spec } = opened
  const episodes = await runEpisodes(plans, { ...options, environment: spec, phase })
  const groups = tasks.map((task, place): Group => ({
    id: groupIds[place] as string,
    taskId: task.id,
    episodes: episodes.slice(place * samplesPerPrompt, (place + 1) * samplesPerPrompt),
  }))
  if (Object.keys(spec.groupTerms).length === 0) return groups
  const { signal } = options
  const judge = async (group: Group, place: number): Promise<Group> =>
    await judgeGroup(group, spec.groupTerms, { task: tasks[place] as Task, ...(signal !== undefined && { signal }) })
  return await Promise.all(groups.map(judge))
}
