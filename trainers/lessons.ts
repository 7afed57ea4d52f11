// From the groups of a rollout to what the loss is given: advantages for the replies of the kept groups, put into
// their records, and a lesson for each that teaches something.
import { sequencesOf, type Episode, type Group } from '../src/core/episode.ts'
import { RlvrError } from '../src/core/errors.ts'
import type { TokenSequence } from '../src/core/policy.ts'
import { mean } from '../src/core/statistics.ts'
import type { Algorithm } from './algorithm.ts'
import { memberOf, type Advantage, type AdvantageContext } from './group-member.ts'
import type { SequenceTerms } from './sequence-terms.ts'

/** A sequence to learn from, with what its episode made of it. */
export interface Lesson {
  readonly sequence: TokenSequence
  readonly advantage: Advantage
  referenceLogProbs?: Float32Array
}

export interface Lessons {
  /** Every group, with advantages in the records of those kept: the mean over tokens, or null. */
  readonly groups: readonly Group[]
  readonly lessons: readonly Lesson[]
}

/** @throws RlvrError `RLVR_TRAINER` for advantages that are not finite or not of the groups' shape */
export function lessonsOf(groups: readonly Group[], algorithm: Algorithm, context: AdvantageContext): Lessons {
  const kept = groups.filter((group) => algorithm.filter(group).keep)
  const members = kept.map(({ episodes }) => episodes.map(memberOf))
  const advantages = algorithm.advantage(members, context)
  const lessons: Lesson[] = []
  const judged = groups.map((group): Group => {
    const place = kept.indexOf(group)
    const episodes = group.episodes.map((episode, index): Episode => {
      const { record } = episode
      // An episode without tokens teaches nothing and does not count in a denominator. One whose turns went on from
      // several conversations is a lesson for each, as the policy saw them.
      const sequences = sequencesOf(episode)
      const length = sequences.reduce((total, { logProbs }) => total + logProbs.length, 0)
      const teach = (advantage: Advantage): void => {
        let from = 0
        for (const sequence of sequences) {
          const to = from + sequence.logProbs.length
          lessons.push({ sequence, advantage: partOf(advantage, from, to) })
          from = to
        }
      }
      if (place < 0 || record.reward === null) {
        if (place >= 0 && algorithm.nullRewards === 'count') teach(0)
        return { ...episode, record: { ...record, advantage: null } }
      }
      const advantage = checked(advantages[place]?.[index], length, algorithm.name)
      teach(advantage)
      return { ...episode, record: { ...record, advantage: meanOf(advantage) } }
    })
    return { ...group, episodes }
  })
  return { groups: judged, lessons }
}

/** What the loss sees of a lesson whose sequence has these log-probabilities now. */
export function termsOf(lesson: Lesson, logProbs: Float32Array): SequenceTerms {
  const { sequence, advantage, referenceLogProbs } = lesson
  return {
    logProbs,
    oldLogProbs: sequence.logProbs,
    advantage,
    ...(referenceLogProbs !== undefined && { referenceLogProbs }),
  }
}

function checked(advantage: Advantage | undefined, length: number, algorithm: string): Advantage {
  const whose = `The advantage estimator of ${algorithm}`
  if (advantage === undefined)
    throw new RlvrError('RLVR_TRAINER', `${whose} left a reply out; it gives one advantage a reply, group by group.`)
  if (typeof advantage !== 'number' && advantage.length !== length)
    throw new RlvrError(
      'RLVR_TRAINER',
      `${whose} gave ${advantage.length} advantages for a reply of ${length} sampled tokens; it gives one number, or one a token.`,
    )
  const odd = typeof advantage === 'number' ? [advantage] : Array.from(advantage)
  const wrong = odd.find((each) => !Number.isFinite(each))
  if (wrong === undefined) return advantage
  throw new RlvrError(
    'RLVR_TRAINER',
    `${whose} gave ${wrong}; advantages are finite numbers. An estimator of your own must guard groups without a spread.`,
  )
}

function partOf(advantage: Advantage, from: number, to: number): Advantage {
  if (typeof advantage === 'number' || (from === 0 && to === advantage.length)) return advantage
  return Array.from({ length: to - from }, (_, index) => advantage[from + index] as number)
}

function meanOf(advantage: Advantage): number {
  return typeof advantage === 'number' ? advantage : (mean(Array.from(advantage)) ?? 0)
}
