import { expect, test } from 'vitest'
import { architectureOf } from '../../../src/policy/checkpoints/architecture-config.ts'
import { ConfigFields } from '../../../src/policy/checkpoints/config-fields.ts'
import type { Architecture } from '../../../src/policy/transformer/model/architecture.ts'
import { smallLlama } from './small-checkpoint.ts'

type Config = Record<string, unknown>

function read(config: Config): Architecture {
  return architectureOf(new ConfigFields('config.json', config))
}

/** The small configuration as of another family, with changes; a field set to undefined is left out. */
function of(family: string, changes: Config = {}): Config {
  const { architectures: _, ...rest } = smallLlama
  const config: Config = { ...rest, model_type: family, ...changes }
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined))
}

test('what the families leave out has the value that each gives it', () => {
  const bare = {
    num_key_value_heads: undefined,
    head_dim: undefined,
    max_position_embeddings: undefined,
    tie_word_embeddings: undefined,
  }
  expect(read(of('llama', { ...bare, hidden_size: 16 }))).toEqual({
    vocabularySize: 11,
    width: 16,
    layers: 2,
    heads: 4,
    keyValueHeads: 4,
    headWidth: 4,
    maxLengthTokens: 2048,
    positions: 'rotary',
    mlp: 'swiglu',
    mlpWidth: 12,
    normEpsilon: 1e-6,
    rotary: { base: 10_000 },
    untiedHead: true,
  })
  const large = { ...bare, num_attention_heads: 32, hidden_size: 256 }
  expect(read(of('mistral', large))).toMatchObject({
    keyValueHeads: 8,
    headWidth: 8,
    maxLengthTokens: 131_072,
    slidingWindow: { tokens: 4096, layers: [0, 1] },
  })
  const qwen2 = read(of('qwen2', large))
  expect(qwen2).toMatchObject({ keyValueHeads: 32, headWidth: 8, attentionBias: 'query-key-value' })
  expect(qwen2.slidingWindow).toBeUndefined()
  const qwen3 = read(of('qwen3', large))
  expect(qwen3).toMatchObject({ headWidth: 128, queryKeyNorm: true })
  expect(qwen3.attentionBias).toBeUndefined()
})

test('biases are those that each family has', () => {
  const asked = { attention_bias: true, mlp_bias: true }
  expect(read(of('llama', asked))).toMatchObject({ attentionBias: 'all', mlpBias: true })
  expect(read(of('qwen3', asked))).toMatchObject({ attentionBias: 'all' })
  expect(read(of('qwen3', asked)).mlpBias).toBeUndefined()
  expect(read(of('mistral', asked)).attentionBias).toBeUndefined()
})

test('a sliding window is for the layers that the family says', () => {
  const window = (family: string, changes: Config): unknown =>
    read(of(family, { num_hidden_layers: 4, ...changes })).slidingWindow
  expect(window('mistral', { sliding_window: 9 })).toEqual({ tokens: 9, layers: [0, 1, 2, 3] })
  expect(window('mistral', { sliding_window: null })).toBeUndefined()
  expect(window('llama', { sliding_window: 9 })).toBeUndefined()
  const used = { sliding_window: 9, use_sliding_window: true, max_window_layers: 3 }
  expect(window('qwen2', used)).toEqual({ tokens: 9, layers: [3] })
  expect(window('qwen2', { ...used, max_window_layers: 0 })).toEqual({ tokens: 9, layers: [0, 1, 2, 3] })
  expect(window('qwen2', { ...used, use_sliding_window: false })).toBeUndefined()
  const layer_types = ['sliding_attention', 'full_attention', 'full_attention', 'sliding_attention']
  expect(window('qwen3', { ...used, layer_types })).toEqual({ tokens: 9, layers: [0, 3] })
  expect(window('mistral', { sliding_window: 9, layer_types })).toEqual({ tokens: 9, layers: [0, 3] })
  const full = Array.from({ length: 4 }, () => 'full_attention')
  for (const family of ['llama', 'mistral', 'qwen2', 'qwen3'])
    expect(window(family, { ...used, layer_types: full })).toBeUndefined()
})

