import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { registered } from '../../src/core/registry.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the environments known
import '../../envs/table.ts'

test('each folder of an environment has its line in the table, which says what the environment says of itself', async () => {
  const folders = readdirSync(new URL('../../envs', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  const known = registered()
  expect(known.map(({ id }) => id)).toEqual(folders.sort())
  for (const { id, description, load } of known) {
    const factory = await load()
    expect({ id: factory.id, description: factory.description }).toEqual({ id, description })
  }
})
