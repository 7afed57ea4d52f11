// The architecture that a `config.json` describes, for the families Llama (SmolLM and SmolLM2 are of it), Mistral,
// Qwen2 and Qwen3. Whatever else would change what the model computes is refused by its name.
// Source: huggingface/transformers 5.24, `models/{llama,mistral,qwen2,qwen3}/configuration_*.py` and `modeling_*.py`;
// a field that is left out has the value that the family gives it there.
import { nearestName, RlvrError } from '../../core/errors.ts'
import { checkArchitecture, type Architecture } from '../transformer/model/architecture.ts'
import type { ConfigFields } from './config-fields.ts'
import { rotaryOf } from './rotary-config.ts'

export const families = ['llama', 'mistral', 'qwen2', 'qwen3'] as const

export type Family = (typeof families)[number]

/** `architectures` of a family's language model. */
export const causalClassOf: { readonly [family in Family]: string } = {
  llama: 'LlamaForCausalLM',
  mistral: 'MistralForCausalLM',
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
}

/** What the families say where a configuration does not. */
const defaults: {
  readonly [family in Family]: {
    readonly keyValueHeads?: number
    readonly headWidth?: number
    readonly lengthTokens: number
  }
} = {
  llama: { lengthTokens: 2048 },
  mistral: { lengthTokens: 131_072, keyValueHeads: 8 },
  qwen2: { lengthTokens: 32_768, keyValueHeads: 32 },
  qwen3: { lengthTokens: 32_768, keyValueHeads: 32, headWidth: 128 },
}

/** Throws `RLVR_POLICY` for a family that is not known, saying which are. */
export function familyOf(config: ConfigFields): Family {
  const name = config.text('model_type')
  const family = families.find((each) => each === name)
  if (family === undefined) {
    const nearest = nearestName(name, families)
    throw config.fault(
      `models of the type \`${name}\` cannot be read; ${families.join(', ')} can.${nearest === null ? '' : ` The nearest is \`${nearest}\`.`}`,
    )
  }
  const [architecture] = config.texts('architectures') ?? []
  const known = [causalClassOf[family], causalClassOf[family].replace('ForCausalLM', 'Model')]
  if (architecture !== undefined && !known.includes(architecture))
    throw config.fault(
      `\`architectures\` says ${architecture}, which is no language model; expected ${known.join(' or ')}.`,
    )
  return family
}

/**
 * @param config of a whole `config.json`
 * @throws RlvrError `RLVR_POLICY` for what is unknown, missing or not supported
 */
export function architectureOf(config: ConfigFields): Architecture {
  const family = familyOf(config)
  refuseOthers(config)
  const known = defaults[family]
  const heads = config.count('num_attention_heads')
  const width = config.count('hidden_size')
  const keyValueHeads = headsOfKeys(config, known.keyValueHeads, heads)
  const headWidth = headWidthOf(config, known.headWidth, width / heads)
  const attentionBias = biasOf(config, family)
  const window = slidingWindowOf(config, family)
  const architecture: Architecture = {
    vocabularySize: config.count('vocab_size'),
    width,
    layers: config.count('num_hidden_layers'),
    heads,
    keyValueHeads,
    headWidth,
    maxLengthTokens: config.count('max_position_embeddings', known.lengthTokens),
    positions: 'rotary',
    mlp: 'swiglu',
    mlpWidth: config.count('intermediate_size'),
    normEpsilon: config.positive('rms_norm_eps', 1e-6),
    rotary: rotaryOf(config),
    ...(attentionBias !== undefined && { attentionBias }),
    ...(family === 'llama' && config.truth('mlp_bias', false) && { mlpBias: true }),
    ...(family === 'qwen3' && { queryKeyNorm: true }),
    ...(window !== undefined && { slidingWindow: window }),
    ...(!config.truth('tie_word_embeddings', false) && { untiedHead: true }),
  }
  try {
    checkArchitecture(architecture)
  } catch (thrown) {
    throw RlvrError.isInstance(thrown) ? config.fault(thrown.message) : thrown
  }
  return architecture
}

