import { expect, it } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { configure } from '../../../src/core/registry.ts'
import { environmentDigest } from '../../../src/serve/environments/environment-digest.ts'
import { ServedEnvironment } from '../../../src/serve/environments/served-environment.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known
import '../../../envs/table.ts'

it('a digest is that of options and seed too', async () => {
  const digest = async (options: JsonObject, seed = '0'): Promise<string> =>
    environmentDigest(new ServedEnvironment(await configure('countdown', options), { seed }))
  const digests = [await digest({}), await digest({ level: 2 }), await digest({}, '1')]
  expect(new Set(digests).size).toBe(3)
  expect(await digest({})).toBe(digests[0])
  expect(digests[0]).toMatch(/^[0-9a-f]{16}$/)
})
