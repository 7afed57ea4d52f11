// `--set NAME=VALUE` as settings: a value is JSON where it reads as JSON, else a text; a name with a dot goes into a group.
import { RlvrError } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { isObject } from '../../data/field.ts'
import { layered, settingDescriptions, unknownSetting } from '../../../trainers/plain-settings.ts'
import { algorithms } from '../../../trainers/presets.ts'
import { keyValues } from './key-values.ts'

/**
 * The settings that flags give. An option of the algorithm may be named alone, where no setting has its name.
 * @throws RlvrError `RLVR_USAGE` for a name that is neither
 * @example setValues(['steps=10', 'evaluation.tasks=50', 'clip=[0.2,0.28]'], 'grpo')
 * // { steps: 10, evaluation: { tasks: 50 }, algorithm: { clip: [0.2, 0.28] } }
 */
export function setValues(given: readonly string[], algorithm: string): JsonObject {
  const known = Object.hasOwn(algorithms, algorithm) ? Object.keys(algorithms[algorithm]?.options.properties ?? {}) : []
  let settings: JsonObject = {}
  const options: { [name: string]: Json } = {}
  for (const [path, text] of keyValues('--set', given)) {
    const value = valueOf(text)
    const [group, ...rest] = path.split('.')
    if (group === 'algorithm' && rest.length > 0) options[rest.join('.')] = value
    else if (!isSetting(path) && known.includes(path)) options[path] = value
    else if (path === 'algorithm') settings = layered(settings, { algorithm: value })
    else if (!isSetting(path))
      throw unknownSetting(
        path,
        known.map((name) => `algorithm.${name}`),
      )
    else
      settings = layered(
        settings,
        rest.length === 0 ? { [path]: value } : { [group as string]: { [rest.join('.')]: value } },
      )
  }
  if (Object.keys(options).length === 0) return settings
  const named = settings['algorithm']
  return {
    ...settings,
    algorithm: { ...(typeof named === 'string' ? { name: named } : isObject(named) ? named : {}), ...options },
  }
}

function isSetting(path: string): boolean {
  return settingDescriptions.has(path) || [...settingDescriptions.keys()].some((known) => known.startsWith(`${path}.`))
}

/** A value of `--set`: JSON where it reads as JSON, else a text. */
export function valueOf(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    if (/^[[{"]/.test(text))
      throw new RlvrError('RLVR_USAGE', `\`--set …=${text}\` begins like JSON and is none; quote it for the shell.`)
    return text
  }
}
