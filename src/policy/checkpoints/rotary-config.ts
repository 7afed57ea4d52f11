// Rotary positions in a `config.json`: `rope_parameters` of transformers 5, or `rope_theta` and `rope_scaling` (with
// `rope_type`, or `type` before that) of earlier ones; and back, in a form that both read.
// Source: huggingface/transformers, `modeling_rope_utils.py` (`standardize_rope_params`, `_compute_*_parameters`).
import type { Rotary, RotaryScaling } from '../transformer/model/architecture.ts'
import type { ConfigFields } from './config-fields.ts'

const defaultBase = 10_000
const kinds = 'default, linear, dynamic, llama3 and yarn'

/** Of a whole configuration. Throws `RLVR_POLICY` for a kind of scaling that is not known. */
export function rotaryOf(config: ConfigFields): Rotary {
  const scaling = config.object('rope_scaling') ?? config.object('rope_parameters')
  const base =
    scaling?.has('rope_theta') === true ? scaling.positive('rope_theta') : config.positive('rope_theta', defaultBase)
  for (const fields of [config, scaling])
    if (fields !== undefined && fields.number('partial_rotary_factor', 1) !== 1)
      throw fields.fault(
        `\`partial_rotary_factor\` ${fields.number('partial_rotary_factor')} rotates a part of each head, which is not supported; 1 is.`,
      )
  if (scaling === undefined) return { base }
  for (const layerType of ['full_attention', 'sliding_attention'])
    if (scaling.has(layerType))
      throw scaling.fault(`it differs between \`${layerType}\` and other layers, which is not supported.`)
  if (scaling.has('mrope_section'))
    throw scaling.fault('`mrope_section` belongs to images and video, which are not supported.')
  const found = scalingOf(scaling, config)
  return found === undefined ? { base } : { base, scaling: found }
}

function scalingOf(scaling: ConfigFields, config: ConfigFields): RotaryScaling | undefined {
  const kind = scaling.text('rope_type', scaling.text('type', 'default'))
  const longest = (): number => config.count('max_position_embeddings')
  const original = (): number =>
    config.count('original_max_position_embeddings', scaling.count('original_max_position_embeddings', longest()))
  switch (kind) {
    case 'default':
      return undefined
    case 'linear':
      return { kind, factor: scaling.positive('factor') }
    case 'dynamic':
      return { kind, factor: scaling.positive('factor'), originalLengthTokens: longest() }
    case 'llama3': {
      const [low, high] = [scaling.positive('low_freq_factor'), scaling.positive('high_freq_factor')]
      if (low > high) throw scaling.fault(`\`low_freq_factor\` ${low} is above \`high_freq_factor\` ${high}.`)
      return {
        kind,
        factor: scaling.positive('factor'),
        lowFrequencyFactor: low,
        highFrequencyFactor: high,
        originalLengthTokens: original(),
      }
    }
    case 'yarn': {
      const factor = scaling.positive('factor', longest() / original())
      const attentionFactor = attentionFactorOf(scaling, factor)
      return {
        kind,
        factor,
        originalLengthTokens: original(),
        betaFast: scaling.number('beta_fast', 0) || 32,
        betaSlow: scaling.number('beta_slow', 0) || 1,
        truncate: scaling.truth('truncate', true),
        ...(attentionFactor !== undefined && { attentionFactor }),
      }
    }
    default:
      throw scaling.fault(`rotary positions of the kind \`${kind}\` are not supported; ${kinds} are.`)
  }
}

/** What cosine and sine are multiplied by, where it is not what the paper suggests, 0.1 · ln(factor) + 1. */
function attentionFactorOf(scaling: ConfigFields, factor: number): number | undefined {
  if (scaling.has('attention_factor')) return scaling.positive('attention_factor')
  const [over, under] = [scaling.number('mscale', 0), scaling.number('mscale_all_dim', 0)]
  if (over === 0 || under === 0) return undefined
  const scale = (by: number): number => (factor <= 1 ? 1 : 0.1 * by * Math.log(factor) + 1)
  return scale(over) / scale(under)
}

/** The fields of a `config.json` that say the same, by old names, which transformers 5 reads too. */
export function rotaryFields({ base, scaling }: Rotary): Record<string, unknown> {
  return { rope_theta: base, ...(scaling !== undefined && { rope_scaling: scalingFields(scaling) }) }
}

function scalingFields(scaling: RotaryScaling): Record<string, unknown> {
  const { kind: rope_type, factor } = scaling
  switch (scaling.kind) {
    case 'linear':
    case 'dynamic':
      return { rope_type, factor }
    case 'llama3':
      return {
        rope_type,
        factor,
        low_freq_factor: scaling.lowFrequencyFactor,
        high_freq_factor: scaling.highFrequencyFactor,
        original_max_position_embeddings: scaling.originalLengthTokens,
      }
    case 'yarn':
      return {
        rope_type,
        factor,
        original_max_position_embeddings: scaling.originalLengthTokens,
        beta_fast: scaling.betaFast,
        beta_slow: scaling.betaSlow,
        truncate: scaling.truncate,
        ...(scaling.attentionFactor !== undefined && { attention_factor: scaling.attentionFactor }),
      }
  }
}
