// A finished completion judged by itself: its assistant messages are played to a fresh conversation, so that tools and
// state are what the verifiers see of them, whatever the client says that they answered. It holds all that the policy
// will ever say: where the environment would go on, its last turn was the limit, and the episode is judged as a rollout
// that ran out of turns is. Otherwise a policy that never answers, or guesses wrong at once, would never be punished.
import type { Action, Conversation, ConversationStep } from '../../core/environment.ts'
import { describeError } from '../../core/errors.ts'
import { publicStep } from '../../core/gym-environment.ts'
import type { Logger } from '../../core/logger.ts'
import type { Task } from '../../core/task.ts'
import { gradeOf, ungraded, type Grade } from './grade.ts'
import type { ServedEnvironment } from './served-environment.ts'
import { tellUnjudged, unjudgedOf } from './unjudged-log.ts'

export interface GradeOptions {
  readonly signal: AbortSignal
  readonly logger: Logger
  /** Of the environment's own randomness. Default 0. */
  readonly seed?: number
}

/** Never rejects: what fails is a grade without a reward. `actions` are the policy's turns, one at least. */
export async function gradeCompletion(
  environment: ServedEnvironment,
  task: Task,
  actions: readonly (string | Action)[],
  { signal, logger, seed = 0 }: GradeOptions,
): Promise<Grade> {
  const { spec } = environment
  let conversation: Conversation | null = null
  try {
    const maxTurns = Math.min(spec.maxTurns, actions.length)
    conversation = await spec.begin({ task, seed, signal, maxTurns })
    let last: ConversationStep | null = null
    let earned = 0
    for (const action of actions) {
      last = await conversation.step(action, { signal })
      earned += last.stepReward
      if (last.judgement !== null) break
    }
    if (last === null || last.judgement === null) return ungraded('unfinished')
    const { reward } = last.judgement
    const grade = gradeOf({ reward: reward === null ? null : reward + earned, ...publicStep(last).info })
    if (grade.invalid === null) return grade
    tellUnjudged(logger, environment, { task, ...unjudgedOf(last) })
    return signal.aborted ? { ...grade, invalid: 'time-limit' } : grade
  } catch (thrown) {
    tellUnjudged(logger, environment, { task, kind: 'thrown', words: describeError(thrown) })
    return ungraded(signal.aborted ? 'time-limit' : 'environment')
  } finally {
    await conversation?.close().catch((thrown: unknown) => {
      tellUnjudged(logger, environment, { task, kind: 'close', words: describeError(thrown) })
    })
  }
}
