// Names of environments to their factories. The only module-level state of the library.
import type { EnvironmentFactory } from './define-env.ts'
import type { Environment, EnvironmentSpec } from './environment.ts'
import { RlvrError, unknownName } from './errors.ts'
import type { JsonObject } from './json.ts'
import type { TaskContext } from './task.ts'

// Factories of any answer type are kept together: the name alone cannot tell the type.
type AnyFactory = EnvironmentFactory<never>

const environments = new Map<string, AnyFactory>()

/** Makes an environment known by its id. Throws `RLVR_ENVIRONMENT` when another one has that id. */
export function register<Answer>(factory: EnvironmentFactory<Answer>): void {
  const known = environments.get(factory.id)
  if (known !== undefined && known !== (factory as unknown as AnyFactory)) {
    throw new RlvrError(
      'RLVR_ENVIRONMENT',
      `There is an environment \`${factory.id}\` already. Choose another id, or raise its version: \`${factory.id}-v2\`.`,
    )
  }
  environments.set(factory.id, factory as unknown as AnyFactory)
}

/** All known environments, by id. */
export function registered(): EnvironmentFactory[] {
  return [...environments.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The environment of that id with these options. Throws `RLVR_UNKNOWN_NAME` with the nearest id, `RLVR_USAGE` for a bad option. */
export function configure(id: string, options: JsonObject = {}): EnvironmentSpec {
  const factory = environments.get(id)
  if (factory === undefined) throw unknownName('environment', id, [...environments.keys()])
  return factory.configure(options)
}

/**
 * A Gym face by id.
 * @example
 * const env = await make('addition')
 * const { observation } = await env.reset({ seed: 1 })
 * const { reward, terminated } = await env.step('\\boxed{7}')
 */
export async function make(
  id: string,
  options: JsonObject & Partial<Omit<TaskContext, 'options'>> = {},
): Promise<Environment> {
  const { split, seed, ...rest } = options
  return configure(id, rest).create({ ...(split !== undefined && { split }), ...(seed !== undefined && { seed }) })
}
