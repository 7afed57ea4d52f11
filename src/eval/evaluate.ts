// Measures a policy on an environment: some replies to each of some tasks, recorded as they come, so that a stopped
// evaluation goes on with the episodes it still owes.
import type { EnvironmentSpec } from '../core/environment.ts'
import type { EpisodeRecord } from '../core/episode.ts'
import { RlvrError } from '../core/errors.ts'
import type { JsonObject } from '../core/json.ts'
import { defaultSampling, type Policy, type Sampling } from '../core/policy.ts'
import { Rng } from '../core/random.ts'
import { configure, type EnvironmentLike } from '../core/registry.ts'
import type { Split, Task } from '../core/task.ts'
import type { RunDirectory } from '../record/run-directory.ts'
import type { EpisodePlan } from '../rollout/episode-plan.ts'
import { runEpisodes } from '../rollout/run-episodes.ts'
import { chooseTasks } from './choose-tasks.ts'
import { owedEpisodes } from './owed-episodes.ts'
import { summarise, type EvaluationNumbers } from './summarise.ts'

export interface EvaluateOptions {
  readonly environment: EnvironmentLike
  readonly policy: Policy
  /** How many different ones; 100 unless said otherwise. */
  readonly tasks?: number
  /** 1 unless said otherwise. */
  readonly repliesPerTask?: number
  /** What is not given is as in `defaultSampling`. */
  readonly sampling?: Partial<Sampling>
  /** 0 unless said otherwise. */
  readonly seed?: number | string
  /** `test` unless said otherwise. */
  readonly split?: Split
  /** Where episodes are recorded, and whence those that are there already are taken. */
  readonly record?: RunDirectory
  readonly signal?: AbortSignal
  /** Told after each episode. */
  readonly onProgress?: (progress: EvaluationProgress) => void
  /** Environments at work at once; with a server, episodes. */
  readonly maxConcurrent?: number
  /** Episodes that a batching policy is given at once; they are recorded together. */
  readonly batchEpisodes?: number
}

export interface EvaluationProgress {
  readonly done: number
  readonly total: number
  /** Episodes without a reward so far. */
  readonly nullRewards: number
  /** Mean over the episodes so far; null while none has a reward. */
  readonly reward: number | null
}

/** What an evaluation comes to: `summary.json`. */
export interface EvaluationSummary extends EvaluationNumbers {
  readonly environment: string
  readonly options: JsonObject
  readonly policy: { readonly name: string; readonly version: number }
  readonly split: Split
  readonly seed: number | string
  readonly sampling: Sampling
  /** Fewer tasks than asked for: the split has no more different ones. */
  readonly tasksAsked: number
  readonly repliesPerTask: number
}

/**
 * Evaluates, and gives the summary; with `record` it is written to `summary.json` too.
 * @throws RlvrError `RLVR_INTERRUPTED` on abort, when what was recorded stays; `RLVR_USAGE` when `record` holds
 * episodes of another environment or policy
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationSummary> {
  const { policy, tasks: taskCount = 100, repliesPerTask = 1, seed = 0, split = 'test', record } = options
  requireCount('tasks', taskCount)
  requireCount('repliesPerTask', repliesPerTask)
  const sampling: Sampling = { ...defaultSampling, ...options.sampling }
  const spec = await configure(options.environment)
  const tasks = await chooseTasks(spec, { split, seed, count: taskCount })
  const plans = planEvaluation(tasks, repliesPerTask, seed)
  const recorded: EpisodeRecord[] = []
  if (record !== undefined) for await (const each of record.episodes()) recorded.push(each)
  const expected = { environment: spec.id, policy: { name: policy.name, version: policy.version } }
  const { done, owed } = owedEpisodes(plans, recorded, expected)

  const fresh = await runOwed(owed, [...done.values()], { ...options, spec, sampling })
  const records = plans.map((plan) => done.get(plan) ?? (fresh.get(placeOf(plan)) as EpisodeRecord))
  const summary: EvaluationSummary = {
    ...expected,
    options: spec.options,
    split,
    seed,
    sampling,
    tasksAsked: taskCount,
    repliesPerTask,
    ...summarise(records, Rng.fromSeed(seed).fork('bootstrap')),
  }
  record?.writeSummary(summary)
  return summary
}

/** A reply's seed depends on its task and place alone, so that asking for more tasks changes none of the first. */
function planEvaluation(tasks: readonly Task[], repliesPerTask: number, seed: number | string): EpisodePlan[] {
  return tasks.flatMap((task, place) =>
    Array.from({ length: repliesPerTask }, (_, index): EpisodePlan => {
      return { task, groupId: String(place), index, seed: `${seed}/eval/${task.hash}/${index}` }
    }),
  )
}

async function runOwed(
  owed: readonly EpisodePlan[],
  done: readonly EpisodeRecord[],
  options: Omit<EvaluateOptions, 'environment' | 'sampling'> & {
    readonly spec: EnvironmentSpec
    readonly sampling: Sampling
  },
): Promise<Map<string, EpisodeRecord>> {
  const { spec, policy, sampling, record, signal, onProgress, maxConcurrent, batchEpisodes = 256 } = options
  const fresh = new Map<string, EpisodeRecord>()
  let rewardSum = 0
  let nullRewards = 0
  const count = ({ reward }: EpisodeRecord): void => {
    if (reward === null) nullRewards++
    else rewardSum += reward
  }
  for (const each of done) count(each)
  const total = done.length + owed.length
  const size = policy.batching === 'independent' ? Math.max(1, owed.length) : batchEpisodes
  try {
    for (let start = 0; start < owed.length; start += size) {
      await runEpisodes(owed.slice(start, start + size), {
        environment: spec,
        policy,
        sampling,
        phase: 'eval',
        step: null,
        ...(signal !== undefined && { signal }),
        ...(maxConcurrent !== undefined && { maxConcurrent }),
        onEpisode: (episode, plan) => {
          record?.writeEpisode(episode.record)
          fresh.set(placeOf(plan), episode.record)
          count(episode.record)
          const soFar = done.length + fresh.size
          const reward = soFar === nullRewards ? null : rewardSum / (soFar - nullRewards)
          onProgress?.({ done: soFar, total, nullRewards, reward })
        },
      })
    }
  } catch (thrown) {
    if (!RlvrError.isInstance(thrown) || thrown.code !== 'RLVR_INTERRUPTED') throw thrown
    const where = record === undefined ? 'nothing was recorded' : `they are kept in ${record.path}`
    throw new RlvrError(
      'RLVR_INTERRUPTED',
      `The evaluation was interrupted after ${done.length + fresh.size} of ${total} episodes; ${where}.`,
    )
  } finally {
    record?.sync()
  }
  return fresh
}

function placeOf(plan: EpisodePlan): string {
  return `${plan.groupId}/${plan.index}`
}

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RlvrError('RLVR_USAGE', `\`${name}\` is a whole number from 1; got ${value}.`)
}
