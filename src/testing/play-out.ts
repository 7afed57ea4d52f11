// An episode played to its end from given actions, for the suites that compare what replies earn.
import type { Action, ConversationStep, EnvironmentSpec } from '../core/environment.ts'
import type { Task } from '../core/task.ts'

/** How an episode went: its last step, and the reward of all of them. */
export interface PlayedOut {
  readonly step: ConversationStep
  readonly reward: number | null
  readonly outcome: boolean | null
  /** How many actions were given. */
  readonly given: number
}

/** Plays actions until the episode ends or there are no more; with `repeat` they are begun anew. */
export async function playOut(
  spec: EnvironmentSpec,
  task: Task,
  actions: readonly (string | Action)[],
  { repeat = false }: { readonly repeat?: boolean } = {},
): Promise<PlayedOut> {
  const conversation = await spec.begin({ task, seed: 0 })
  try {
    const most = repeat ? Infinity : actions.length
    let step = await conversation.step(actions[0] as string | Action)
    let given = 1
    for (; !step.terminated && !step.truncated && given < most; given++)
      step = await conversation.step(actions[given % actions.length] as string | Action)
    const earned = conversation.stepRewards.reduce((sum, { reward }) => sum + reward, 0)
    const { reward = null, outcome = null } = step.judgement ?? {}
    return { step, given, outcome, reward: reward === null ? null : reward + earned }
  } finally {
    await conversation.close()
  }
}
