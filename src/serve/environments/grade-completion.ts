// A finished completion judged by itself: its assistant messages are played to a fresh conversation, so that tools and
// state are what the verifiers see of them, whatever the client says that they answered.
import type { Action, Conversation, ConversationStep } from '../../core/environment.ts'
import { describeError } from '../../core/errors.ts'
import { publicStep } from '../../core/gym-environment.ts'
import type { Logger } from '../../core/logger.ts'
import type { Task } from '../../core/task.ts'
import { gradeOf, reasonsOf, ungraded, type Grade } from './grade.ts'
import type { ServedEnvironment } from './served-environment.ts'

export interface GradeOptions {
  readonly signal: AbortSignal
  readonly logger: Logger
  /** Of the environment's own randomness. Default 0. */
  readonly seed?: number
}

/** Never rejects: what fails is a grade without a reward. `actions` are the policy's turns, first to last. */
export async function gradeCompletion(
  environment: ServedEnvironment,
  task: Task,
  actions: readonly (string | Action)[],
  { signal, logger, seed = 0 }: GradeOptions,
): Promise<Grade> {
  let conversation: Conversation | null = null
  try {
    conversation = await environment.spec.begin({ task, seed, signal })
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
    logger.warn(`${environment.name}, task \`${task.id}\`: ${reasonsOf(last)}`)
    return signal.aborted ? { ...grade, invalid: 'time-limit' } : grade
  } catch (thrown) {
    logger.warn(`${environment.name}, task \`${task.id}\`: ${describeError(thrown)}`)
    return ungraded(signal.aborted ? 'time-limit' : 'environment')
  } finally {
    await conversation?.close().catch((thrown: unknown) => {
      logger.warn(`${environment.name}, task \`${task.id}\`: ${describeError(thrown)}`)
    })
  }
}
