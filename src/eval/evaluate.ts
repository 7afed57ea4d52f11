// Measures a policy on an environment: some replies to each of some tasks, recorded as they come, so that a stopped
// evaluation goes on with the episodes it still owes.
import type { EnvironmentSpec } from '../core/environment.ts'
import type { EpisodeRecord } from '../core/episode.ts'
import { RlvrError } from '../core/errors.ts'
import type { Failures } from '../core/failure-tally.ts'
import { requireNoGroupRewards } from '../core/group-rewards.ts'
import { asOpponent, requireOpponent } from '../core/needs.ts'
import { contentHash } from '../core/json.ts'
import { requireTold, tighter, type EpisodeLimits } from '../core/limits.ts'
import { promptMessages } from '../core/message.ts'
import { defaultSampling, type Policy, type Sampling } from '../core/policy.ts'
import { openEnvironment, type EnvironmentLike } from '../core/registry.ts'
import type { Split, Task } from '../core/task.ts'
import { RunDirectory } from '../record/run-directory.ts'
import type { EpisodePlan } from '../rollout/episode-plan.ts'
import { runEpisodes } from '../rollout/run-episodes.ts'
import { checkEvaluateOptions, type EvaluateOptionName } from './check-options.ts'
import { chooseTasks } from './choose-tasks.ts'
import { EvaluationStopped, EvaluationWatch, defaultTolerance } from './evaluation-stop.ts'
import type { EvaluationSummary } from './evaluation-summary.ts'
import { owedEpisodes } from './owed-episodes.ts'
import { keepEvaluated } from './same-evaluation.ts'
import { summarise } from './summarise.ts'

export type { EvaluationSummary } from './evaluation-summary.ts'

export interface EvaluateOptions {
  readonly environment: EnvironmentLike
  readonly policy: Policy
  /** `self`: the policy plays the other side too, in an environment that asks an opponent. */
  readonly opponent?: 'self'
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
  /**
   * Where episodes are recorded, and whence those that are there already are taken: the path of a folder, new or of an
   * evaluation that is to go on; or an open run, which whoever opened it closes.
   */
  readonly run?: RunDirectory | string
  readonly signal?: AbortSignal
  /** Told after each episode. */
  readonly onProgress?: (progress: EvaluationProgress) => void
  /** Environments at work at once; with a server, episodes. */
  readonly maxConcurrent?: number
  /** Episodes that a batching policy is given at once; they are recorded together. */
  readonly batchEpisodes?: number
  /** The share of all replies that may go unjudged before the evaluation is given up; 0.1 unless said otherwise. */
  readonly tolerance?: number
  /** What ends an episode, tighter than the environment does: turns, tokens of the policy, time, cost. */
  readonly limits?: EpisodeLimits
}

// An option that the check does not know does not compile.
const areKnown: keyof EvaluateOptions extends EvaluateOptionName ? true : false = true
void areKnown

export interface EvaluationProgress {
  readonly done: number
  readonly total: number
  /** What went wrong so far. */
  readonly failures: Failures
  /** Mean over the episodes so far; null while none has a reward. */
  readonly reward: number | null
}

/**
 * Evaluates, and gives the summary; with `run` it is written to `summary.json` too.
 * A policy that can be asked whether it answers at all is asked so first.
 * @throws RlvrError `RLVR_INTERRUPTED` on abort, when what was recorded stays; `RLVR_POLICY` where the policy does not
 * answer its first question; `RLVR_TOLERANCE` (an `EvaluationStopped`, with the numbers so far) where too many replies
 * cannot be judged; `RLVR_USAGE` for an option that cannot be, and when `run` is of another evaluation
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationSummary> {
  checkEvaluateOptions(options)
  const { environment, policy, opponent } = options
  const sampling = samplingOf(options)
  // It is asked as the player is, whatever the environment would ask for.
  const itself = asOpponent(policy, async (asked, _, more) => await policy.generate(asked, sampling, more))
  await using opened = await openEnvironment(environment, opponent === 'self' ? { opponent: itself } : {})
  const { spec } = opened
  if (opponent === 'self') requireOpponent(spec)
  requireNoGroupRewards(spec, 'an evaluation')
  requireTold(options.policy, tighter(spec.limits, options.limits))
  if (typeof options.run !== 'string') return await evaluateInto(options.run, spec, options)
  using run = RunDirectory.openOrCreate(options.run, {
    environment: spec.id,
    algorithm: 'eval',
    settings: {
      madeIn: 'code',
      options: spec.options,
      policy: policy.name,
      ...(opponent !== undefined && { opponent }),
    },
  })
  return await evaluateInto(run, spec, options)
}

async function evaluateInto(
  record: RunDirectory | undefined,
  spec: EnvironmentSpec,
  options: EvaluateOptions,
): Promise<EvaluationSummary> {
  const { policy, tasks: taskCount = 100, repliesPerTask = 1, seed = 0, split = 'test' } = options
  const sampling = samplingOf(options)
  const tasks = await chooseTasks(spec, { split, seed, count: taskCount })
  const plans = planEvaluation(tasks, repliesPerTask, seed)
  const recorded: EpisodeRecord[] = []
  const expected = { environment: spec.id, policy: { name: policy.name, version: policy.version ?? 0 } }
  if (record !== undefined) {
    const { limits, opponent } = options
    const kept = {
      ...{ ...expected, options: spec.options, sampling, split, seed },
      ...(opponent !== undefined && { opponent }),
    }
    keepEvaluated(record, limits === undefined ? kept : { ...kept, limits })
    for await (const each of record.episodes()) recorded.push(each)
  }
  const { done, owed } = owedEpisodes(plans, recorded, expected)

  const settled = { ...options, spec, sampling, record }
  if (owed[0] !== undefined) await askFirst(owed[0], settled)
  const { fresh, stopped } = await runOwed(owed, [...done.values()], settled)
  const records = plans.flatMap((plan) => done.get(plan) ?? fresh.get(placeOf(plan)) ?? [])
  const summary: EvaluationSummary = {
    ...expected,
    options: spec.options,
    split,
    seed,
    sampling,
    tasksAsked: taskCount,
    repliesPerTask,
    asked: plans.length,
    stopped,
    ...summarise(records),
  }
  record?.writeSummary(summary)
  if (stopped !== null) throw new EvaluationStopped(stopped, summary)
  return summary
}

function samplingOf(options: EvaluateOptions): Sampling {
  const given = Object.entries(options.sampling ?? {}).filter(([, value]) => value !== undefined)
  return { ...defaultSampling, ...Object.fromEntries(given) }
}

/**
 * A reply's seed depends on its task and place alone, so that asking for more tasks changes none of the first. On the
 * task's prompt, not on its hash: policies are told the seed, and a short answer can be guessed from a hash over it.
 */
