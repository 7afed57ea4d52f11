// What `rlvr train ENV` does when nothing else is said: a small transformer that learns the environment in minutes on
// two CPU cores. `envs/NAME/recipe.ts` holds that of an environment; every value of it can be replaced.
import type { JsonObject } from '../src/core/json.ts'
import type { TransformerOptions } from '../src/policy/transformer/transformer-policy.ts'
import type { PartialPlainSettings } from '../trainers/plain-settings.ts'

export interface Recipe {
  /** Options of the environment that suit so small a policy. */
  readonly options: JsonObject
  readonly policy: Pick<TransformerOptions, 'architecture' | 'tokenizer'>
  readonly settings: PartialPlainSettings
}

/** A transformer over the characters of an alphabet. */
export function characters(
  alphabet: string,
  maxLengthTokens: number,
  { width = 64, layers = 2, heads = 4 }: { width?: number; layers?: number; heads?: number } = {},
): Recipe['policy'] {
  return {
    architecture: { width, layers, heads, maxLengthTokens, positions: 'learned', mlp: 'silu', mlpWidth: 4 * width },
    tokenizer: { kind: 'character', alphabet },
  }
}

/** For an environment without a recipe of its own: its texts as bytes. */
export const bytes: Recipe = {
  options: {},
  policy: {
    architecture: {
      width: 128,
      layers: 4,
      heads: 4,
      maxLengthTokens: 512,
      positions: 'rotary',
      mlp: 'swiglu',
      mlpWidth: 384,
    },
    tokenizer: { kind: 'byte' },
  },
  settings: {
    promptsPerStep: 8,
    samplesPerPrompt: 8,
    sampling: { maxTokens: 128 },
    coldStart: { batchSize: 16, learningRate: 1e-3 },
    evaluation: { tasks: 50 },
  },
}
