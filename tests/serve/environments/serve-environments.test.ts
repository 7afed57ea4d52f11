import { expect, it } from 'vitest'
import { defineEnv } from '../../../src/core/define-env.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { Rng } from '../../../src/core/random.ts'
import { configure } from '../../../src/core/registry.ts'
import { scored } from '../../../src/core/verdict.ts'
import { serveEnvironments } from '../../../src/serve/environments/serve-environments.ts'
import { ServedEnvironment } from '../../../src/serve/environments/served-environment.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known
import '../../../envs/table.ts'

it('serves the score of completions', async () => {
  const spec = await configure('countdown')
  const { task, reference } = await new ServedEnvironment(spec).choose({ index: 0 })
  const server = await serveEnvironments({ environments: [spec], ports: { score: 0 } })
  try {
    const [gold] = spec.demonstrate(task, Rng.fromSeed(0)) ?? []
    const ask = async (row: unknown): Promise<Response> =>
      await fetch(`${server.urls.score}/score`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          rollouts: [
            { row, completion: gold?.text },
            { row, completion: 'hm' },
          ],
        }),
      })
    const { results } = (await (await ask(reference)).json()) as { results: { reward: number }[] }
    expect(results.map(({ reward }) => reward)).toEqual([1.1, 0])
    expect((await ask({ env: 'other' })).status).toBe(422)
  } finally {
    await server.close()
  }
})

it('sends no word of what an environment throws, by any protocol, and has all of them in its log', async () => {
  const broken = defineEnv({
    id: 'broken',
    tasks: () => {
      throw new Error('no data for kept-from-everybody')
    },
    rewards: { right: () => scored(1, 'always') },
    outcome: 'right',
  }).configure()
  const told: string[] = []
  const logger = { ...silentLogger, warn: (text: string) => void told.push(text) }
  const ports = { score: 0, openenv: 0, 'nemo-gym': 0, ors: 0 }
  const server = await serveEnvironments({ environments: [broken], ports, logger })
  const rlvr = { env: 'broken', split: 'train', index: 0, seed: '0', prompt: '0123456789abcdef' }
  const asked = [
    ['score', '/tasks', { env: 'broken' }],
    ['score', '/score', { rollouts: [{ row: rlvr, completion: 'x' }] }],
    ['openenv', '/broken/reset', {}],
    ['openenv', '/broken/tasks', { split: 'train' }],
    ['nemo-gym', '/seed_session', { rlvr }],
    ['ors', '/broken/num_tasks', { split: 'train' }],
  ] as const
  try {
    for (const [protocol, path, body] of asked) {
      const answer = await fetch(`${server.urls[protocol]}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const text = await answer.text()
      expect([path, answer.status >= 500, text], text).toEqual([path, true, expect.stringContaining('`broken`')])
      expect(text).not.toContain('kept-from-everybody')
    }
    expect(told.filter((text) => text.includes('kept-from-everybody'))).toHaveLength(asked.length)
  } finally {
    await server.close()
  }
})
