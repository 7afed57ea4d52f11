// Names of environments to their factories, loaded when they are asked for, and the one place where whatever names an
// environment becomes one.
import type { EnvironmentFactory } from './define-env.ts'
import type { Environment, EnvironmentSpec } from './environment.ts'
import { RlvrError, show, unknownName } from './errors.ts'
import type { JsonObject } from './json.ts'
import { requireNothingLacks } from './needs.ts'
import type { GivenResources } from './resources.ts'
import type { TasksetChoice } from './task.ts'

/**
 * What may be given wherever an environment is asked for: the id of a known one, a factory (its default options are
 * taken), or a configured environment. Of any answer type, because nothing outside of an environment reads answers.
 */
export type EnvironmentLike = string | EnvironmentFactory | EnvironmentSpec

/** An environment that is known by its id and loaded when it is asked for. */
export interface EnvironmentEntry {
  readonly id: string
  readonly description: string
  readonly load: () => Promise<EnvironmentFactory>
}

const entries = new Map<string, EnvironmentEntry & { readonly factory?: EnvironmentFactory }>()

/**
 * Makes an environment known by its id: a factory, or an entry that loads one when it is asked for.
 * Throws `RLVR_ENVIRONMENT` when another one has that id.
 */
export function register(environment: EnvironmentFactory | EnvironmentEntry): void {
  if (
    typeof environment !== 'object' ||
    environment === null ||
    typeof environment.id !== 'string' ||
    !(isFactory(environment) || typeof (environment as Partial<EnvironmentEntry>).load === 'function')
  )
    throw new RlvrError(
      'RLVR_USAGE',
      `register takes what \`defineEnv\` gives, or an entry { id, description, load }; got ${show(environment, 80)}.`,
    )
  const { id, description } = environment
  const entry = isFactory(environment)
    ? { id, description, factory: environment, load: async () => environment }
    : environment
  const known = entries.get(id)
  if (known === environment || (known !== undefined && known.factory === environment)) return
  if (known !== undefined)
    throw new RlvrError(
      'RLVR_ENVIRONMENT',
      `There is an environment \`${id}\` already. Choose another id, or raise its version: \`${id}-v2\`.`,
    )
  entries.set(id, entry)
}

/** All known environments, by id; none is loaded for it. */
export function registered(): EnvironmentEntry[] {
  return [...entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The factory of that id. Throws `RLVR_UNKNOWN_NAME` with the nearest one. */
export async function loadEnvironment(id: string): Promise<EnvironmentFactory> {
  const entry = entries.get(id)
  if (entry === undefined) throw unknownName('environment', id, [...entries.keys()])
  return await entry.load()
}

/**
 * The environment with these options. One that is configured already takes none.
 * @throws RlvrError `RLVR_UNKNOWN_NAME` with the nearest id, `RLVR_USAGE` for a bad option or what is no environment
 * @example
 * await configure('countdown', { level: 2 })
 */
export async function configure(
  environment: EnvironmentLike,
  options: JsonObject = {},
  resources: GivenResources = {},
): Promise<EnvironmentSpec> {
  if (typeof environment === 'string') return (await loadEnvironment(environment)).configure(options, resources)
  if (isFactory(environment)) return environment.configure(options, resources)
  if (!isSpec(environment))
    throw new RlvrError(
      'RLVR_USAGE',
      `An environment is an id like \`countdown\`, what \`defineEnv\` gives, or what \`configure\` makes of it; got ${show(environment, 80)}.`,
    )
  if (Object.keys(options).length + Object.keys(resources).length > 0)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${environment.id}\` is configured already and takes no further options or resources; give its factory or its id.`,
    )
  return environment
}

/**
 * The environment for the time of one piece of work. What is configured for it is closed after it; one that was
 * configured already is its owner's to close.
 * @param resources what it is handed beside what it has
 * @throws RlvrError `RLVR_USAGE` for one that was not handed what it needs
 * @example
 * await using opened = await openEnvironment('countdown')
 * opened.spec.maxTurns // 1
 */
export async function openEnvironment(
  environment: EnvironmentLike,
  resources: GivenResources = {},
): Promise<{ readonly spec: EnvironmentSpec } & AsyncDisposable> {
  const isReady = Object.keys(resources).length === 0 || typeof environment === 'string' || !isSpec(environment)
  const spec = isReady ? await configure(environment, {}, resources) : environment.handed(resources)
  requireNothingLacks(spec)
  return { spec, [Symbol.asyncDispose]: async () => (spec === environment ? undefined : await spec.close()) }
}

/**
 * A Gym face over the tasks of a split (default `train`, seed 0).
 * @example
 * const env = await make('addition', { options: { level: 2 } })
 * const { observation } = await env.reset({ seed: 1 })
 * const { reward, terminated } = await env.step('\\boxed{7}')
 */
export async function make(
  environment: EnvironmentLike,
  context: { readonly options?: JsonObject; readonly resources?: GivenResources } & Partial<TasksetChoice> = {},
): Promise<Environment> {
  const { options, resources, ...rest } = context
  const unknown = Object.keys(rest).find((name) => name !== 'split' && name !== 'seed')
  if (unknown !== undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`make\` takes \`options\`, \`split\`, \`seed\` and \`resources\`; got \`${unknown}\`. An option of the environment stands in \`options\`: make(…, { options: { ${unknown}: … } }).`,
    )
  return (await configure(environment, options, resources)).create(rest)
}

/** Whether it waits for its options. */
export function isFactory(value: object): value is EnvironmentFactory {
  return value !== null && typeof value === 'object' && 'configure' in value && typeof value.configure === 'function'
}

/** Whether it is configured. */
export function isSpec(value: object): value is EnvironmentSpec {
  return value !== null && typeof value === 'object' && 'create' in value && 'tasks' in value && 'rubric' in value
}
