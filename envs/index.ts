/// <reference lib="esnext.disposable" preserve="true" />
// The environments that come with the library, as factories. Importing this file loads them all; by its id one is
// loaded when it is asked for (`table.ts`).
// oxlint-disable-next-line import/no-unassigned-import -- it makes the environments known by their ids
import './table.ts'

export { recipeFor } from './recipes.ts'
export type { Recipe } from './recipe.ts'
export { addition } from './addition/index.ts'
export { codeBasics } from './code-basics/index.ts'
export { codeStdio } from './code-stdio/index.ts'
export { countdown } from './countdown/index.ts'
export { gsm8k } from './gsm8k/index.ts'
export { humaneval } from './humaneval/index.ts'
export { jsonExtract } from './json-extract/index.ts'
export { leetcode } from './leetcode/index.ts'
export { mbpp } from './mbpp/index.ts'
export { reverse } from './reverse/index.ts'
export { sort } from './sort/index.ts'
