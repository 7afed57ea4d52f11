// Acts on every task as its environment demonstrates: an upper bound for scores, and a test of the verifiers.
import { RlvrError, show } from '../../core/errors.ts'
import { contentHash } from '../../core/json.ts'
import { promptMessages, type Message } from '../../core/message.ts'
import type { Policy } from '../../core/policy.ts'
import { Rng } from '../../core/random.ts'
import { configure, type EnvironmentLike } from '../../core/registry.ts'
import type { Task } from '../../core/task.ts'
import { scriptedPolicy } from './scripted-policy.ts'

/**
 * A policy that gives the environment's own demonstration of each of `tasks`, an action a turn. It knows a task by its id,
 * or by its prompt where a request does not say the id. Its `generate` rejects with `RLVR_POLICY` for a task that is not among them or that has no demonstration, and
 * where an episode goes on after the demonstration's last action.
 */
export async function goldPolicy(environment: EnvironmentLike, tasks: readonly Task[]): Promise<Policy> {
  const spec = await configure(environment)
  /** By its prompt and its id, and by its prompt alone. */
  const taskByPrompt = new Map<string, Task>()
  const lengths = new Set<number>()
  for (const task of tasks) {
    const prompt = promptMessages(task.prompt)
    const identity = identityOf(prompt)
    taskByPrompt.set(identity, task)
    taskByPrompt.set(`${identity} ${task.id}`, task)
    lengths.add(prompt.length)
  }
  /** The task, and how many messages come before the first reply. */
  const begunWith = (
    messages: readonly Message[],
    taskId: string | undefined,
  ): { task: Task; given: number } | undefined => {
    // The environment may have put a system message before the prompt.
    const starts = messages[0]?.role === 'system' ? [0, 1] : [0]
    for (const start of starts)
      for (const length of lengths) {
        const identity = identityOf(messages.slice(start, start + length))
        // Prompts of several tasks may be the same, as where a secret word is to be found.
        const task = taskByPrompt.get(`${identity} ${taskId}`) ?? taskByPrompt.get(identity)
        if (task !== undefined) return { task, given: start + length }
      }
    return undefined
  }
  return scriptedPolicy(
    ({ messages, taskId }) => {
      const begun = begunWith(messages, taskId)
      if (begun === undefined)
        throw new RlvrError(
          'RLVR_POLICY',
          `No task with this prompt was given to the gold policy: ${show(messages.find(({ role }) => role === 'user')?.content)}.`,
        )
      const { task, given } = begun
      // The same demonstration at every turn: a request says nothing of what was drawn for the one before.
      const demonstration = spec.demonstrate(task, Rng.fromSeed(task.hash).fork('demonstrate'))
      if (demonstration === null)
        throw new RlvrError(
          'RLVR_POLICY',
          `Environment \`${spec.id}\` has no demonstration of task \`${task.id}\`. Give it \`demonstrate\`, or choose another policy.`,
        )
      const turn = messages.slice(given).filter(({ role }) => role === 'assistant').length
      const action = demonstration[turn]
      if (action === undefined)
        throw new RlvrError(
          'RLVR_POLICY',
          `The demonstration of task \`${task.id}\` has ${demonstration.length} actions, and the episode goes on after the last one. Let \`demonstrate\` of \`${spec.id}\` give all actions to the end.`,
        )
      return action
    },
    { name: 'scripted:gold' },
  )
}

function identityOf(messages: readonly Message[]): string {
  return contentHash(messages.map(({ role, content }) => [role, content]))
}
