// Names of parameters here and in Hugging Face checkpoints of the Llama family. Its linear layers are [out, in], ours
// [in, out]. Source: huggingface/transformers, `models/llama/modeling_llama.py` and its relatives.
import { parameterShapes, type Architecture } from '../transformer/model/architecture.ts'

/** A parameter, and the tensor that it is in a checkpoint. */
export interface NamedTensor {
  readonly parameter: string
  readonly tensor: string
  /** Of the tensor. */
  readonly shape: readonly number[]
  /** True where the parameter is the transposed tensor. */
  readonly transposed: boolean
}

/** Modules of one layer by our names. */
export const moduleNames: { readonly [parameter: string]: string } = {
  attentionNorm: 'input_layernorm',
  query: 'self_attn.q_proj',
  key: 'self_attn.k_proj',
  value: 'self_attn.v_proj',
  queryNorm: 'self_attn.q_norm',
  keyNorm: 'self_attn.k_norm',
  attentionOut: 'self_attn.o_proj',
  mlpNorm: 'post_attention_layernorm',
  gate: 'mlp.gate_proj',
  up: 'mlp.up_proj',
  down: 'mlp.down_proj',
}

/** Every parameter of an architecture as a tensor, in the order of `parameterShapes`. */
export function namedTensors(architecture: Architecture): NamedTensor[] {
  return [...parameterShapes(architecture)].map(([parameter, shape]) => {
    const inLayer = /^layers\.(\d+)\.(\w+?)(Bias)?$/.exec(parameter)
    if (inLayer === null) return { parameter, tensor: outerName(parameter), shape, transposed: false }
    const [, layer = '', name = '', bias] = inLayer
    const tensor = `model.layers.${layer}.${moduleNames[name] ?? name}.${bias === undefined ? 'weight' : 'bias'}`
    const transposed = shape.length === 2
    return { parameter, tensor, shape: transposed ? shape.toReversed() : shape, transposed }
  })
}

function outerName(parameter: string): string {
  if (parameter === 'embedding') return 'model.embed_tokens.weight'
  if (parameter === 'finalNorm') return 'model.norm.weight'
  return parameter === 'head' ? 'lm_head.weight' : parameter
}