test('whatever would change what is computed, and is not supported, is refused by its name', () => {
  for (const [config, words] of [
    [of('qwen'), /type `qwen` cannot be read; llama, mistral, qwen2, qwen3 can\. The nearest is `qwen2`/],
    [of('mamba'), /type `mamba` cannot be read; llama, mistral, qwen2, qwen3 can\.$/],
    [of('llama', { model_type: undefined }), /`model_type` is missing/],
    [
      of('llama', { architectures: ['LlamaForSequenceClassification'] }),
      /no language model; expected LlamaForCausalLM/,
    ],
    [of('llama', { hidden_act: 'gelu' }), /activation `gelu` \(`hidden_act`\) is not supported; `silu` is/],
    [of('llama', { quantization_config: { quant_method: 'gptq' } }), /quantised \(gptq\)/],
    [of('llama', { partial_rotary_factor: 0.5 }), /`partial_rotary_factor` 0\.5/],
    [
      of('llama', { rope_scaling: { type: 'longrope', factor: 2 } }),
      /kind `longrope` are not supported; default, linear/,
    ],
    [of('qwen2', { rope_parameters: { full_attention: { rope_theta: 1 } } }), /differs between `full_attention`/],
    [of('qwen2', { rope_scaling: { type: 'default', mrope_section: [1, 1] } }), /`mrope_section`/],
    [of('qwen2', { layer_types: ['full_attention', 'chunked_attention'] }), /`chunked_attention` \(`layer_types`\)/],
    [of('qwen2', { layer_types: ['full_attention'] }), /names 1 layers, and `num_hidden_layers` 2/],
    [of('qwen2', { layer_types: ['full_attention', 'sliding_attention'] }), /`use_sliding_window` is false/],
    [of('mistral', { layer_types: ['full_attention', 'chunked_attention'] }), /`chunked_attention` \(`layer_types`\)/],
    [
      of('mistral', { sliding_window: null, layer_types: ['full_attention', 'sliding_attention'] }),
      /sliding window, but `sliding_window` is null/,
    ],
    [of('llama', { layer_types: ['full_attention', 'sliding_attention'] }), /models of the type `llama` have none/],
    [of('llama', { head_dim: 6 }), /heads of 6 numbers \(`head_dim`, .*multiples of 4 are/],
    [of('llama', { head_dim: undefined, hidden_size: 10 }), /heads of 2\.5 numbers .*`hidden_size`/],
    [of('llama', { rope_theta: 0 }), /`rope_theta` must be a number above 0; got 0/],
    [of('llama', { rope_scaling: { type: 'linear', factor: 0 } }), /`rope_scaling` of .*: `factor` must be .* above 0/],
    [
      of('llama', {
        rope_scaling: { rope_type: 'llama3', factor: 8, low_freq_factor: 4, high_freq_factor: 1 },
      }),
      /`low_freq_factor` 4 is above `high_freq_factor` 1/,
    ],
    [of('qwen3', { num_hidden_layers: 1e15 }), /`num_hidden_layers` is 1000000000000000, and no model has so many/],
    [of('llama', { vocab_size: '11' }), /`vocab_size` must be a whole number above 0; got "11"/],
    [of('llama', { hidden_size: undefined }), /`hidden_size` is missing/],
    [
      of('llama', { num_key_value_heads: 3 }),
      /config\.json: 4 heads \(`num_attention_heads`\) cannot be shared evenly by 3 .*`num_key_value_heads`/,
    ],
    [of('llama', { rms_norm_eps: 0 }), /`rms_norm_eps` must be a number above 0/],
    [of('llama', { tie_word_embeddings: 'yes' }), /`tie_word_embeddings` must be true or false/],
  ] as const)
    expect(() => read(config)).toThrow(words)
})
