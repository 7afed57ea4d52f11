// What `config.json` keeps of a training on the command line: everything it takes to go on with it.
import { RlvrError } from '../../core/errors.ts'
import { isObject } from '../../data/field.ts'
import type { JsonObject } from '../../core/json.ts'
import type { TransformerOptions } from '../../policy/transformer/transformer-policy.ts'
import { readRunConfig } from '../../record/run-directory.ts'
import { checkedSettings, renamedSettings, type PlainSettings } from '../../../trainers/plain-settings.ts'
import type { NeededPolicies } from './needed-policy.ts'
import { commandName } from './command-name.ts'
import type { OwnSource } from '../own/source.ts'
import type { PretrainedSettings } from './pretrained-settings.ts'
import type { TinkerSettings } from './tinker-settings.ts'

export interface RunSettings {
  /** Where the environment came from; null for one of the library's own. */
  readonly source: OwnSource | null
  readonly options: JsonObject
  /** Who judges, plays the other side or is the user; missing, or empty, where the environment needs nobody. */
  readonly needed?: NeededPolicies
  /** A transformer of the library, one that stands on a checkpoint of Hugging Face, one at a Tinker-compatible service, or a policy of one's own. */
  readonly policy:
    | Pick<TransformerOptions, 'architecture' | 'tokenizer'>
    | PretrainedSettings
    | { readonly tinker: TinkerSettings }
    | { readonly source: OwnSource }
  /** The checkpoint that the weights came from, or null for fresh ones. */
  readonly startFrom: string | null
  readonly training: PlainSettings
  /** What it was computed on: other numbers differ in their last digits. */
  readonly machine: { readonly backend: string; readonly threads: number } | null
}

/** The environment's id and the settings of a training run. Throws `RLVR_USAGE` for a run of another kind. */
export function readRunSettings(path: string): { readonly environment: string; readonly settings: RunSettings } {
  const { environment, algorithm, settings } = readRunConfig(path)
  const { training } = settings
  if (algorithm === 'eval' && settings['madeIn'] !== 'code')
    throw new RlvrError(
      'RLVR_USAGE',
      `${path} is an evaluation: go on with it by \`${commandName()} eval --resume ${path}\`.`,
    )
  if (isObject(settings['plan']))
    throw new RlvrError(
      'RLVR_USAGE',
      `${path} was begun by an earlier version, whose settings have other names; it can be evaluated, not gone on with.`,
    )
  if (settings['madeIn'] === 'code')
    throw new RlvrError(
      'RLVR_USAGE',
      `${path} was made in code, where its policy and settings are: go on with it there, with \`train({ …, run: '${path}' })\`.`,
    )
  if (!isObject(training))
    throw new RlvrError(
      'RLVR_USAGE',
      `${path} is a run of \`${algorithm}\`, not of a training on the command line; there is nothing to go on with here.`,
    )
  return {
    environment,
    settings: { ...settings, training: checkedSettings(renamedSettings(training)) } as unknown as RunSettings,
  }
}
