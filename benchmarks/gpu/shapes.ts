// The models that a device is measured by, and those that the plan for a card of 12 GB is made of.
import type { Architecture } from '../../src/policy/transformer/model/architecture.ts'
import { loraTargets, type LoraSettings } from '../../src/policy/transformer/model/lora.ts'
import { workloads } from '../contender.ts'

/** A model, and what a round of it is. */
export interface DeviceShape {
  readonly architecture: Architecture
  /** Of a training step: rows that are all sampled but for their first token. */
  readonly step: { readonly rows: number; readonly tokens: number }
  /** Of generation: prompts that differ, each continued greedily. */
  readonly replies: { readonly prompts: number; readonly promptTokens: number; readonly newTokens: number }
}

function ours({ width, layers, heads, length, vocabulary, batch }: (typeof workloads)['S' | 'M']): DeviceShape {
  return {
    architecture: {
      vocabularySize: vocabulary,
      width,
      layers,
      heads,
      maxLengthTokens: length + 1,
      positions: 'learned',
      mlp: 'silu',
      mlpWidth: 4 * width,
    },
    step: { rows: batch, tokens: length },
    replies: { prompts: 64, promptTokens: 1, newTokens: 64 },
  }
}

const tiny = {
  vocabularySize: 64,
  width: 32,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  maxLengthTokens: 32,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 64,
} as const satisfies Architecture

/** SmolLM2-135M (`config.json` of HuggingFaceTB/SmolLM2-135M). */
const smol: Architecture = {
  vocabularySize: 49_152,
  width: 576,
  layers: 30,
  heads: 9,
  keyValueHeads: 3,
  maxLengthTokens: 512,
  positions: 'rotary',
  rotary: { base: 100_000 },
  normEpsilon: 1e-5,
  mlp: 'swiglu',
  mlpWidth: 1536,
}

export const deviceShapes: { readonly [name: string]: DeviceShape } = {
  tiny: { architecture: tiny, step: { rows: 8, tokens: 16 }, replies: { prompts: 4, promptTokens: 4, newTokens: 8 } },
  S: ours(workloads.S),
  M: ours(workloads.M),
  '135M': {
    architecture: smol,
    step: { rows: 16, tokens: 128 },
    replies: { prompts: 64, promptTokens: 128, newTokens: 64 },
  },
}

/** Qwen3-0.6B and Qwen2.5-1.5B (`config.json` of Qwen/Qwen3-0.6B and Qwen/Qwen2.5-1.5B). */
export const plannedModels: { readonly [name: string]: Architecture } = {
  'Qwen3-0.6B': {
    vocabularySize: 151_936,
    width: 1024,
    layers: 28,
    heads: 16,
    keyValueHeads: 8,
    headWidth: 128,
    maxLengthTokens: 1024,
    positions: 'rotary',
    rotary: { base: 1e6 },
    queryKeyNorm: true,
    mlp: 'swiglu',
    mlpWidth: 3072,
  },
  'Qwen2.5-1.5B': {
    vocabularySize: 151_936,
    width: 1536,
    layers: 28,
    heads: 12,
    keyValueHeads: 2,
    maxLengthTokens: 1024,
    positions: 'rotary',
    rotary: { base: 1e6 },
    attentionBias: 'query-key-value',
    mlp: 'swiglu',
    mlpWidth: 8960,
  },
}

/** What an adapter is where nobody says otherwise. */
export const plannedLora: LoraSettings = { rank: 16, alpha: 32, targets: loraTargets }
