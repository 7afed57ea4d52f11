// `adapter_config.json` of PEFT, read as our settings and written from them. What would change the computation and is not
// ours is refused by its name. Source: huggingface/peft 0.21, `peft/tuners/lora/config.py`.
import { RlvrError, show } from '../../core/errors.ts'
import type { LoraSettings, LoraTarget } from '../transformer/model/lora.ts'
import type { ConfigFields } from './config-fields.ts'
import { moduleNames } from './tensor-names.ts'

/** Which model an adapter was trained on: a path or a name of the hub, and there its revision. */
export interface AdapterBase {
  readonly name: string
  readonly revision?: string
}

/** Settings without targets, which the tensors tell: a configuration may name them by a pattern. */
export type AdapterSettings = Omit<LoraSettings, 'targets'>

/** Fields that say nothing of what an adapter computes, or are read here. */
const neutral = new Set([
  'auto_mapping',
  'base_model_name_or_path',
  'ensure_weight_tying',
  'exclude_modules',
  'inference_mode',
  'layers_pattern',
  'lora_alpha',
  'lora_dropout',
  'megatron_core',
  'peft_type',
  'peft_version',
  'qalora_group_size',
  'r',
  'revision',
  'runtime_config',
  'target_modules',
  'task_type',
  'use_rslora',
])

/**
 * @param config of a whole `adapter_config.json`
 * @throws RlvrError `RLVR_POLICY` for another kind of adapter, and for what is not supported
 */
export function adapterSettings(config: ConfigFields): { settings: AdapterSettings; base: AdapterBase | null } {
  const kind = config.text('peft_type')
  if (kind !== 'LORA') throw config.fault(`adapters of the kind ${kind} (\`peft_type\`) are not supported; LORA is.`)
  const task = config.text('task_type', 'CAUSAL_LM')
  if (task !== 'CAUSAL_LM') throw config.fault(`the task ${task} (\`task_type\`) is not supported; CAUSAL_LM is.`)
  const bias = config.text('bias', 'none')
  if (bias !== 'none') throw config.fault(`biases that learn (\`bias\`: ${bias}) are not supported; \`none\` is.`)
  // Some ways to begin change the base as well, and the adapter is right only beside what is left of it.
  const begin = config.raw('init_lora_weights') ?? true
  if (typeof begin !== 'boolean' && begin !== 'gaussian' && begin !== 'orthogonal' && begin !== 'eva')
    throw config.fault(
      `an adapter that began as ${show(begin)} (\`init_lora_weights\`) belongs to a changed base; convert it with PEFT first.`,
    )
  for (const name of config.names) {
    if (neutral.has(name) || name === 'bias' || name === 'init_lora_weights') continue
    const value = config.raw(name)
    if (!isNothing(value)) throw config.fault(`\`${name}\`: ${show(value, 80)} is not supported.`)
  }
  const name = config.text('base_model_name_or_path', '')
  const revision = config.text('revision', '')
  return {
    settings: {
      rank: config.count('r'),
      alpha: config.positive('lora_alpha'),
      dropout: config.number('lora_dropout', 0),
      rankStabilised: config.truth('use_rslora', false),
    },
    base: name === '' ? null : { name, ...(revision !== '' && { revision }) },
  }
}

/**
 * PEFT applies what `target_modules` names and `exclude_modules` does not, and leaves other tensors unused: an adapter
 * with such tensors is one thing by its configuration and another by its weights.
 * @param tensors names, `base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight`
 * @throws RlvrError `RLVR_POLICY` with the modules that PEFT would not adapt
 */
export function checkModules(config: ConfigFields, tensors: readonly string[]): void {
  const [isNamed, isExcluded] = ['target_modules', 'exclude_modules'].map((name) => matcherOf(config.raw(name)))
  const unused = new Set<string>()
  for (const tensor of tensors) {
    const module = /^base_model\.model\.(.+)\.lora_[AB]\./.exec(tensor)?.[1]
    if (module !== undefined && (isNamed?.(module) === false || isExcluded?.(module) === true))
      unused.add(module.replace(/^.*\./, ''))
  }
  if (unused.size === 0) return
  throw config.fault(
    `\`target_modules\` leaves out ${[...unused].sort().join(', ')}, and the weights adapt them: PEFT would not apply these. Name them there, or take their tensors out.`,
  )
}

/** As PEFT matches a module: by its last names, or by a pattern for all of its name; null where nothing is said. */
function matcherOf(given: unknown): ((module: string) => boolean) | null {
  if (Array.isArray(given) && given.length > 0)
    return (module) => given.some((name) => module === name || module.endsWith(`.${String(name)}`))
  if (typeof given !== 'string' || given === '' || given === 'all-linear') return null
  try {
    const pattern = new RegExp(`^(?:${given})$`)
    return (module) => pattern.test(module)
  } catch {
    // A pattern that Python alone reads.
    return null
  }
}

/** A field that is off: false, or empty. */
function isNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === false
}

/** The fields of an `adapter_config.json`. */
export function adapterFields(
  { rank, alpha, targets, dropout = 0, rankStabilised = false }: LoraSettings,
  base: AdapterBase | null,
): Record<string, unknown> {
  return {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base?.name ?? null,
    revision: base?.revision ?? null,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: dropout,
    use_rslora: rankStabilised,
    target_modules: targets.map((target) => moduleOf(target).replace(/^.*\./, '')),
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    modules_to_save: null,
  }
}

/** The module of a layer that a target is, `self_attn.q_proj`. */
export function moduleOf(target: LoraTarget): string {
  const name = moduleNames[target]
  if (name === undefined) throw new RlvrError('RLVR_POLICY', `There is no module for \`${target}\`.`)
  return name
}
