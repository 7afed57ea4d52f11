// The settings of a training that flags and the file of `--config` give.
import { readFileSync } from 'node:fs'
import { RlvrError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { EpisodeLimits } from '../../core/limits.ts'
import { layered, plainAlgorithm, renamedSettings } from '../../../trainers/plain-settings.ts'
import { takePolicySettings, type GivenPolicySettings } from './policy-settings.ts'
import { setValues } from './set-values.ts'

interface SettingFlags {
  readonly set: readonly string[]
  readonly lora?: boolean
  readonly config?: string
  readonly algorithm?: string
  readonly steps?: number
  readonly seed?: number
  readonly limits?: EpisodeLimits
}

/** What the flags and the file of `--config` give, the flags on top. */
export interface Given {
  /** Of the training, as `completeSettings` takes them. */
  readonly training: JsonObject
  /** Of a policy that comes from a checkpoint. */
  readonly policy: GivenPolicySettings
}

/** @param recipeAlgorithm what runs where none is named, so that its options may be named alone */
export function givenSettings(flags: SettingFlags, recipeAlgorithm: unknown = 'grpo'): Given {
  const { given, set, config } = takePolicySettings({
    set: flags.set,
    config: configFile(flags.config),
    lora: flags.lora === true,
  })
  return { training: trainingSettings({ ...flags, set }, config, recipeAlgorithm), policy: given }
}

function trainingSettings(flags: SettingFlags, config: JsonObject, recipeAlgorithm: unknown): JsonObject {
  const { algorithm, steps, seed, limits } = flags
  const named = plainAlgorithm(algorithm ?? config['algorithm'] ?? recipeAlgorithm)
  const set = setValues(flags.set, named.name)
  const { algorithm: options, ...others } = set
  // Options without a name belong to the algorithm that was named beside them, if one was.
  const chosen = algorithm ?? config['algorithm']
  const whole =
    options === undefined
      ? chosen
      : typeof options === 'object' && chosen !== undefined && !Object.hasOwn(options ?? {}, 'name')
        ? { ...plainAlgorithm(chosen), ...(options as JsonObject) }
        : options
  return {
    ...layered(config, others, limits === undefined ? {} : { limits: { ...limits } as JsonObject }),
    ...(whole !== undefined && { algorithm: whole }),
    ...(steps !== undefined && { steps }),
    ...(seed !== undefined && { seed }),
  }
}

function configFile(path: string | undefined): JsonObject {
  if (path === undefined) return {}
  try {
    const config: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof config !== 'object' || config === null || Array.isArray(config)) throw new Error('it holds no object')
    return renamedSettings(config as JsonObject)
  } catch (thrown) {
    throw new RlvrError('RLVR_USAGE', `\`--config ${path}\` must name a JSON file: ${(thrown as Error).message}`, {
      cause: thrown,
    })
  }
}
