// An architecture as a `config.json` of transformers: of the family whose every other field it leaves at rest, Llama
// first. Most models of ours are one of them to the bit; an MLP without a gate is one with a gate of its own:
// silu(x·up)·down = (silu(x·gate + 0) ∘ (x·0 + 1))·down + 0 with gate = up. What none can express is refused.
// Source: huggingface/transformers 5.24, `models/{llama,mistral,qwen2,qwen3}/modeling_*.py`.
import { RlvrError } from '../../core/errors.ts'
import { attentionShape, normEpsilon, parameterShapes, type Architecture } from '../transformer/model/architecture.ts'
import { causalClassOf, type Family } from './architecture-config.ts'
import { rotaryFields } from './rotary-config.ts'
import { namedTensors, type NamedTensor } from './tensor-names.ts'

export interface ExpressedTensor extends NamedTensor {
  /** The parameter of ours whose numbers it has, or the number that fills it. */
  readonly from: string | number
}

export interface Expressed {
  readonly family: Family
  readonly config: Record<string, unknown>
  readonly tensors: readonly ExpressedTensor[]
  /** Parameters that have no place in such a checkpoint and no part in its logits. */
  readonly leftOut: readonly string[]
}

/**
 * @param preferred a `model_type`, which is kept where two families can express the same
 * @throws RlvrError `RLVR_POLICY` for an architecture that no family can express, with what stands in the way
 */
export function expressed(architecture: Architecture, preferred?: unknown): Expressed {
  const refuse = (what: string): never => {
    throw new RlvrError('RLVR_POLICY', `This model cannot be written for transformers: ${what}.`)
  }
  if (architecture.positions === 'learned')
    refuse(
      'it has learned positions, and the families Llama, Mistral, Qwen2 and Qwen3 rotate; train one with `positions: "rotary"`',
    )
  const { valueHead = false, ...rest } = architecture
  const gated: Architecture = rest.mlp === 'swiglu' ? rest : { ...rest, mlp: 'swiglu', mlpBias: true }
  const found = familyFor(gated)
  if (found.family === null) return refuse(found.why)
  // A Mistral without a window computes what a Llama without biases does.
  const isEither = found.family === 'llama' && gated.attentionBias === undefined && gated.mlpBias !== true
  const family = isEither && preferred === 'mistral' ? 'mistral' : found.family
  const own = new Set(parameterShapes(architecture).keys())
  return {
    family,
    config: configFields(family, gated),
    tensors: namedTensors(gated).map((named) => ({ ...named, from: originOf(named.parameter, rest, own) })),
    leftOut: valueHead ? ['valueHead.weight', 'valueHead.bias'] : [],
  }
}

/** Where the numbers of a parameter of the gated form come from. */
function originOf(parameter: string, { mlp }: Architecture, own: ReadonlySet<string>): string | number {
  if (mlp === 'swiglu') return parameter
  const [, layer = '', name = ''] = /^(layers\.\d+\.)(\w+)$/.exec(parameter) ?? []
  if (name === 'gate') return `${layer}up`
  if (name === 'gateBias') return own.has(`${layer}upBias`) ? `${layer}upBias` : 0
  if (name === 'up') return 0
  if (name === 'upBias') return 1
  return own.has(parameter) ? parameter : 0
}

/** The family that has what is asked for, or what keeps each from it. */
function familyFor(architecture: Architecture): { family: Family; why: '' } | { family: null; why: string } {
  const { queryKeyNorm = false, attentionBias, mlpBias = false, slidingWindow, width, heads } = architecture
  const found = (family: Family): { family: Family; why: '' } => ({ family, why: '' })
  const none = (why: string): { family: null; why: string } => ({ family: null, why })
  if (queryKeyNorm) {
    if (mlpBias)
      return none(
        'it has norms of queries and keys (Qwen3) and biases in its MLP (Llama), which no family has together',
      )
    if (attentionBias === 'query-key-value')
      return none('it has norms of queries and keys (Qwen3) and biases of query, key and value alone (Qwen2)')
    return found('qwen3')
  }
  if (attentionBias === 'query-key-value')
    return mlpBias ? none('it has biases of query, key and value alone (Qwen2) and of its MLP (Llama)') : found('qwen2')
  if (slidingWindow !== undefined || width % heads !== 0) {
    if (attentionBias !== undefined || mlpBias)
      return none(
        'it has biases and a sliding window, or a width that its heads do not divide; Llama has the first alone',
      )
    return found('mistral')
  }
  return found('llama')
}

function configFields(family: Family, architecture: Architecture): Record<string, unknown> {
  const { keyValueHeads, headWidth } = attentionShape(architecture)
  const { slidingWindow, layers, rotary = { base: 10_000 } } = architecture
  return {
    architectures: [causalClassOf[family]],
    model_type: family,
    vocab_size: architecture.vocabularySize,
    hidden_size: architecture.width,
    intermediate_size: architecture.mlpWidth,
    num_hidden_layers: layers,
    num_attention_heads: architecture.heads,
    num_key_value_heads: keyValueHeads,
    head_dim: headWidth,
    hidden_act: 'silu',
    // What is called dynamic begins at this length.
    max_position_embeddings:
      rotary.scaling?.kind === 'dynamic' ? rotary.scaling.originalLengthTokens : architecture.maxLengthTokens,
    rms_norm_eps: normEpsilon(architecture),
    ...rotaryFields(rotary),
    ...(family === 'llama' && {
      attention_bias: architecture.attentionBias === 'all',
      mlp_bias: architecture.mlpBias === true,
    }),
    ...(family === 'qwen3' && { attention_bias: architecture.attentionBias === 'all' }),
    ...windowFields(family, slidingWindow, layers),
    tie_word_embeddings: architecture.untiedHead !== true,
    initializer_range: 0.02,
    attention_dropout: 0,
    use_cache: true,
  }
}

function windowFields(family: Family, window: Architecture['slidingWindow'], layers: number): Record<string, unknown> {
  if (family === 'llama') return {}
  const slides = new Set(window?.layers)
  const layer_types = Array.from({ length: layers }, (_, layer) =>
    slides.has(layer) ? 'sliding_attention' : 'full_attention',
  )
  if (family === 'mistral')
    return { sliding_window: window?.tokens ?? null, ...(slides.size > 0 && slides.size < layers && { layer_types }) }
  return {
    use_sliding_window: window !== undefined,
    sliding_window: window?.tokens ?? null,
    // Read where there is no `layer_types`, by older releases.
    max_window_layers: window === undefined ? layers : Math.min(...window.layers),
    layer_types,
  }
}
