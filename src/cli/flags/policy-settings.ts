// What `--set` and `--config` say of a policy that comes from a checkpoint: which weights learn, and how much of it is
// held. The names are those of `config.json`, where they stand in full beside the base.
import { Type, type TSchema } from 'typebox'
import { nearestName, RlvrError, show } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { compileSchema } from '../../core/schema.ts'
import { isObject } from '../../data/field.ts'
import { keyValues } from './key-values.ts'
import { valueOf } from './set-values.ts'

/** The products of a block that an adapter may stand beside, and what they are called in checkpoints. */
const targets = {
  query: 'q_proj',
  key: 'k_proj',
  value: 'v_proj',
  attentionOut: 'o_proj',
  gate: 'gate_proj',
  up: 'up_proj',
  down: 'down_proj',
} as const

export type LoraTargetName = keyof typeof targets

const targetNames = Object.keys(targets) as LoraTargetName[]

const loraProperties = {
  rank: Type.Integer({ minimum: 1, description: 'rank of an adapter’s matrices; 16' }),
  alpha: Type.Number({ exclusiveMinimum: 0, description: 'an adapter counts alpha / rank; twice the rank' }),
  targets: Type.Array(Type.Enum(targetNames), {
    minItems: 1,
    uniqueItems: true,
    description: `which products of a block have adapters, a list of ${targetNames.join(', ')}; all`,
  }),
  dropout: Type.Number({ minimum: 0, exclusiveMaximum: 1, description: 'share of an adapter’s input left out; 0' }),
  rankStabilised: Type.Boolean({ description: 'an adapter counts alpha / √rank instead (rsLoRA); false' }),
}

const policyProperties = {
  maxLengthTokens: Type.Integer({ minimum: 2, description: 'longest conversation, the reply included; at most 2048' }),
  memoryMb: Type.Integer({ minimum: 1, description: 'memory that the training may take; what the machine has free' }),
  precision: Type.Enum(['float32', 'bfloat16'], { description: 'frozen weights at rest; as the checkpoint has them' }),
}

/** An adapter in full. */
export interface LoraChoice {
  readonly rank: number
  readonly alpha: number
  readonly targets: readonly LoraTargetName[]
  readonly dropout: number
  readonly rankStabilised: boolean
}

/** What is said of a checkpoint that learns; null is what suits machine and checkpoint. */
export interface PolicyChoice {
  /** The adapter that learns; null where all weights do. */
  readonly lora: LoraChoice | null
  readonly maxLengthTokens: number | null
  readonly memoryMb: number | null
  readonly precision: 'float32' | 'bfloat16' | null
}

/** Every setting by its dotted name, with what it means and what it is where nothing is said. */
export const policySettingDescriptions: ReadonlyMap<string, string> = new Map(
  Object.entries({ lora: loraProperties, policy: policyProperties }).flatMap(([group, properties]) =>
    Object.entries(properties).map(([name, schema]) => [
      `${group}.${name}`,
      String((schema as { description?: string }).description),
    ]),
  ),
)

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
 * The settings in full.
 * @throws RlvrError `RLVR_USAGE` for a value that does not fit, with the nearest that does
 * @example policyChoice(takePolicySettings({ set: ['lora.rank=32'], config: {}, lora: false }).given)
 * // { lora: { rank: 32, alpha: 64, targets: [all seven], dropout: 0, rankStabilised: false }, maxLengthTokens: null, … }
 */
export function policyChoice({ lora, said }: GivenPolicySettings): PolicyChoice {
  check('policy', policyProperties, said.policy)
  const { maxLengthTokens = null, memoryMb = null, precision = null } = said.policy as Partial<PolicyChoice>
  if (!lora) return { lora: null, maxLengthTokens, memoryMb, precision }
  check('lora', loraProperties, said.lora)
  const { rank = 16, ...rest } = said.lora as Partial<LoraChoice>
  const whole = { rank, alpha: 2 * rank, targets: targetNames, dropout: 0, rankStabilised: false, ...rest }
  return { lora: whole, maxLengthTokens, memoryMb, precision }
}

function check(group: string, properties: { readonly [name: string]: TSchema }, values: JsonObject): void {
  const checked = compileSchema(Type.Object(properties, { required: [] }))(values)
  if (checked.ok) return
  const [{ field, message } = { field: '', message: '' }] = checked.fields
  const name = field.split('.')[0] as string
  const value = values[name]
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${group}.${name}\` ${targetFault(name, value) ?? `${message}; got ${show(value, 60)}`}: it is ${policySettingDescriptions.get(`${group}.${name}`)?.replace(/;.*/, '')}.`,
  )
}

/** A target that there is not, with the one that was meant: checkpoints have other names for them. */
function targetFault(name: string, value: Json | undefined): string | null {
  if (name !== 'targets') return null
  if (!Array.isArray(value)) return `is a list, as in '["query","value"]'; got ${show(value, 60)}`
  const wrong = value.find((each) => !(targetNames as unknown[]).includes(each))
  if (typeof wrong !== 'string') return null
  const meant = targetNames.find((each) => targets[each] === wrong) ?? nearestName(wrong, targetNames)
  return `has no ${show(wrong, 40)}${meant === null ? '' : ` (did you mean \`${meant}\`?)`}`
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
