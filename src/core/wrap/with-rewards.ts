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
