// The shipped problems, theme by theme.
import type { CodeProblem } from './problem.ts'
import { arrays } from './problems/arrays.ts'
import { bitsAndDates } from './problems/bits-and-dates.ts'
import { dynamic } from './problems/dynamic.ts'
import { formulas } from './problems/formulas.ts'
import { graphs } from './problems/graphs.ts'
import { maps } from './problems/maps.ts'
import { numbers } from './problems/numbers.ts'
import { ordering } from './problems/ordering.ts'
import { parsing } from './problems/parsing.ts'
import { pythonOnly } from './problems/python-only.ts'
import { recursion } from './problems/recursion.ts'
import { scriptOnly } from './problems/script-only.ts'
import { simulation } from './problems/simulation.ts'
import { strings } from './problems/strings.ts'

export const themes: Readonly<Record<string, readonly CodeProblem[]>> = {
  strings,
  arrays,
  numbers,
  recursion,
  'dynamic programming': dynamic,
  graphs,
  maps,
  parsing,
  formulas,
  simulation,
  'ordering and matrices': ordering,
  'bits and dates': bitsAndDates,
  'Python’s own': pythonOnly,
  'JavaScript’s and TypeScript’s own': scriptOnly,
}

export const problems: readonly CodeProblem[] = Object.values(themes).flat()