function planEvaluation(tasks: readonly Task[], repliesPerTask: number, seed: number | string): EpisodePlan[] {
  return tasks.flatMap((task, place) =>
    Array.from({ length: repliesPerTask }, (_, index): EpisodePlan => {
      return { task, groupId: String(place), index, seed: `${seed}/eval/${contentHash(task.prompt)}/${index}` }
    }),
  )
}

/** The options with their defaults filled. */
type SettledOptions = Omit<EvaluateOptions, 'environment' | 'sampling' | 'run'> & {
  readonly spec: EnvironmentSpec
  readonly record: RunDirectory | undefined
  readonly sampling: Sampling
}

async function runOwed(
  owed: readonly EpisodePlan[],
  done: readonly EpisodeRecord[],
  options: SettledOptions,
): Promise<{ fresh: Map<string, EpisodeRecord>; stopped: string | null }> {
  const { spec, policy, sampling, record, signal, onProgress, maxConcurrent, batchEpisodes = 256, limits } = options
  const fresh = new Map<string, EpisodeRecord>()
  const total = done.length + owed.length
  const watch = new EvaluationWatch(total, options.tolerance ?? defaultTolerance)
  // Ends the episodes under way once the evaluation is given up.
  const enough = new AbortController()
  let rewardSum = 0
  const count = (each: EpisodeRecord): void => {
    watch.add(each)
    rewardSum += each.reward ?? 0
  }
  for (const each of done) count(each)
  let stopped = watch.reason()
  if (stopped !== null) return { fresh, stopped }
  const size = policy.batching === 'independent' ? Math.max(1, owed.length) : batchEpisodes
  try {
    for (let start = 0; start < owed.length && !enough.signal.aborted; start += size) {
      await runEpisodes(owed.slice(start, start + size), {
        environment: spec,
        policy,
        sampling,
        phase: 'eval',
        step: null,
        signal: signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]),
        ...(maxConcurrent !== undefined && { maxConcurrent }),
        ...(limits !== undefined && { limits }),
        onEpisode: (episode, plan) => {
          record?.writeEpisode(episode.record)
          fresh.set(placeOf(plan), episode.record)
          count(episode.record)
          const { failures } = watch
          const judged = failures.replies - failures.unjudged
          onProgress?.({ done: failures.replies, total, failures, reward: judged === 0 ? null : rewardSum / judged })
          stopped ??= watch.reason()
          if (stopped !== null) enough.abort()
        },
      })
    }
  } catch (thrown) {
    if (!RlvrError.isInstance(thrown) || thrown.code !== 'RLVR_INTERRUPTED') throw thrown
    if (stopped !== null && signal?.aborted !== true) return { fresh, stopped: watch.reason() ?? stopped }
    const where = record === undefined ? 'nothing was recorded' : `they are kept in ${record.path}`
    throw new RlvrError(
      'RLVR_INTERRUPTED',
      `The evaluation was interrupted after ${done.length + fresh.size} of ${total} episodes; ${where}.`,
    )
  } finally {
    record?.sync()
  }
  // Replies that were under way when it was enough count too.
  return { fresh, stopped: stopped === null ? null : (watch.reason() ?? stopped) }
}

/** One small request before many: a server that refuses it would refuse them all. */
async function askFirst(plan: EpisodePlan, { policy, sampling, signal }: SettledOptions): Promise<void> {
  const request = { messages: promptMessages(plan.task.prompt), seed: plan.seed }
  await policy.check?.(request, sampling, signal === undefined ? {} : { signal })
}

function placeOf(plan: EpisodePlan): string {
  return `${plan.groupId}/${plan.index}`
}
