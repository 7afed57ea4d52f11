// All programs, by id.
import { bank, calendarkit, matrixkit, romans } from './numbers.ts'
import { inventory, lifegrid, queueing } from './plans.ts'
import type { Program } from './program.ts'
import { intervals, routes } from './structures.ts'
import { rpn, textwrapkit, versions, wordstats } from './texts.ts'

export const programs: ReadonlyMap<string, Program> = new Map(
  [
    ...[bank, calendarkit, intervals, inventory, lifegrid, matrixkit, queueing],
    ...[romans, routes, rpn, textwrapkit, versions, wordstats],
  ].map((program) => [program.id, program]),
)
