// The metrics of one step under the names of the catalogue (`rlvr explain`).
import type { Group } from '../src/core/episode.ts'
import { tallyEpisodes } from '../src/core/failure-tally.ts'
import { mean, standardDeviation } from '../src/core/statistics.ts'
import type { Learning } from './learn.ts'
import { lossMetrics } from './policy-loss.ts'
import type { Metrics, TrainPhase } from './train-event.ts'

export interface StepMeasurements extends Learning {
  readonly groups: readonly Group[]
  /** The names of the rewards, those of groups among them. */
  readonly terms: readonly string[]
  /** The weights of this step; null without such a term. */
  readonly klCoefficient: number | null
  readonly entropyCoefficient: number | null
  readonly seconds: { readonly [phase in TrainPhase]?: number }
  readonly policyVersion: number
}

export function stepMetrics(given: StepMeasurements): Metrics {
  const records = given.groups.flatMap(({ episodes }) => episodes.map(({ record }) => record))
  const rewards = records.map(({ reward }) => reward).filter((reward) => reward !== null)
  const outcomes = records.map(({ outcome }) => outcome).filter((outcome) => outcome !== null)
  const lengths = records.map(({ lengthTokens }) => lengthTokens).filter((length) => length !== null)
  const terminated = records
    .filter(({ status }) => status !== 'truncated-tokens')
    .flatMap(({ lengthTokens }) => lengthTokens ?? [])
  const stepTime = Object.values(given.seconds).reduce((total, each) => total + each, 0)
  const tokens = lengths.reduce((total, length) => total + length, 0)
  return {
    reward: mean(rewards),
    reward_all: mean(records.map(({ reward }) => reward ?? 0)),
    reward_std: standardDeviation(rewards),
    outcome: mean(outcomes.map(Number)),
    outcome_all: mean(records.map(({ outcome }) => Number(outcome ?? false))),
    frac_reward_zero_std: mean(given.groups.map((group) => Number(hasNoSpread(group)))),
    ...termMetrics(given),
    ...extremes('completions', 'length', lengths),
    ...extremes('completions', 'terminated_length', terminated),
    'completions/clipped_ratio': mean(
      // An episode that failed was not cut off, though it has no length either.
      records.map(({ status }) => Number(status === 'truncated-tokens')),
    ),
    entropy: mean(given.entropies.flatMap((entropies) => [...entropies])),
    ...lossMetrics(given.losses),
    ...(hadNothingToLearn(given) ? { loss: 0, policy_loss: 0, grad_norm: 0 } : { grad_norm: mean(given.gradNorms) }),
    kl_coef: given.klCoefficient,
    entropy_coef: given.entropyCoefficient,
    learning_rate: given.learningRate,
    'sampling/sampling_logp_difference/mean': mean(given.logProbDifferences),
    'sampling/sampling_logp_difference/max':
      given.logProbDifferences.length === 0 ? null : given.logProbDifferences.reduce((a, b) => Math.max(a, b)),
    invalid_rewards: records.length - rewards.length,
    failed_episodes: records.filter(({ status }) => status === 'error').length,
    empty_replies: tallyEpisodes(records).empty,
    optimizer_steps: given.losses.length,
    skipped_steps: given.skips.length,
    policy_version: given.policyVersion,
    num_tokens: tokens,
    step_time: stepTime,
    tokens_per_second: stepTime > 0 ? tokens / stepTime : null,
    ...Object.fromEntries(Object.entries(given.seconds).map(([phase, seconds]) => [`time/${phase}`, seconds])),
  }
}

/** Every group was filtered out: the loss is a sum of nothing, and so is its gradient. */
function hadNothingToLearn({ losses, skips }: StepMeasurements): boolean {
  return losses.length + skips.length === 0
}

/** Mean and spread of each reward term's score, where it was scored. */
function termMetrics({ groups, terms }: StepMeasurements): Record<string, number | null> {
  const metrics: Record<string, number | null> = {}
  for (const name of terms) {
    const scores = groups.flatMap(({ episodes }) =>
      episodes.flatMap(({ record }) => {
        const verdict = record.verdicts[name]
        return verdict?.status === 'scored' ? [verdict.score] : []
      }),
    )
    metrics[`rewards/${name}/mean`] = mean(scores)
    metrics[`rewards/${name}/std`] = standardDeviation(scores)
  }
  return metrics
}

function extremes(prefix: string, name: string, values: readonly number[]): Record<string, number | null> {
  return {
    [`${prefix}/mean_${name}`]: mean(values),
    [`${prefix}/min_${name}`]: values.length === 0 ? null : Math.min(...values),
    [`${prefix}/max_${name}`]: values.length === 0 ? null : Math.max(...values),
  }
}

function hasNoSpread({ episodes }: Group): boolean {
  const rewards = episodes.map(({ record }) => record.reward).filter((reward) => reward !== null)
  return rewards.every((reward) => reward === rewards[0])
}
