// How much better a reply was than the other replies to the same task.
//   A_i = (r_i - mean) / (standard deviation + epsilon)
// "GRPO" is not one formula: trainers differ in the standard deviation, in epsilon, and in whether a reply is part
// of its own baseline. `groupNorm` covers them with the parameters of AReaL's NormConfig
// (inclusionAI/AReaL areal/api/cli_args.py); `groupNormPresets` names whose numbers each setting gives.
// A null reward could not be judged: it takes no part in any mean and its advantage is 0 (as in TRL).
import { RlvrError } from '../src/core/errors.ts'
import { mean, standardDeviation } from '../src/core/statistics.ts'
import { described, type Described } from './described.ts'
import type { GroupMember } from './group-member.ts'

/** Rewards per group, per reply; null where the reply could not be judged. */
export type RewardGroups = readonly (readonly Pick<GroupMember, 'reward'>[])[]

/** An `AdvantageEstimator` that needs rewards alone, and gives a number a reply. */
export interface RewardEstimator extends Described {
  (groups: RewardGroups): number[][]
}

export interface GroupNormOptions {
  /** What is subtracted: the mean of the group, of the whole batch, or nothing. Default `group`. */
  readonly mean?: 'group' | 'batch' | 'none'
  /** `sample` divides by n - 1, `population` by n; `none` leaves the difference as it is. Default `sample`. */
  readonly standardDeviation?: 'sample' | 'population' | 'none'
  /** Whose standard deviation. Default `group`. */
  readonly level?: 'group' | 'batch'
  /** Leave a reply out of its own mean and standard deviation. Default false. */
  readonly leaveOneOut?: boolean
  /** Added to the standard deviation. Default 1e-4. */
  readonly epsilon?: number
  /** The advantage of a reply that has nothing to be compared with: 0, or its reward as it is. Default `zero`. */
  readonly alone?: 'zero' | 'reward'
}

export type GroupNormPreset =
  | 'trl'
  | 'trlBatch'
  | 'verl'
  | 'openRlhf'
  | 'understandR1Zero'
  | 'grpoZero'
  | 'torchtitan'
  | 'nemo'
  | 'drGrpo'
  | 'rloo'

/** Settings of `groupNorm` by the trainer or paper whose numbers they reproduce. */
export const groupNormPresets: { readonly [Name in GroupNormPreset]: GroupNormOptions } = {
  /** TRL GRPOTrainer `scale_rewards="group"`. */
  trl: { standardDeviation: 'sample', epsilon: 1e-4 },
  /** TRL `scale_rewards="batch"` (Lite PPO, arXiv 2508.08221). */
  trlBatch: { standardDeviation: 'sample', level: 'batch', epsilon: 1e-4 },
  /** verl core_algos.py; a group of one keeps its raw reward. */
  verl: { standardDeviation: 'sample', epsilon: 1e-6, alone: 'reward' },
  /** OpenRLHF experience_maker.py `group_norm`. */
  openRlhf: { standardDeviation: 'sample', epsilon: 1e-9 },
  /** understand-r1-zero train_zero_math.py, its GRPO. */
  understandR1Zero: { standardDeviation: 'sample', epsilon: 1e-8 },
  /** GRPO-Zero grpo.py. */
  grpoZero: { standardDeviation: 'population', epsilon: 1e-4 },
  /** torchtitan rollout/advantage.py, where normalisation is asked for. */
  torchtitan: { standardDeviation: 'population', epsilon: 1e-6 },
  /** NeMo-RL algorithms/utils.py: mean and standard deviation of the others; not divided where theirs is 0. */
  nemo: { standardDeviation: 'sample', leaveOneOut: true, epsilon: 1e-6 },
  /** Dr. GRPO (arXiv 2503.20783); also prime-rl, torchtitan, nanochat, open-instruct `centered`. */
  drGrpo: { standardDeviation: 'none' },
  /** RLOO (arXiv 2402.14740): G / (G - 1) times Dr. GRPO's. */
  rloo: { standardDeviation: 'none', leaveOneOut: true },
}

/**
 * Advantages within groups. A group whose rewards are all equal gives exactly 0, whatever epsilon is.
 * @throws RlvrError `RLVR_USAGE` for settings that contradict each other, `RLVR_TRAINER` for a reward that is not finite
 * @example groupNorm({ standardDeviation: 'none' })([[{ reward: 1 }, { reward: 0 }]]) // [[0.5, -0.5]]
 */
