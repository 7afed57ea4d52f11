// Plays actions in an episode of several turns, for tests of what comes of them.
import type { Action, EnvironmentSpec } from '../../src/core/environment.ts'
import type { Message } from '../../src/core/message.ts'
import type { Task } from '../../src/core/task.ts'

export interface Played {
  /** Of the whole episode, steps included; null where it could not be judged. */
  readonly reward: number | null
  readonly outcome: boolean | null
  readonly turns: number
  readonly messages: readonly Message[]
}

/** Plays until the episode ends or the actions do; `next` sees the conversation and gives null to stop. */
export async function play<Answer>(
  spec: EnvironmentSpec<Answer>,
  task: Task<Answer>,
  next: readonly (string | Action)[] | ((messages: readonly Message[], turn: number) => string | null),
  { seed = 0 }: { seed?: number } = {},
): Promise<Played> {
  const conversation = await spec.begin({ task, seed })
  try {
    let [turns, isOver, reward, outcome] = [0, false, null as number | null, null as boolean | null]
    while (!isOver) {
      const action = typeof next === 'function' ? next(conversation.observation.messages, turns) : (next[turns] ?? null)
      if (action === null) break
      const step = await conversation.step(action)
      turns++
      isOver = step.terminated || step.truncated
      if (step.judgement === null) continue
      outcome = step.judgement.outcome
      const earned = conversation.stepRewards.reduce((sum, each) => sum + each.reward, 0)
      reward = step.judgement.reward === null ? null : step.judgement.reward + earned
    }
    return { reward, outcome, turns, messages: conversation.observation.messages }
  } finally {
    await conversation.close()
  }
}

/** The first tasks of a split. */
export async function tasksOf<Answer>(
  spec: EnvironmentSpec<Answer>,
  count: number,
  { split = 'train', seed = 0 }: { split?: 'train' | 'test'; seed?: number } = {},
): Promise<Task<Answer>[]> {
  const taskset = await spec.tasks({ split, seed })
  return Array.from({ length: count }, (_, index) => taskset.at(index))
}
