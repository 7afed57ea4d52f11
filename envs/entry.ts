// What a line of the table of environments is: family, description, and how its folder is loaded.
import type { EnvironmentFactory } from '../src/core/define-env.ts'
import type { EnvironmentEntry } from '../src/core/registry.ts'
import type { Recipe } from './recipe.ts'

/** What they are about; the order is that of listings. */
export const families = [
  'mathematics',
  'reasoning',
  'decision',
  'agents',
  'instructions',
  'preference',
  'code',
] as const

export type Family = (typeof families)[number]

/** What the `index.ts` of an environment's folder exports. */
export interface EnvironmentModule {
  readonly default: EnvironmentFactory
  /** The training that suits it. */
  readonly recipe?: Recipe
  /** Or why there is none: what would have to be at hand for a policy to learn it. */
  readonly noRecipe?: string
}

export interface BuiltIn extends EnvironmentEntry {
  readonly family: Family
  readonly module: () => Promise<EnvironmentModule>
}

/** A line of the table. */
export function entry(
  id: string,
  family: Family,
  description: string,
  module: () => Promise<EnvironmentModule>,
): BuiltIn {
  return { id, family, description, module, load: async () => (await module()).default }
}
