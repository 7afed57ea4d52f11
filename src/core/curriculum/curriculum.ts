// One environment at several levels of difficulty, of which a training meets the one that suits what it can do by then.
// Evaluations, servers and the Gym face meet all levels, each as often, whatever a training has come to.
import { checkNames } from '../check-names.ts'
import type { EnvironmentFactory } from '../define-env.ts'
import { checkEnvironmentId } from '../definition.ts'
import type { EnvironmentCard } from '../environment.ts'
import { RlvrError, show } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { factoryOf } from '../mix/mix.ts'
import type { EnvironmentLike } from '../registry.ts'
import type { LevelRule } from './level-rule.ts'

export interface CurriculumOptions {
  readonly id: string
  readonly description?: string
  readonly card?: EnvironmentCard
  readonly environment: EnvironmentLike
  /** The options of each level, the easiest first: `[{ level: 1 }, { level: 2, prompt: 'words' }]`. */
  readonly levels?: readonly JsonObject[]
  /** Or: a whole-number option of the environment that goes `from` to `to`; `level` unless said otherwise. */
  readonly option?: string
  readonly from?: number
  readonly to?: number
  /** The level at first, counted from 1; the first unless said otherwise. */
  readonly start?: number
  /** Tasks of a level whose outcomes decide; 20 unless said otherwise. */
  readonly window?: number
  /** From this share of solved replies on it goes a level up; 0.7 unless said otherwise. */
  readonly raise?: number
  /** At this share and below it goes a level down; 0.1 unless said otherwise. */
  readonly lower?: number
  /** The share of tasks that is of the levels below the current one; 0.1 unless said otherwise. */
  readonly rehearsal?: number
}

const fields = [
  'id',
  'description',
  'card',
  'environment',
  'levels',
  'option',
  'from',
  'to',
  'start',
  'window',
  'raise',
  'lower',
  'rehearsal',
] as const satisfies readonly (keyof CurriculumOptions)[]

/**
 * An environment whose tasks get harder and easier with what a training solves: see `level-rule.ts` for the rule. Its
 * options are those of the environment, but for what the levels set.
 * @throws RlvrError `RLVR_USAGE` for levels or a rule that are none
 * @example export default await curriculum({ id: 'countdown-rising', environment: 'countdown', from: 1, to: 3 })
 */
export async function curriculum(given: CurriculumOptions): Promise<EnvironmentFactory> {
  checkNames('curriculum()', given, fields, { word: 'field' })
  const { id } = given
  checkEnvironmentId(id)
  const levels = levelsOf(given)
  const rule = ruleOf(given, levels.length)
  const inner = await factoryOf(given.environment, `Curriculum \`${id}\``)
  const face = {
    id,
    description: given.description ?? `${inner.description} In ${levels.length} levels that follow the outcome.`.trim(),
    card: given.card ?? inner.card,
    optionsSchema: without(inner.optionsSchema, levels.flatMap(Object.keys)),
  }
  // Loaded when it is asked for.
  const { configuredLevels } = await import('./configured-levels.ts')
  return { ...face, configure: (...given) => configuredLevels({ face, inner, levels, rule }, ...given) }
}

function levelsOf({ id, levels, option, from, to }: CurriculumOptions): readonly JsonObject[] {
  const refuse = (what: string): never => {
    throw new RlvrError('RLVR_USAGE', `Curriculum \`${id}\`: ${what}`)
  }
  if (levels !== undefined) {
    if (option !== undefined || from !== undefined || to !== undefined)
      refuse('`levels` says all levels; leave `option`, `from` and `to` out, or `levels`.')
    if (!Array.isArray(levels) || levels.length < 2 || levels.some((each) => typeof each !== 'object' || each === null))
      refuse(`\`levels\` is a list of two or more options, like [{ level: 1 }, { level: 2 }]; got ${show(levels, 60)}.`)
    return levels
  }
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || (from as number) >= (to as number))
    refuse(
      `\`from\` and \`to\` are whole numbers, the first below the second, that the option goes through; got ${show(from, 20)} and ${show(to, 20)}.`,
    )
  const [first, last] = [from as number, to as number]
  return Array.from({ length: last - first + 1 }, (_, place) => ({ [option ?? 'level']: first + place }))
}

function ruleOf(given: CurriculumOptions, levels: number): LevelRule {
  const { id, start = 1, window = 20, raise = 0.7, lower = 0.1, rehearsal = 0.1 } = given
  const refuse = (what: string): never => {
    throw new RlvrError('RLVR_USAGE', `Curriculum \`${id}\`: ${what}`)
  }
  if (!(Number.isSafeInteger(start) && start >= 1 && start <= levels))
    refuse(`\`start\` is a level from 1 to ${levels}; got ${show(start, 20)}.`)
  if (!(Number.isSafeInteger(window) && window >= 1))
    refuse(`\`window\` is a whole number of tasks from 1; got ${show(window, 20)}.`)
  if (!(lower >= 0 && lower < raise && raise <= 1))
    refuse(`\`lower\` and \`raise\` are shares from 0 to 1, the first below the second; got ${lower} and ${raise}.`)
  if (!(rehearsal >= 0 && rehearsal < 1)) refuse(`\`rehearsal\` is a share from 0 to below 1; got ${rehearsal}.`)
  return { levels, start: start - 1, window, raise, lower, rehearsal }
}

/** The schema of options without those that the levels set. */
function without(schema: JsonObject, set: readonly string[]): JsonObject {
  const properties = Object.entries((schema['properties'] ?? {}) as JsonObject).filter(([name]) => !set.includes(name))
  const required = ((schema['required'] ?? []) as readonly Json[]).filter((name) => !set.includes(name as string))
  return { ...schema, properties: Object.fromEntries(properties), required }
}