export function groupNorm(options: GroupNormOptions = {}): RewardEstimator {
  const { mean: centre = 'group', standardDeviation: spread = 'sample', level = 'group' } = options
  const { leaveOneOut = false, epsilon = 1e-4, alone = 'zero' } = options
  if (leaveOneOut && (centre !== 'group' || (spread !== 'none' && level !== 'group'))) {
    throw new RlvrError('RLVR_USAGE', 'groupNorm leaves one out of its group only; use mean and level `group`.')
  }
  if (!(epsilon >= 0 && epsilon < Infinity)) {
    throw new RlvrError('RLVR_USAGE', `groupNorm needs a finite epsilon of at least 0; got ${epsilon}.`)
  }
  const deviationOf = (rewards: readonly number[]): number =>
    // Rounding in the mean would give equal rewards a tiny spread, and a tiny epsilon would make that ±1.
    spread === 'none' || allEqual(rewards) ? 0 : (standardDeviation(rewards, spread) ?? 0)

  return described(inWords({ ...options, epsilon }), (groups: RewardGroups) => {
    const batch = groups.flatMap((group) => judged(rewardsOf(group)))
    const batchMean = mean(batch) ?? 0
    const batchDeviation = level === 'batch' ? deviationOf(batch) : 0
    return groups.map(rewardsOf).map((group) => {
      const rewards = judged(group)
      if (centre === 'group') {
        if (rewards.length === 1) return group.map((reward) => (alone === 'reward' ? (reward ?? 0) : 0))
        if (allEqual(rewards)) return group.map(() => 0)
      }
      const groupMean = mean(rewards) ?? 0
      const groupDeviation = deviationOf(rewards)
      return group.map((reward, index) => {
        if (reward === null) return 0
        const others = leaveOneOut ? judged(group.filter((_, place) => place !== index)) : rewards
        const baseline =
          centre === 'none' ? 0 : centre === 'batch' ? batchMean : leaveOneOut ? (mean(others) ?? 0) : groupMean
        const deviation = level === 'batch' ? batchDeviation : leaveOneOut ? deviationOf(others) : groupDeviation
        return deviation > 0 ? (reward - baseline) / (deviation + epsilon) : reward - baseline
      })
    })
  })
}

/**
 * MaxRL: (r - mean) / mean, and 0 where the mean is not positive: rare successes weigh most (prime-rl `max_rl`).
 * @example maxRl()([[{ reward: 1 }, { reward: 0 }]]) // [[1, -1]]
 */
export function maxRl(): RewardEstimator {
  return described("reward minus the group's mean, divided by that mean", (groups: RewardGroups) =>
    groups.map(rewardsOf).map((group) => {
      const rewards = judged(group)
      const groupMean = mean(rewards) ?? 0
      if (groupMean <= 0 || allEqual(rewards)) return group.map(() => 0)
      return group.map((reward) => (reward === null ? 0 : (reward - groupMean) / groupMean))
    }),
  )
}

function rewardsOf(group: RewardGroups[number]): (number | null)[] {
  return group.map(({ reward }) => reward)
}

/** The rewards of a group that were given. Throws `RLVR_TRAINER` on one that is not finite. */
function judged(group: readonly (number | null)[]): number[] {
  const rewards = group.filter((reward) => reward !== null)
  const wrong = rewards.find((reward) => !Number.isFinite(reward))
  if (wrong === undefined) return rewards
  throw new RlvrError('RLVR_TRAINER', `A reward is ${wrong}; it must be a finite number, or null where none was given.`)
}

function allEqual(values: readonly number[]): boolean {
  return values.every((value) => value === values[0])
}

function inWords(options: GroupNormOptions): string {
  const { mean: centre = 'group', standardDeviation: spread = 'sample', level = 'group', leaveOneOut = false } = options
  const whose = leaveOneOut ? 'the mean of the other replies of its group' : `the mean of its ${centre}`
  const difference = centre === 'none' ? 'reward' : `reward minus ${whose}`
  const only = options.alone === 'reward' ? '; the reward as it is where no other reply was judged' : ''
  if (spread === 'none') return difference + only
  const deviation = leaveOneOut
    ? `their ${spread} standard deviation`
    : `the ${spread} standard deviation of its ${level}`
  return `${difference}, divided by (${deviation} + ${options.epsilon})${only}`
}
