// An environment by its name on the command line, with the options of `-o key=value` and the policies that it needs.
import type { EnvironmentFactory } from '../../core/define-env.ts'
import type { EnvironmentSpec } from '../../core/environment.ts'
import { RlvrError } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { neededWords } from '../../core/needs.ts'
import { fieldAt, isObject } from '../../data/field.ts'
import { environmentNamed } from '../own/own-environment.ts'
import { keyValues } from './key-values.ts'
import { neededPolicies, refuseItself, type NeededFlags } from './needed-policies.ts'
import { openAllWithNeeded, type OpenedEnvironments } from './open-with-needed.ts'

/**
 * The environment of that name (an id, a file, a package) with these options over `defaults`, each value read as its option's schema asks.
 * @throws RlvrError `RLVR_UNKNOWN_NAME` with the nearest id, `RLVR_USAGE` for a bad option
 * @example configuredEnvironment('countdown', ['level=2', 'prompt=compact'])
 */
export async function configuredEnvironment(
  name: string,
  given: readonly string[],
  defaults: JsonObject = {},
): Promise<EnvironmentSpec> {
  const { factory } = await environmentNamed(name)
  return factory.configure(optionsOf(factory, given, defaults))
}

/**
 * As `configuredEnvironment`, for what `rlvr serve` is to serve later on, by a command that names no policies.
 * @throws RlvrError `RLVR_USAGE` for one that needs some
 */
export async function servableEnvironment(name: string, given: readonly string[]): Promise<EnvironmentSpec> {
  await using opened = new AsyncDisposableStack()
  const spec = opened.use(await configuredEnvironment(name, given))
  const [first] = spec.lacks
  if (first !== undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${spec.id}\` needs ${neededWords[first]}, and the command that an export writes names none. Serve it yourself: \`rlvr serve ${name} --${first} POLICY\`.`,
    )
  opened.move()
  return spec
}

/** Environments by their names with these options and the policies that flags give, as `openAllWithNeeded` opens them. */
export async function namedEnvironments(
  names: readonly string[],
  given: readonly string[],
  flags: NeededFlags,
): Promise<OpenedEnvironments> {
  const asked = []
  for (const name of names) {
    const { factory } = await environmentNamed(name)
    asked.push({ factory, options: optionsOf(factory, given) })
  }
  const needed = await neededPolicies(flags)
  refuseItself(needed)
  return await openAllWithNeeded(asked, needed)
}

/** One environment, as `namedEnvironments` opens it. */
export async function namedEnvironment(
  name: string,
  given: readonly string[],
  flags: NeededFlags,
): Promise<{ readonly spec: EnvironmentSpec } & AsyncDisposable> {
  const opened = await namedEnvironments([name], given, flags)
  return { spec: opened.specs[0] as EnvironmentSpec, [Symbol.asyncDispose]: opened[Symbol.asyncDispose] }
}

/** The options that flags give over `defaults`. */
export function optionsOf(
  { optionsSchema: schema }: EnvironmentFactory,
  given: readonly string[],
  defaults: JsonObject = {},
): JsonObject {
  const options: { [name: string]: Json | undefined } = { ...defaults }
  for (const [name, text] of keyValues('--option', given)) {
    options[name] = isText(fieldAt(schema, `properties.${name}`)) ? text : valueOf(text)
  }
  return options
}

/** Whether an option takes texts, so that `path=2024` stays one. */
function isText(schema: Json | undefined): boolean {
  if (!isObject(schema)) return false
  const choices = schema['enum']
  if (Array.isArray(choices)) return choices.every((choice) => typeof choice === 'string')
  return schema['type'] === 'string'
}

function valueOf(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
