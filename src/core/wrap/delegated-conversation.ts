// An episode that is another's but for what is said to change: what a reply is to the environment, what the policy is
// shown, what is recorded, how it is judged.
import type { Action, Conversation, ConversationStep, Observation } from '../environment.ts'
import type { Message } from '../message.ts'
import type { RubricResult } from '../rubric.ts'

export interface ConversationChange {
  /** What the environment is given of a reply. */
  readonly act?: (action: Action) => Action
  /** Told after each step, before anything is shown. */
  readonly acted?: (action: Action | null) => void
  readonly observe?: (observation: Observation) => Observation
  readonly transcribe?: (messages: readonly Message[]) => readonly Message[]
  readonly judge?: (judgement: RubricResult) => RubricResult
}

export function delegated(conversation: Conversation, change: ConversationChange): Conversation {
  const { act, acted, observe = (same) => same, transcribe = (same) => same, judge = (same) => same } = change
  const changed = (step: ConversationStep): ConversationStep => ({
    ...step,
    observation: observe(step.observation),
    judgement: step.judgement === null ? null : judge(step.judgement),
  })
  return {
    get observation() {
      return observe(conversation.observation)
    },
    get transcript() {
      return transcribe(conversation.transcript)
    },
    stepRewards: conversation.stepRewards,
    toolFaults: conversation.toolFaults,
    limits: conversation.limits,
    deadline: conversation.deadline,
    step: async (given, options) => {
      // A text stays one: what is no action at all is for the innermost to refuse.
      const action = typeof given === 'string' ? { text: given } : given
      const isAction = typeof action?.text === 'string'
      const step = await conversation.step(isAction && act !== undefined ? act(action) : given, options)
      acted?.(isAction ? action : null)
      return changed(step)
    },
    truncate: async (limit, options) => {
      const step = await conversation.truncate(limit, options)
      acted?.(null)
      return changed(step)
    },
    close: async () => await conversation.close(),
  }
}
