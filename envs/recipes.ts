// The training that suits an environment.
import { bytes, type Recipe } from './recipe.ts'
import { builtIn } from './table.ts'

/** The recipe of a built-in environment; a byte-level transformer for any other. */
export async function recipeFor(environment: string): Promise<Recipe> {
  const known = builtIn.find(({ id }) => id === environment)
  return (await known?.module())?.recipe ?? bytes
}
