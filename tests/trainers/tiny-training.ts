// A training that takes seconds: three letters to reverse, a transformer of two narrow layers.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import reverse from '../../envs/reverse/index.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import { openTransformer, type TransformerPolicy } from '../../src/policy/transformer/transformer-policy.ts'
import {
  constant,
  grpo,
  k3,
  klPenalty,
  tokenMean,
  type AdvantageEstimator,
  type Algorithm,
  type KlPenalty,
} from '../../trainers/index.ts'
import type { TrainSettings } from '../../trainers/train-settings.ts'
import { episodeLines } from '../record/episode-lines.ts'

export function tinyEnvironment(): EnvironmentSpec {
  return reverse.configure({ prompt: 'compact' })
}

export async function tinyPolicy(seed = 0): Promise<TransformerPolicy> {
  return await openTransformer({
    architecture: {
      width: 32,
      layers: 2,
      heads: 2,
      maxLengthTokens: 12,
      positions: 'learned',
      mlp: 'silu',
      mlpWidth: 64,
    },
    tokenizer: { kind: 'character', alphabet: 'abcdefghijklmnopqrstuvwxyz:' },
    seed,
    backend: 'onnx-cpu',
    threads: 1,
  })
}

/** Advantages that need no reward: a policy that has hardly been trained solves nothing, and would learn nothing. */
export const alternating: AdvantageEstimator = (groups) =>
  groups.map((rewards) => rewards.map((_, index) => (index % 2 === 0 ? 1 : -1) * (1 + index)))

/** GRPO with those advantages. */
export function tinyAlgorithm(options: { kl?: KlPenalty } = {}): Algorithm {
  return { ...grpo({ aggregate: tokenMean(), ...options }), advantage: alternating }
}

export const tinyKl: KlPenalty = klPenalty(k3(), { coefficient: 0.1 })

export function tinySettings(changes: Partial<TrainSettings> = {}): TrainSettings {
  return {
    seed: 0,
    algorithm: tinyAlgorithm(),
    steps: 4,
    promptsPerStep: 4,
    samplesPerPrompt: 4,
    minibatches: 1,
    updatesPerRollout: 1,
    microbatchTokens: 4096,
    sampling: { temperature: 1, topK: 0, topP: 1, maxTokens: 4 },
    learningRate: constant({ peak: 3e-3 }),
    maxGradNorm: 1,
    entropyCoefficient: 0,
    coldStart: { steps: 3, batchSize: 16, learningRate: constant({ peak: 5e-3 }) },
    evaluation: { everySteps: 2, tasks: 6, repliesPerTask: 2 },
    checkpointEverySteps: 2,
    ...changes,
  }
}

/** What no second run repeats: how long things took. */
const timing = /^(timing|time\/.*|step_time|tokens_per_second)$/

/** The lines of a record without their times. */
export function linesWithoutTimes(run: string, file: 'episodes' | 'metrics'): string[] {
  const lines =
    file === 'episodes'
      ? episodeLines(run)
      : readFileSync(join(run, 'metrics.jsonl'), 'utf8').split('\n').filter(Boolean)
  return lines.map((line) =>
    JSON.stringify(JSON.parse(line), (key, value: unknown) => (timing.test(key) ? undefined : value)),
  )
}
