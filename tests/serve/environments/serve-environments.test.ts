import { expect, it } from 'vitest'
import { Rng } from '../../../src/core/random.ts'
import { configure } from '../../../src/core/registry.ts'
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
