// Answers every task as its environment would: an upper bound for scores, and a test of the verifiers.
import { RlvrError, show } from '../../core/errors.ts'
import { contentHash } from '../../core/json.ts'
import { promptMessages, type Message } from '../../core/message.ts'
import type { Policy } from '../../core/policy.ts'
import { Rng } from '../../core/random.ts'
import { configure, type EnvironmentLike } from '../../core/registry.ts'
import type { Task } from '../../core/task.ts'
import { scriptedPolicy } from './scripted-policy.ts'

/**
 * A policy that gives the environment's own demonstration of each of `tasks`. It knows a task by its prompt.
 * Its `generate` rejects with `RLVR_POLICY` for a task that is not among them or that has no demonstration.
 */
export async function goldPolicy(environment: EnvironmentLike, tasks: readonly Task[]): Promise<Policy> {
  const spec = await configure(environment)
  const taskByPrompt = new Map<string, Task>()
  const lengths = new Set<number>()
  for (const task of tasks) {
    const prompt = promptMessages(task.prompt)
    taskByPrompt.set(identityOf(prompt), task)
    lengths.add(prompt.length)
  }
  const taskOf = (messages: readonly Message[]): Task | undefined => {
    // The environment may have put a system message before the prompt.
    const starts = messages[0]?.role === 'system' ? [0, 1] : [0]
    for (const start of starts)
      for (const length of lengths) {
        const task = taskByPrompt.get(identityOf(messages.slice(start, start + length)))
        if (task !== undefined) return task
      }
    return undefined
  }
  return scriptedPolicy(
    ({ messages, seed }) => {
      const task = taskOf(messages)
      if (task === undefined)
        throw new RlvrError(
          'RLVR_POLICY',
          `No task with this prompt was given to the gold policy: ${show(messages.find(({ role }) => role === 'user')?.content)}.`,
        )
      const demonstration = spec.demonstrate(task, Rng.fromSeed(seed).fork('demonstrate'))
      if (demonstration === null)
        throw new RlvrError(
          'RLVR_POLICY',
          `Environment \`${spec.id}\` has no demonstration of task \`${task.id}\`. Give it \`demonstrate\`, or choose another policy.`,
        )
      return demonstration
    },
    { name: 'scripted:gold' },
  )
}

function identityOf(messages: readonly Message[]): string {
  return contentHash(messages.map(({ role, content }) => [role, content]))
}
