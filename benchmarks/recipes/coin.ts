// The control of a recipe: its environment with the reward of every training episode replaced by a fair coin. What is
// held out is judged as ever, so that what is measured is the task and what is taught is nothing.
import type { Conversation, ConversationStep, EnvironmentSpec } from '../../src/core/environment.ts'
import { Rng } from '../../src/core/random.ts'
import { delegated } from '../../src/core/wrap/delegated-conversation.ts'

/** Reward and outcome of an episode are the coin's, which the seed of the episode tosses; steps earn nothing. */
export function rewardedByCoin(spec: EnvironmentSpec): EnvironmentSpec {
  const heldOut = new Set<string>()
  return {
    ...spec,
    groupTerms: {},
    tasks: async (choice) => {
      const taskset = await spec.tasks(choice)
      if (choice.split === 'train') return taskset
      return {
        split: taskset.split,
        size: taskset.size,
        at: (index) => {
          const task = taskset.at(index)
          heldOut.add(task.hash)
          return task
        },
      }
    },
    begin: async (options) => {
      const conversation = await spec.begin(options)
      if (heldOut.has(options.task.hash)) return conversation
      return tossed(
        conversation,
        Rng.fromSeed(options.seed ?? 0)
          .fork('coin')
          .int(0, 1) === 1,
      )
    },
  }
}

/** What steps earn is left out too. */
function tossed(conversation: Conversation, isHeads: boolean): Conversation {
  const judged = delegated(conversation, {
    judge: (judgement) => ({ ...judgement, reward: Number(isHeads), outcome: isHeads }),
  })
  const unpaid = (step: ConversationStep): ConversationStep => ({ ...step, stepReward: 0 })
  return {
    ...judged,
    get observation() {
      return judged.observation
    },
    get transcript() {
      return judged.transcript
    },
    stepRewards: [],
    step: async (action, options) => unpaid(await judged.step(action, options)),
    truncate: async (limit, options) => unpaid(await judged.truncate(limit, options)),
  }
}
