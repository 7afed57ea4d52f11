// A training run as plain data: what `config.json` holds, what `--set` changes, what a resumed run starts from again.
import { unknownName } from '../src/core/errors.ts'
import type { JsonObject } from '../src/core/json.ts'
import { checkOptions } from '../src/core/schema.ts'
import {
  algorithms,
  constant,
  cosine,
  keepAll,
  klPenalty,
  k3,
  linear,
  maxTokens,
  none,
  outcomeVaries,
  rewardVaries,
  sequenceMean,
  tokenMean,
  clippedSurrogate,
  type Algorithm,
  type Schedule,
} from './index.ts'
import type { TrainSettings } from './train-settings.ts'

/** Every setting of a run but the environment, its options and the policy. */
export interface TrainPlan {
  readonly algorithm: string
  readonly seed: number
  readonly steps: number
  readonly promptsPerStep: number
  readonly samplesPerPrompt: number
  readonly minibatches: number
  readonly updatesPerRollout: number
  readonly microbatchTokens: number
  readonly temperature: number
  readonly maxTokens: number
  readonly learningRate: number
  readonly schedule: 'constant' | 'linear' | 'cosine'
  readonly warmupSteps: number
  readonly maxGradNorm: number
  readonly clipLow: number
  readonly clipHigh: number
  readonly aggregate: 'preset' | 'tokenMean' | 'sequenceMean' | 'maxTokens'
  readonly filter: 'keepAll' | 'outcomeVaries' | 'rewardVaries'
  readonly klCoefficient: number
  readonly entropyCoefficient: number
  readonly coldStartSteps: number
  readonly coldStartBatchSize: number
  readonly coldStartLearningRate: number
  readonly evaluationEverySteps: number
  readonly evaluationTasks: number
  readonly evaluationSamples: number
  readonly checkpointEverySteps: number
}

/** A JSON Schema with its description. */
type SettingSchema = JsonObject & { readonly description: string }

const wholeNumber = (description: string, minimum = 1): SettingSchema => ({
  type: 'integer',
  minimum,
  description,
})
const rate = (description: string): SettingSchema => ({ type: 'number', minimum: 0, description })
const positive = (description: string): SettingSchema => ({
  type: 'number',
  exclusiveMinimum: 0,
  description,
})
const choice = (names: readonly string[], description: string): SettingSchema => ({
  enum: names,
  description: `${description}: ${names.join(', ')}`,
})

/** What each setting means and may be. */
export const settingSchemas: { readonly [Name in keyof TrainPlan]: SettingSchema } = {
  algorithm: { type: 'string', description: 'a preset: grpo, drGrpo, dapo, gspo, cispo, rloo, reinforcePlusPlus' },
  seed: { type: 'integer', description: 'fixes every random choice' },
  steps: wholeNumber('rollouts to learn from'),
  promptsPerStep: wholeNumber('tasks of one rollout'),
  samplesPerPrompt: wholeNumber('replies to each task: the size of a group', 2),
  minibatches: wholeNumber('optimizer steps that share out one rollout'),
  updatesPerRollout: wholeNumber('times a rollout is gone through'),
  microbatchTokens: wholeNumber('padded tokens of one forward and backward pass'),
  temperature: positive('of sampling, in training and evaluation'),
  maxTokens: wholeNumber('longest reply'),
  learningRate: rate('peak of the schedule'),
  schedule: choice(['constant', 'linear', 'cosine'], 'how the learning rate goes from its peak to a tenth of it'),
  warmupSteps: wholeNumber('steps until the peak', 0),
  maxGradNorm: positive('the gradient is scaled down to this norm'),
  clipLow: rate('how far below 1 the ratio may fall; for grpo, drGrpo, dapo'),
  clipHigh: rate('how far above 1 it may rise'),
  aggregate: choice(['preset', 'tokenMean', 'sequenceMean', 'maxTokens'], 'what token losses are divided by'),
  filter: choice(['keepAll', 'outcomeVaries', 'rewardVaries'], 'the groups that are learned from'),
  klCoefficient: rate('weight of the k3 penalty towards the policy after the cold start; 0 for none'),
  entropyCoefficient: rate('weight of the entropy bonus; 0 for none'),
  coldStartSteps: wholeNumber('supervised steps on demonstrations; 0 for none', 0),
  coldStartBatchSize: wholeNumber('demonstrations a supervised step'),
  coldStartLearningRate: rate('of the supervised steps'),
  evaluationEverySteps: wholeNumber('steps between tries of held-out tasks'),
  evaluationTasks: wholeNumber('held-out tasks'),
  evaluationSamples: wholeNumber('replies to each'),
  checkpointEverySteps: wholeNumber('steps between checkpoints'),
}

