// One environment over several: tasks interleaved by weight, each played by the rules and judged by the rubric of the
// environment that it comes from. A reward term has the name of its environment before its own: `countdown.correct`.
import { checkNames } from '../check-names.ts'
import type { MixMember } from './configured-mix.ts'
import type { EnvironmentFactory } from '../define-env.ts'
import { checkEnvironmentId } from '../definition.ts'
import type { EnvironmentCard } from '../environment.ts'
import { RlvrError, show } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { isFactory, isSpec, loadEnvironment, type EnvironmentLike } from '../registry.ts'

export interface MixedEnvironment {
  readonly environment: EnvironmentLike
  readonly options?: JsonObject
  /** How often it has its turn, beside the others; 1 unless said otherwise. */
  readonly weight?: number
  /** What tells it apart, where the same environment is there twice; its id unless said otherwise. */
  readonly name?: string
}

export interface MixOptions {
  readonly id: string
  readonly description?: string
  readonly card?: EnvironmentCard
  readonly environments: readonly MixedEnvironment[]
}

/**
 * One environment over several. Its options are those of its environments, by their names: `{ countdown: { level: 2 } }`.
 * @throws RlvrError `RLVR_USAGE` where two cannot be told apart, for a weight that is none, and for tools of one name
 *   that are not the same; `RLVR_UNKNOWN_NAME` for an id that is not known
 * @example
 * export default await mix({
 *   id: 'numbers',
 *   environments: [{ environment: 'countdown', options: { level: 2 }, weight: 2 }, { environment: 'addition' }],
 * })
 */
export async function mix(given: MixOptions): Promise<EnvironmentFactory> {
  checkNames('mix()', given, ['id', 'description', 'card', 'environments'], { word: 'field' })
  const { id, description, card = null, environments } = given
  checkEnvironmentId(id)
  // Loaded when it is asked for.
  const { configuredMix } = await import('./configured-mix.ts')
  const members = await membersOf(id, environments)
  const face = {
    id,
    description: description ?? `Tasks of ${members.map(({ name }) => name).join(', ')}.`,
    card,
    optionsSchema: {
      type: 'object',
      properties: Object.fromEntries(members.map(({ name, factory }) => [name, factory.optionsSchema])),
      additionalProperties: false,
    } as JsonObject,
  }
  return { ...face, configure: (options = {}, resources = {}) => configuredMix(face, members, { options, resources }) }
}

async function membersOf(id: string, environments: readonly MixedEnvironment[]): Promise<readonly MixMember[]> {
  if (!Array.isArray(environments) || environments.length === 0)
    throw new RlvrError(
      'RLVR_USAGE',
      `Mix \`${id}\`: \`environments\` is a list like [{ environment: 'countdown', weight: 2 }]; got ${show(environments, 80)}.`,
    )
  const listed = environments as readonly MixedEnvironment[]
  for (const each of listed)
    checkNames(`An environment of mix \`${id}\``, each, ['environment', 'options', 'weight', 'name'], { word: 'field' })
  const { turnsOf } = await import('./mixed-tasks.ts')
  const turns = turnsOf(listed.map(({ weight = 1 }) => weight))
  const members: MixMember[] = []
  for (const [place, each] of listed.entries()) {
    const factory = await factoryOf(each.environment)
    const name = each.name ?? factory.id
    checkEnvironmentId(name)
    if (members.some((other) => other.name === name))
      throw new RlvrError(
        'RLVR_USAGE',
        `Mix \`${id}\` has two environments \`${name}\`, whose tasks and rewards could not be told apart. Give one of them a name: { environment: '${factory.id}', name: '${name}-hard', … }.`,
      )
    members.push({ name, turns: turns[place] as number, factory, options: each.options ?? {} })
  }
  return members
}

/** @throws RlvrError `RLVR_USAGE` for what is no factory, nor the id of one */
export async function factoryOf(environment: EnvironmentLike, who = 'A mix'): Promise<EnvironmentFactory> {
  if (typeof environment === 'string') return await loadEnvironment(environment)
  if (typeof environment === 'object' && environment !== null && isFactory(environment)) return environment
  const given: unknown = environment
  const what =
    typeof given === 'object' && given !== null && isSpec(given) ? `\`${environment.id}\`, configured` : show(given, 80)
  throw new RlvrError(
    'RLVR_USAGE',
    `${who} takes environments that it configures itself: an id, or what \`defineEnv\` gives, with \`options\`; got ${what}.`,
  )
}
