// An environment whose reward is another number: clipped, scaled, lessened for length. Verdicts and outcome stay, and
// the reward before stands in the record. After Gymnasium's `TransformReward` and `ClipReward`
// (Farama-Foundation/Gymnasium gymnasium/wrappers/transform_reward.py).
import { describeAuthorError } from '../author-place.ts'
import type { EnvironmentFactory } from '../define-env.ts'
import { RlvrError, show } from '../errors.ts'
import type { RubricResult } from '../rubric.ts'
import type { Task } from '../task.ts'
import { invalid, type Verdict } from '../verdict.ts'
import { delegated } from './delegated-conversation.ts'
import { wrappedFactory, type WrapperFace } from './wrapped-factory.ts'

/** What a transform is told of an episode. */
export interface JudgedReward {
  /** What the rubric gave. Step rewards and group rewards are added after the transform. */
  readonly reward: number
  readonly outcome: boolean | null
  readonly verdicts: { readonly [name: string]: Verdict }
  /** The whole last reply. */
  readonly reply: string
  readonly task: Task
}

/** A pure function to a finite number. */
export type RewardTransform = (judged: JudgedReward) => number

export interface WithRewardsOptions extends WrapperFace {
  readonly transform: RewardTransform
}

/**
 * The environment with the rubric's reward transformed. A reward of null stays null; a transform that throws, or gives
 * no finite number, makes it null, with an invalid verdict `transform` that says why.
 * @example withRewards(await loadEnvironment('countdown'), { transform: clipReward(0, 1) })
 */
export function withRewards(factory: EnvironmentFactory, options: WithRewardsOptions): EnvironmentFactory {
  return wrappedFactory(factory, options, {
    name: 'withRewards',
    suffix: 'rewards',
    fields: ['transform'],
    told: 'The reward is transformed.',
    change: (spec) => {
      const { transform } = options
      if (typeof transform !== 'function')
        throw new RlvrError(
          'RLVR_USAGE',
          `withRewards(): \`transform\` is a function of { reward, outcome, verdicts, reply, task } to a number, like \`clipReward(0, 1)\`; got ${show(transform, 60)}.`,
        )
      const after = spec.rubric.transform ?? ((same: RubricResult): RubricResult => same)
      return {
        rubric: {
          ...spec.rubric,
          transform: (result, given) => transformed(after(result, given), transform, given),
        },
        begin: async (given) => {
          const conversation = await spec.begin(given)
          const { task } = given
          return delegated(conversation, {
            judge: (judgement) => {
              const reply = conversation.transcript.findLast(({ role }) => role === 'assistant')?.content ?? ''
              return transformed(judgement, transform, { task, reply })
            },
          })
        },
      }
    },
  })
}

function transformed(
  result: RubricResult,
  transform: RewardTransform,
  { task, reply }: { readonly task: Task; readonly reply: string },
): RubricResult {
  const { reward, outcome, verdicts, rewardBefore = reward } = result
  if (reward === null) return result
  const failed = (why: string): RubricResult => ({
    outcome,
    reward: null,
    rewardBefore,
    verdicts: { ...verdicts, transform: invalid('verifier-error', why) },
  })
  try {
    const given: unknown = transform({ reward, outcome, verdicts, reply, task })
    if (typeof given === 'number' && Number.isFinite(given)) return { outcome, verdicts, reward: given, rewardBefore }
    return failed(`The reward's transform gives a finite number; of ${reward} it made ${show(given, 60)}.`)
  } catch (thrown) {
    return failed(`The reward's transform threw: ${describeAuthorError(thrown)}`)
  }
}

/** @example clipReward(0, 1) // 1.1 becomes 1, -0.2 becomes 0 */
export function clipReward(least: number, most: number): RewardTransform {
  if (!(least < most))
    throw new RlvrError(
      'RLVR_USAGE',
      `clipReward(least, most) takes two numbers, the least below the most; got ${least} and ${most}.`,
    )
  return ({ reward }) => Math.min(most, Math.max(least, reward))
}

/** `factor · reward + shift`. @example scaleReward(2, -1) // 0..1 becomes -1..1 */
export function scaleReward(factor: number, shift: number = 0): RewardTransform {
  if (!Number.isFinite(factor) || !Number.isFinite(shift))
    throw new RlvrError('RLVR_USAGE', `scaleReward(factor, shift) takes finite numbers; got ${factor} and ${shift}.`)
  return ({ reward }) => factor * reward + shift
}

/** -1, 0 or 1, as in Mnih et al. 2015. */
export function signReward(): RewardTransform {
  return ({ reward }) => (reward === 0 ? 0 : Math.sign(reward))
}

/**
 * Takes away up to `most` from the reward of a long last reply: nothing up to `from` characters, all of it at `to`, and
 * in between by share. The shape is that of DAPO's soft overlong punishment (arXiv 2503.14476, equation 13), in
 * characters, because a rubric knows no tokens.
 */
export function longReplyPenalty({ from, to, most = 1 }: { from: number; to: number; most?: number }): RewardTransform {
  if (!(from >= 0 && from < to && to < Infinity && most > 0 && most < Infinity))
    throw new RlvrError(
      'RLVR_USAGE',
      `longReplyPenalty({ from, to, most }) takes characters from 0, more of them, and a number above 0; got ${from}, ${to} and ${most}.`,
    )
  return ({ reward, reply }) => reward - most * Math.min(1, Math.max(0, (reply.length - from) / (to - from)))
}
