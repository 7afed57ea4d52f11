// The environments that come with the library, loaded when they are asked for. Importing this file makes them known to
// `configure`, `make` and the command line. Each has its line in the table of its family.
import { register } from '../src/core/registry.ts'
import type { BuiltIn } from './entry.ts'
import { agents } from './families/agents.ts'
import { code } from './families/code.ts'
import { decision } from './families/decision.ts'
import { instructions } from './families/instructions.ts'
import { mathematics } from './families/mathematics.ts'
import { preference } from './families/preference.ts'
import { reasoning } from './families/reasoning.ts'

export { families, type BuiltIn, type EnvironmentModule, type Family } from './entry.ts'

const tables: readonly (readonly BuiltIn[])[] = [
  mathematics,
  reasoning,
  decision,
  agents,
  instructions,
  preference,
  code,
]

/** By id. */
export const builtIn: readonly BuiltIn[] = tables.flat().sort((one, other) => (one.id < other.id ? -1 : 1))

for (const each of builtIn) register(each)
