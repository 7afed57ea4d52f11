// The number that a training is judged by: how often the policy solves tasks it never trained on, both sampled as it
// trains and with the likeliest tokens alone.
import type { EnvironmentSpec } from '../core/environment.ts'
import { RlvrError } from '../core/errors.ts'
import type { HeldOutResult } from '../core/held-out.ts'
import type { Policy, Sampling } from '../core/policy.ts'
import { Rng } from '../core/random.ts'
import type { Task } from '../core/task.ts'
import { runGroups } from '../rollout/run-groups.ts'
import { summarise, type EvaluationNumbers } from './summarise.ts'

export interface HeldOutOptions {
  readonly spec: EnvironmentSpec
  readonly policy: Policy
  /** Different tasks of the `test` split: see `chooseTasks`. */
  readonly tasks: readonly Task[]
  readonly samplesPerTask: number
  readonly sampling: Sampling
  readonly seed: number | string
  readonly signal?: AbortSignal
}

/**
 * Sampled and greedy pass@1. Replies that could not be judged are left out of both.
 * @throws RlvrError `RLVR_VERIFIER` when no reply could be judged
 */
export async function heldOut(options: HeldOutOptions): Promise<HeldOutResult> {
  const { sampling, samplesPerTask, seed } = options
  const sampled = await measure(options, samplesPerTask, sampling)
  const greedy = await measure(options, 1, { ...sampling, temperature: 0 })
  if (sampled.outcome === null || greedy.outcome === null)
    throw new RlvrError(
      'RLVR_VERIFIER',
      `None of the ${sampled.episodes} replies to held-out tasks of \`${options.spec.id}\` could be judged (seed ${seed}): ${Object.entries(
        sampled.nullRewards.byCause,
      )
        .map(([cause, count]) => `${cause} ${count} times`)
        .join(', ')}.`,
    )
  return {
    sampledPass1: sampled.outcome.value,
    greedyPass1: greedy.outcome.value,
    interval: sampled.outcome.interval,
    tasks: sampled.outcome.tasks,
  }
}

async function measure(
  options: HeldOutOptions,
  samplesPerPrompt: number,
  sampling: Sampling,
): Promise<EvaluationNumbers> {
  const { spec, policy, tasks, seed, signal } = options
  const groups = await runGroups(tasks, {
    spec,
    policy,
    sampling,
    samplesPerPrompt,
    seed,
    phase: 'eval',
    step: null,
    ...(signal !== undefined && { signal }),
  })
  const records = groups.flatMap(({ episodes }) => episodes.map(({ record }) => record))
  return summarise(records, Rng.fromSeed(seed).fork('bootstrap'))
}
