// Tasks that an environment draws at each of its levels, for tests of its questions.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Task } from '../../src/core/task.ts'

/** `count` tasks of each level, in the compact style. */
export async function drawnTasks<Answer>(
  factory: EnvironmentFactory<Answer>,
  { levels, count }: { readonly levels: readonly number[]; readonly count: number },
): Promise<Task<Answer>[]> {
  const tasks: Task<Answer>[] = []
  for (const level of levels) {
    const set = await factory.configure({ level, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
    for (let index = 0; index < count; index++) tasks.push(set.at(index))
  }
  return tasks
}
