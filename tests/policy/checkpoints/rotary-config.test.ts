import { expect, test } from 'vitest'
import { ConfigFields } from '../../../src/policy/checkpoints/config-fields.ts'
import { rotaryFields, rotaryOf } from '../../../src/policy/checkpoints/rotary-config.ts'
import type { Rotary } from '../../../src/policy/transformer/model/architecture.ts'

function read(fields: Record<string, unknown>): Rotary {
  return rotaryOf(new ConfigFields('config.json', { max_position_embeddings: 4096, ...fields }))
}

const llama3 = { factor: 32, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 }

test('old and new spellings say the same', () => {
  expect(read({})).toEqual({ base: 10_000 })
  expect(read({ rope_theta: 5e5, rope_scaling: null })).toEqual({ base: 5e5 })
  expect(read({ rope_parameters: { rope_theta: 5e5, rope_type: 'default' } })).toEqual({ base: 5e5 })
  const scaling = {
    kind: 'llama3',
    factor: 32,
    lowFrequencyFactor: 1,
    highFrequencyFactor: 4,
    originalLengthTokens: 8192,
  }
  expect(read({ rope_theta: 5e5, rope_scaling: { rope_type: 'llama3', ...llama3 } })).toEqual({ base: 5e5, scaling })
  expect(read({ rope_theta: 5e5, rope_scaling: { type: 'llama3', ...llama3 } })).toEqual({ base: 5e5, scaling })
  expect(read({ rope_parameters: { rope_theta: 5e5, rope_type: 'llama3', ...llama3 } })).toEqual({ base: 5e5, scaling })
})

test('what a scaling leaves out is taken from the configuration', () => {
  expect(read({ rope_scaling: { type: 'linear', factor: 2 } }).scaling).toEqual({ kind: 'linear', factor: 2 })
  expect(read({ rope_scaling: { type: 'dynamic', factor: 2 } }).scaling).toEqual({
    kind: 'dynamic',
    factor: 2,
    originalLengthTokens: 4096,
  })
  const yarn = { kind: 'yarn', factor: 4, originalLengthTokens: 4096, betaFast: 32, betaSlow: 1, truncate: true }
  expect(read({ rope_scaling: { type: 'yarn', factor: 4 } }).scaling).toEqual(yarn)
  expect(read({ rope_scaling: { type: 'yarn', original_max_position_embeddings: 1024 } }).scaling).toEqual({
    ...yarn,
    originalLengthTokens: 1024,
  })
  expect(
    read({ original_max_position_embeddings: 512, rope_scaling: { type: 'yarn', factor: 4 } }).scaling,
  ).toMatchObject({ originalLengthTokens: 512 })
})

test('the factor of attention that DeepSeek gives in two parts is their ratio', () => {
  // 0.1 · m · ln 40 + 1 for m of 1 and of 0.7.
  const { scaling } = read({ rope_scaling: { type: 'yarn', factor: 40, mscale: 1, mscale_all_dim: 0.7 } })
  expect(scaling?.kind === 'yarn' && scaling.attentionFactor).toBeCloseTo(1.36889 / 1.25822, 4)
})

test('what is written is read as the same', () => {
  for (const rotary of [
    { base: 1e6 },
    { base: 1e4, scaling: { kind: 'linear', factor: 2 } },
    { base: 1e4, scaling: { kind: 'dynamic', factor: 2, originalLengthTokens: 4096 } },
    read({ rope_theta: 5e5, rope_scaling: { rope_type: 'llama3', ...llama3 } }),
    read({ rope_scaling: { type: 'yarn', factor: 4, attention_factor: 1.1, beta_fast: 16, truncate: false } }),
  ] satisfies Rotary[])
    expect(read(rotaryFields(rotary))).toEqual(rotary)
})
