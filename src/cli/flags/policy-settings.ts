// What `--set` and `--config` say of a policy that comes from a checkpoint: which weights learn, and how much of it is
// held. The names are those of `config.json`, where they stand in full beside the base.
import { Type } from 'typebox'
import { nearestName, RlvrError, show } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { compileSchema } from '../../core/schema.ts'
import { isObject } from '../../data/field.ts'
import { completeLora, loraTargets, type LoraSettings } from '../../policy/transformer/model/lora.ts'
import { keyValues } from './key-values.ts'
import { valueOf } from './set-values.ts'

const loraDescriptions = {
  rank: 'rank of an adapter’s matrices; 16',
  alpha: 'an adapter counts alpha / rank; twice the rank',
  targets: `which products of a block have adapters, a list of ${loraTargets.join(', ')}; all`,
  dropout: 'share of an adapter’s input that is left out while it learns; 0',
  rankStabilised: 'an adapter counts alpha / √rank instead (rsLoRA); false',
}

const policyProperties = {
  maxLengthTokens: Type.Integer({ minimum: 2, description: 'longest conversation, the reply included; at most 2048' }),
  memoryMb: Type.Integer({ minimum: 1, description: 'memory that the training may take; what the machine has free' }),
  precision: Type.Enum(['float32', 'bfloat16'], { description: 'frozen weights at rest; as the checkpoint has them' }),
  tokenizer: Type.String({
    minLength: 1,
    description: 'of a model at a service (tinker:…), the folder with its tokenizer.json; the model’s name',
  }),
}

/** What is said of a checkpoint that learns; null is what suits machine and checkpoint. */
export interface PolicyChoice {
  /** The adapter that learns; null where all weights do. */
  readonly lora: Required<LoraSettings> | null
  readonly maxLengthTokens: number | null
  readonly memoryMb: number | null
  readonly precision: 'float32' | 'bfloat16' | null
  /** The folder with the tokenizer of a model at a service. */
  readonly tokenizer: string | null
}

/** Every setting by its dotted name, with what it means and what it is where nothing is said. */
export const policySettingDescriptions: ReadonlyMap<string, string> = new Map([
  ...Object.entries(loraDescriptions).map(([name, words]) => [`lora.${name}`, words] as const),
  ...Object.entries(policyProperties).map(
    ([name, schema]) => [`policy.${name}`, String((schema as { description?: string }).description)] as const,
  ),
])

const names = [...policySettingDescriptions.keys()]

/** What was said, apart from what the other settings are. */
export interface GivenPolicySettings {
  /** The names that were said, for a policy that has none of them. */
  readonly names: readonly string[]
  readonly lora: boolean
  readonly said: { readonly lora: JsonObject; readonly policy: JsonObject }
}

interface Asked {
  readonly set: readonly string[]
  readonly config: JsonObject
  /** `--lora`. */
  readonly lora: boolean
}

/** Takes the settings of the policy out of what `--set` and `--config` give; the flags are on top. */
export function takePolicySettings(asked: Asked): {
  readonly given: GivenPolicySettings
  readonly set: readonly string[]
  readonly config: JsonObject
} {
  const { lora, policy, ...config } = asked.config
  const said: { [group in 'lora' | 'policy']: { [name: string]: Json | undefined } } = {
    lora: { ...groupOf('lora', lora) },
    policy: { ...groupOf('policy', policy) },
  }
  const own = asked.set.filter((text) => /^(?:lora|policy)(?:[.=]|$)/.test(text))
  for (const [path, text] of keyValues('--set', own)) {
    const [group, name, ...rest] = path.split('.') as ['lora' | 'policy', string?, ...string[]]
    if (name === undefined || rest.length > 0) throw unknown(path)
    said[group][name] = valueOf(text)
  }
  for (const group of ['lora', 'policy'] as const)
    for (const name of Object.keys(said[group]))
      if (!names.includes(`${group}.${name}`)) throw unknown(`${group}.${name}`)
  const wanted = asked.lora || lora === true || Object.keys(said.lora).length > 0
  return {
    given: {
      names: [
        ...(asked.lora ? ['--lora'] : []),
        ...Object.entries(said).flatMap(([group, values]) => Object.keys(values).map((name) => `${group}.${name}`)),
      ],
      lora: wanted,
      said,
    },
    set: asked.set.filter((text) => !own.includes(text)),
    config,
  }
}

/**
 * The settings in full. What an adapter may be depends on the model that it is for: `checkLora`.
 * @throws RlvrError `RLVR_USAGE` for a value that does not fit
 * @example policyChoice(takePolicySettings({ set: ['lora.rank=32'], config: {}, lora: false }).given)
 * // { lora: { rank: 32, alpha: 64, targets: [all seven], dropout: 0, rankStabilised: false }, maxLengthTokens: null, … }
 */
export function policyChoice({ lora, said }: GivenPolicySettings): PolicyChoice {
  const checked = compileSchema(Type.Object(policyProperties, { required: [] }))(said.policy)
  if (!checked.ok) {
    const [{ field, message } = { field: '', message: '' }] = checked.fields
    const [means] = (policySettingDescriptions.get(`policy.${field}`) ?? '').split(';')
    throw new RlvrError(
      'RLVR_USAGE',
      `\`policy.${field}\` ${message}; got ${show(said.policy[field], 60)}. It is ${means}.`,
    )
  }
  const {
    maxLengthTokens = null,
    memoryMb = null,
    precision = null,
    tokenizer = null,
  } = said.policy as Partial<PolicyChoice>
  return { lora: lora ? completeLora(said.lora) : null, maxLengthTokens, memoryMb, precision, tokenizer }
}

function groupOf(name: string, value: Json | undefined): JsonObject {
  if (value === undefined || (name === 'lora' && (value === true || value === null))) return {}
  if (isObject(value)) return value
  throw new RlvrError('RLVR_USAGE', `\`${name}\` holds ${membersOf(name)}; got ${show(value, 60)}.`)
}

function membersOf(group: string): string {
  return names
    .filter((name) => name.startsWith(`${group}.`))
    .map((name) => `\`${name}\``)
    .join(', ')
}

function unknown(path: string): RlvrError {
  const nearest = names.find((name) => name.startsWith(path) && path.includes('.')) ?? nearestName(path, names)
  return new RlvrError(
    'RLVR_USAGE',
    `There is no setting \`${path}\`.${nearest === null ? ` Of a checkpoint that learns there are ${names.join(', ')}.` : ` Did you mean \`${nearest}\`?`}`,
  )
}