const planSchema: JsonObject & { properties: object } = {
  type: 'object',
  properties: settingSchemas,
  required: Object.keys(settingSchemas),
  additionalProperties: false,
}

/** A plan with some settings replaced. Throws `RLVR_USAGE` naming the setting that does not fit, or the nearest known one. */
export function changedPlan(plan: TrainPlan, changes: JsonObject): TrainPlan {
  return checkOptions<TrainPlan>('`rlvr train`', planSchema, { ...plan, ...changes })
}

/** The plan as the trainer takes it. Throws `RLVR_UNKNOWN_NAME` for an algorithm that is not there. */
export function trainSettings(plan: TrainPlan): TrainSettings {
  const { seed, steps, promptsPerStep, samplesPerPrompt, minibatches, updatesPerRollout, microbatchTokens } = plan
  const { maxGradNorm, entropyCoefficient, temperature, checkpointEverySteps } = plan
  return {
    seed,
    algorithm: algorithmOf(plan),
    steps,
    promptsPerStep,
    samplesPerPrompt,
    minibatches,
    updatesPerRollout,
    microbatchTokens,
    sampling: { temperature, topK: 0, topP: 1, maxTokens: plan.maxTokens },
    learningRate: scheduleOf(plan),
    maxGradNorm,
    entropyCoefficient,
    coldStart:
      plan.coldStartSteps === 0
        ? null
        : {
            steps: plan.coldStartSteps,
            batchSize: plan.coldStartBatchSize,
            learningRate: constant({
              peak: plan.coldStartLearningRate,
              warmupSteps: Math.min(20, plan.coldStartSteps),
            }),
          },
    evaluation: {
      everySteps: plan.evaluationEverySteps,
      tasks: plan.evaluationTasks,
      samplesPerTask: plan.evaluationSamples,
    },
    checkpointEverySteps,
  }
}

const aggregates = { tokenMean, sequenceMean, maxTokens } as const
const filters = { keepAll, outcomeVaries, rewardVaries } as const

/** Presets whose ratio is clipped token by token, so that the clip range of the plan is theirs. */
const tokenClipped: readonly string[] = ['grpo', 'drGrpo', 'dapo', 'reinforcePlusPlus']

function algorithmOf(plan: TrainPlan): Algorithm {
  const preset = Object.hasOwn(algorithms, plan.algorithm) ? algorithms[plan.algorithm] : undefined
  if (preset === undefined) throw unknownName('algorithm', plan.algorithm, Object.keys(algorithms))
  return {
    ...preset(),
    ...(tokenClipped.includes(plan.algorithm) && {
      surrogate: clippedSurrogate({ clip: [plan.clipLow, plan.clipHigh] }),
    }),
    ...(plan.aggregate !== 'preset' && { aggregate: aggregates[plan.aggregate]() }),
    filter: filters[plan.filter](),
    kl: plan.klCoefficient === 0 ? none() : klPenalty(k3(), { coefficient: plan.klCoefficient }),
  }
}

function scheduleOf({ schedule, learningRate: peak, warmupSteps, steps: totalSteps }: TrainPlan): Schedule {
  if (schedule === 'constant') return constant({ peak, warmupSteps })
  const decay = { peak, warmupSteps: Math.min(warmupSteps, totalSteps), totalSteps, minimum: peak / 10 }
  return schedule === 'linear' ? linear(decay) : cosine(decay)
}