function refuseOthers(config: ConfigFields): void {
  const layers = config.count('num_hidden_layers')
  // Before a list of them fills the memory.
  if (layers > 10_000) throw config.fault(`\`num_hidden_layers\` is ${layers}, and no model has so many.`)
  const activation = config.text('hidden_act', 'silu')
  if (activation !== 'silu' && activation !== 'swish')
    throw config.fault(`the activation \`${activation}\` (\`hidden_act\`) is not supported; \`silu\` is.`)
  const quantization = config.object('quantization_config')
  if (quantization !== undefined)
    throw config.fault(
      `the weights are quantised (${quantization.text('quant_method', 'by a method that is not named')}), which is not supported; take the checkpoint in BF16, F16 or F32.`,
    )
}

function headWidthOf(config: ConfigFields, known: number | undefined, divided: number): number {
  const width = config.has('head_dim') ? config.count('head_dim') : (known ?? divided)
  if (width % 4 === 0) return width
  throw config.fault(
    `heads of ${width} numbers (\`head_dim\`, or \`hidden_size\` by \`num_attention_heads\`) are not supported; multiples of 4 are.`,
  )
}

/** A field that is null means as many as heads; one that is left out means what the family says. */
function headsOfKeys(config: ConfigFields, known: number | undefined, heads: number): number {
  const count = config.has('num_key_value_heads')
    ? config.count('num_key_value_heads')
    : config.isNull('num_key_value_heads')
      ? heads
      : (known ?? heads)
  if (heads % count === 0) return count
  throw config.fault(
    `${heads} heads (\`num_attention_heads\`) cannot be shared evenly by ${count} of keys and values (\`num_key_value_heads\`).`,
  )
}

function biasOf(config: ConfigFields, family: Family): Architecture['attentionBias'] {
  if (family === 'qwen2') return 'query-key-value'
  return family !== 'mistral' && config.truth('attention_bias', false) ? 'all' : undefined
}

function slidingWindowOf(config: ConfigFields, family: Family): Architecture['slidingWindow'] {
  const layers = Array.from({ length: config.count('num_hidden_layers') }, (_, layer) => layer)
  const types = layerTypesOf(config, layers.length)
  const named = types === undefined ? undefined : layers.filter((layer) => types[layer] === 'sliding_attention')
  if (family === 'llama') {
    if (named === undefined || named.length === 0) return undefined
    throw config.fault('`layer_types` names layers with a sliding window, and models of the type `llama` have none.')
  }
  // Mistral has no switch: a window is for all of its layers or those that `layer_types` names, and null is none.
  const isOn = family === 'mistral' || config.truth('use_sliding_window', false)
  const isUsed = isOn && !config.isNull('sliding_window')
  const first = (): number => (family === 'mistral' ? 0 : config.whole('max_window_layers', 28))
  const sliding = named ?? layers.filter((layer) => isUsed && layer >= first())
  if (sliding.length === 0) return undefined
  if (!isUsed)
    throw config.fault(
      `\`layer_types\` names layers with a sliding window, but ${isOn ? '' : '`use_sliding_window` is false or '}\`sliding_window\` ${isOn ? 'is ' : ''}null.`,
    )
  return { tokens: config.count('sliding_window', 4096), layers: sliding }
}

/** The kind of each layer's attention, where a configuration names them. */
function layerTypesOf(config: ConfigFields, layers: number): readonly string[] | undefined {
  const types = config.texts('layer_types')
  if (types !== undefined && types.length !== layers)
    throw config.fault(`\`layer_types\` names ${types.length} layers, and \`num_hidden_layers\` ${layers}.`)
  const strange = types?.find((type) => type !== 'full_attention' && type !== 'sliding_attention')
  if (strange === undefined) return types
  throw config.fault(
    `layers of the type \`${strange}\` (\`layer_types\`) are not supported; full_attention and sliding_attention are.`,
  )
}
