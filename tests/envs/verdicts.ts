// What an environment says of replies to a task, for tests of its rules.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import { runRubric } from '../../src/core/rubric.ts'
import { makeTask, type TaskFields } from '../../src/core/task.ts'

/** The outcome of each reply; null for one that could not be judged. */
export async function verdictsOf<Answer, Options>(
  factory: EnvironmentFactory<Answer, Options>,
  options: Partial<Options>,
  fields: TaskFields<Answer>,
  replies: readonly string[],
): Promise<(boolean | null)[]> {
  const task = makeTask(fields, 'given')
  const { rubric } = factory.configure(options)
  return await Promise.all(
    replies.map(async (reply) => (await runRubric(rubric, { task, reply, messages: [] })).outcome),
  )
}
