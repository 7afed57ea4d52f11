// Which environments have a recipe, each loaded when it is asked for.
import { bytes, type Recipe } from './recipe.ts'

const recipes: { readonly [environment: string]: () => Promise<{ readonly recipe: Recipe }> } = {
  addition: () => import('./addition/recipe.ts'),
  'code-basics': () => import('./code-basics/recipe.ts'),
  countdown: () => import('./countdown/recipe.ts'),
  reverse: () => import('./reverse/recipe.ts'),
  sort: () => import('./sort/recipe.ts'),
}

/** The recipe of a built-in environment; a byte-level transformer for any other. */
export async function recipeFor(environment: string): Promise<Recipe> {
  const load = Object.hasOwn(recipes, environment) ? recipes[environment] : undefined
  return load === undefined ? bytes : (await load()).recipe
}
