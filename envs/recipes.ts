// What `rlvr train ENV` does when nothing else is said: a small transformer over characters that learns the
// environment in minutes on two CPU cores. Every value can be replaced on the command line.
import type { JsonObject } from '../src/core/json.ts'
import type { TransformerOptions } from '../src/policy/transformer/transformer-policy.ts'
import type { TrainPlan } from '../trainers/train-plan.ts'

export interface Recipe {
  /** Options of the environment that suit so small a policy. */
  readonly options: JsonObject
  readonly policy: Pick<TransformerOptions, 'architecture' | 'tokenizer'>
  readonly plan: TrainPlan
}

const defaultPlan: TrainPlan = {
  algorithm: 'grpo',
  seed: 0,
  steps: 200,
  promptsPerStep: 32,
  samplesPerPrompt: 16,
  minibatches: 1,
  updatesPerRollout: 1,
  microbatchTokens: 16_384,
  temperature: 1,
  maxTokens: 16,
  learningRate: 1e-3,
  schedule: 'linear',
  warmupSteps: 5,
  maxGradNorm: 1,
  clipLow: 0.2,
  clipHigh: 0.28,
  aggregate: 'tokenMean',
  filter: 'outcomeVaries',
  klCoefficient: 0,
  entropyCoefficient: 0,
  coldStartSteps: 200,
  coldStartBatchSize: 128,
  coldStartLearningRate: 2e-3,
  evaluationEverySteps: 25,
  evaluationTasks: 200,
  evaluationSamples: 4,
  checkpointEverySteps: 50,
}

function characters(
  alphabet: string,
  maxLengthTokens: number,
  size: { width: number; layers: number } = { width: 64, layers: 2 },
): Recipe['policy'] {
  const { width, layers } = size
  return {
    architecture: { width, layers, heads: 4, maxLengthTokens, positions: 'learned', mlp: 'silu', mlpWidth: 4 * width },
    tokenizer: { kind: 'character', alphabet },
  }
}

/** For an environment without a recipe of its own: its texts as bytes. */
const bytes: Recipe = {
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
  plan: {
    ...defaultPlan,
    maxTokens: 128,
    promptsPerStep: 8,
    samplesPerPrompt: 8,
    coldStartBatchSize: 16,
    coldStartLearningRate: 1e-3,
    evaluationTasks: 50,
  },
}

const recipes: { readonly [environment: string]: Recipe } = {
  countdown: {
    options: { prompt: 'compact', numbers: 3, highest: 20, operations: '+-' },
    policy: characters('0123456789+-*/=,:()', 40, { width: 64, layers: 3 }),
    plan: { ...defaultPlan, coldStartSteps: 520, steps: 700, evaluationEverySteps: 40 },
  },
  'code-basics': {
    options: { prompt: 'compact', level: 'easy' },
    policy: {
      ...bytes.policy,
      architecture: { ...bytes.policy.architecture, width: 96, layers: 3, mlpWidth: 288, maxLengthTokens: 768 },
    },
    plan: {
      ...bytes.plan,
      maxTokens: 640,
      steps: 120,
      // Half learned, so that there is something left for rewards to teach.
      coldStartSteps: 235,
      coldStartLearningRate: 3e-3,
      learningRate: 3e-4,
      evaluationTasks: 4,
    },
  },
  addition: {
    options: { prompt: 'compact' },
    policy: characters('0123456789+=', 24),
    plan: { ...defaultPlan, maxTokens: 8 },
  },
  sort: {
    options: { prompt: 'compact' },
    policy: characters('0123456789:', 32),
    plan: { ...defaultPlan, maxTokens: 12 },
  },
  reverse: {
    options: { prompt: 'compact' },
    policy: characters('0123456789abcdefghijklmnopqrstuvwxyz:', 48),
    plan: { ...defaultPlan, maxTokens: 20 },
  },
}

export function recipeFor(environment: string): Recipe {
  return Object.hasOwn(recipes, environment) ? (recipes[environment] as Recipe) : bytes
}
