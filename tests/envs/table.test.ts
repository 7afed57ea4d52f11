import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { registered } from '../../src/core/registry.ts'
import { recipeFor } from '../../envs/recipes.ts'
import { bytes } from '../../envs/recipe.ts'
import { builtIn, families } from '../../envs/table.ts'

test('each folder of an environment has its line in the table, which says what the environment says of itself', async () => {
  const folders = readdirSync(new URL('../../envs', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'families')
    .map(({ name }) => name)
  const known = registered()
  expect(known.map(({ id }) => id)).toEqual(folders.sort())
  expect(builtIn.map(({ id }) => id)).toEqual(folders)
  for (const { id, description, load } of known) {
    const factory = await load()
    expect({ id: factory.id, description: factory.description }).toEqual({ id, description })
  }
})

test.each(builtIn)('$id has a recipe, or says why it has none', async ({ id, family, module }) => {
  expect(families).toContain(family)
  const { recipe, noRecipe } = await module()
  expect([recipe === undefined, noRecipe === undefined]).toContain(true)
  expect([recipe === undefined, noRecipe === undefined]).toContain(false)
  expect(await recipeFor(id)).toBe(recipe ?? bytes)
})

test('what is not built in is taught as bytes', async () => {
  expect(await recipeFor('of-nobody')).toBe(bytes)
})
