// What the servers are asked for: the same by one load generator, whosever server it is.
import { Rng } from '../../src/core/random.ts'
import { configure } from '../../src/core/registry.ts'
import { ServedEnvironment } from '../../src/serve/environments/served-environment.ts'
import type { Load } from './load.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known
import '../../envs/table.ts'

export type Job = Omit<Load, 'port' | 'seconds' | 'rate'>

const step = JSON.stringify({ type: 'step', data: { message: 'hello' } })

/** An episode of twenty steps and its reset, again and again: no conversation grows without end. */
export const openEnvTalk: Job = {
  kind: 'socket',
  path: '/ws',
  messages: [JSON.stringify({ type: 'reset', data: { seed: 1 } }), ...Array.from({ length: 20 }, () => step)],
  connections: 32,
  expected: '"observation"',
}

const verify = { kind: 'http', path: '/verify', connections: 32, expected: '"reward"' } as const

/** For NeMo Gym's own server, whose rows need no task. */
export const plainVerify: Job = { ...verify, messages: [verifyBody({}, '2+2?', '4')] }

/** Rows of an environment with replies of which each second one is right. */
export async function rowsToVerify(id: string): Promise<Job> {
  const replied = await repliesOf(id, 256)
  return {
    ...verify,
    messages: replied.map(({ prompt, row, reply }) => verifyBody({ rlvr: row }, JSON.stringify(prompt), reply)),
  }
}

export const batchSize = 256

export async function batchesToScore(id: string): Promise<Job> {
  const replied = await repliesOf(id, 16 * batchSize)
  const rollouts = replied.map(({ row, reply }) => ({ row, completion: reply }))
  const messages = Array.from({ length: 16 }, (_, batch) =>
    JSON.stringify({ rollouts: rollouts.slice(batch * batchSize, (batch + 1) * batchSize) }),
  )
  return { kind: 'http', path: '/score', messages, connections: 4, expected: '"reward"' }
}

async function repliesOf(id: string, count: number): Promise<{ prompt: unknown; row: object; reply: string }[]> {
  const spec = await configure(id)
  const served = new ServedEnvironment(spec)
  const replied: { prompt: unknown; row: object; reply: string }[] = []
  for (let index = 0; index < count; index++) {
    const { task, reference } = await served.choose({ index })
    const gold = spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
    replied.push({ prompt: task.prompt, row: reference, reply: index % 2 === 0 ? gold : 'hm' })
  }
  return replied
}

function verifyBody(row: object, prompt: string, reply: string): string {
  const input = [{ role: 'user', content: prompt, type: 'message' }]
  const content = [{ type: 'output_text', text: reply, annotations: [] }]
  const output = [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }]
  const fixed = { id: 'resp_1', object: 'response', created_at: 1, model: 'm', status: 'completed' }
  const response = { ...fixed, output, parallel_tool_calls: true, tool_choice: 'auto', tools: [] }
  return JSON.stringify({ responses_create_params: { input }, ...row, response })
}
