/// <reference lib="esnext.disposable" preserve="true" />
// The environments that come with the library. Importing this file makes them known by their ids; one by itself, with
// the types of its answers and options, is the default export of `rlvr/envs/ID`.
export { builtIn, families, type BuiltIn, type EnvironmentModule, type Family } from './table.ts'
export { recipeFor } from './recipes.ts'
export type { Recipe } from './recipe.ts'
