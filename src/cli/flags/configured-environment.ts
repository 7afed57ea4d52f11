// An environment by its name on the command line, with the options of `-o key=value`.
import type { EnvironmentSpec } from '../../core/environment.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { configure, loadEnvironment } from '../../core/registry.ts'
import { fieldAt, isObject } from '../../data/field.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the environments known
import '../../../envs/table.ts'
import { keyValues } from './key-values.ts'

/**
 * The environment of that id with these options over `defaults`, each value read as its option's schema asks.
 * @throws RlvrError `RLVR_UNKNOWN_NAME` with the nearest id, `RLVR_USAGE` for a bad option
 * @example configuredEnvironment('countdown', ['level=2', 'prompt=compact'])
 */
export async function configuredEnvironment(
  id: string,
  given: readonly string[],
  defaults: JsonObject = {},
): Promise<EnvironmentSpec> {
  const factory = await loadEnvironment(id)
  const schema = factory.optionsSchema
  const options: { [name: string]: Json | undefined } = { ...defaults }
  for (const [name, text] of keyValues('--option', given)) {
    options[name] = isText(fieldAt(schema, `properties.${name}`)) ? text : valueOf(text)
  }
  return await configure(factory, options)
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
