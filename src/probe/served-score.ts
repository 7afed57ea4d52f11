// A server of ours whose batches are judged by `POST /score`: its tasks are had from `/environments` and `/tasks`, and a
// rollout names its task by the `reference` that stands there.
import { at, fine, type ServerLooks } from './server-looks.ts'

const tasks = 20

export async function lookAtScore(looks: ServerLooks): Promise<void> {
  let references: readonly unknown[] = []
  await looks.tell('contract', 'served-tasks', 'It lists its environments and their tasks.', async () => {
    const env = at((await looks.ask('/environments')).value, 'environments', 0, 'name')
    const { status, value } = await looks.ask('/tasks', { env, count: tasks })
    const listed = at(value, 'tasks')
    if (!Array.isArray(listed) || listed.length === 0) return ['fault', `POST /tasks answers ${status} and no task`]
    references = listed.map((each) => at(each, 'reference'))
    return fine
  })
  const score = async (rollouts: readonly object[], rest: object = {}): Promise<readonly unknown[]> => {
    const { status, value, text } = await looks.ask('/score', { rollouts, ...rest })
    const results = at(value, 'results')
    if (!Array.isArray(results) || results.length !== rollouts.length)
      throw new Error(`POST /score answers ${status}: ${text.slice(0, 200)}`)
    return results
  }
  const same = 'The same rollouts get the same rewards, in any order.'
  await looks.tell('contract', 'served-order', same, async () => {
    const rollouts = references.map((row, index) => ({ row, completion: `<answer>${index}</answer>` }))
    const rewards = (results: readonly unknown[]): string => JSON.stringify(results.map((each) => at(each, 'reward')))
    const [there, back] = [await score(rollouts), (await score(rollouts.toReversed())).toReversed()]
    return rewards(there) === rewards(back) ? fine : ['fault', 'a batch and its reverse are paid differently']
  })
  const unjudged = 'What cannot be judged has no reward, and none of 0.'
  await looks.tell('contract', 'served-unjudged', unjudged, async () => {
    const [row] = references
    const bad = [{ row: 'no such task', completion: 'x' }, { row }, { row, completion: 7 }, { completion: 'x' }]
    const results = await score([...bad, { row, completion: 'x' }], { onFault: 'item' })
    const paid = bad.findIndex((_, index) => at(results[index], 'reward') !== null)
    return paid < 0
      ? fine
      : ['fault', `${JSON.stringify(bad[paid]).slice(0, 120)} has the reward ${String(at(results[paid], 'reward'))}`]
  })
  await looks.oddBodies('/score', ['{"rollouts": 3}', '{"rollouts": [], "deadlineMs": -1}'])
  await looks.floor(async (completion) => {
    const results = await score(references.map((row) => ({ row, completion })))
    const rewards = results.map((each) => at(each, 'reward')).filter((each) => typeof each === 'number')
    // Each reply is said to all tasks, so that one which is right by luck is told from one that is paid.
    return rewards.length === 0 ? null : rewards.reduce((sum, each) => sum + each, 0) / rewards.length
  })
}
