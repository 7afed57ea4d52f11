// What a training run is told: sizes, rates and rhythms, checked before the first step and printed as a plan.
import { RlvrError } from '../src/core/errors.ts'
import { limitsFault, type EpisodeLimits } from '../src/core/limits.ts'
import type { OptimizerSettings, Sampling } from '../src/core/policy.ts'
import type { AlarmThresholds } from './alarms.ts'
import { describe, type Algorithm } from './algorithm.ts'
import { checkParts } from './check-parts.ts'
import { asCoefficient, type Coefficient } from './coefficients.ts'
import type { Schedule } from './schedules.ts'
import { selfPlayLine, type SelfPlaySettings } from './self-play-settings.ts'

/** Supervised steps on the environment's own demonstrations, before any reward. */
export interface ColdStartSettings {
  readonly steps: number
  /** Demonstrations a step. */
  readonly batchSize: number
  readonly learningRate: Schedule
}

export interface TrainSettings {
  readonly seed: number | string
  readonly algorithm: Algorithm
  /** Rollouts; each is learned from in `minibatches` x `updatesPerRollout` optimizer steps. */
  readonly steps: number
  readonly promptsPerStep: number
  /** G, the size of a group. */
  readonly samplesPerPrompt: number
  /** Optimizer steps that share out one rollout. */
  readonly minibatches: number
  /** How often the whole rollout is gone through. */
  readonly updatesPerRollout: number
  /** Padded tokens of one forward and backward pass; changes memory, not results. */
  readonly microbatchTokens: number
  readonly sampling: Sampling
  readonly learningRate: Schedule
  readonly maxGradNorm: number
  /** What differs from the optimizer settings that the policy was made with. */
  readonly optimizer?: Partial<OptimizerSettings>
  /** Weight of the mean token entropy that is added to the objective; 0 for none, or one that changes: `targetEntropy`. */
  readonly entropyCoefficient: number | Coefficient
  readonly coldStart: ColdStartSettings | null
  /** Held-out tasks are tried every so many steps, and before the first and after the last. */
  readonly evaluation: { readonly everySteps: number; readonly tasks: number; readonly repliesPerTask: number }
  readonly checkpointEverySteps: number
  /** The share of replies that may go unjudged, over five steps and in each evaluation, before the run stops; 0.1 unless said otherwise. */
  readonly tolerance?: number
  /** What ends an episode, tighter than the environment does: turns, tokens of the policy, time, cost. */
  readonly limits?: EpisodeLimits
  /** Of a policy that plays against itself. */
  readonly selfPlay?: SelfPlaySettings
  /** When alarms are raised, where not by `defaultAlarmThresholds`. */
  readonly alarms?: Partial<AlarmThresholds>
}

/** Throws `RLVR_USAGE` for settings that cannot work, or not together, saying how to mend them. */
export function checkSettings(settings: TrainSettings): void {
  const {
    promptsPerStep,
    samplesPerPrompt,
    minibatches,
    updatesPerRollout,
    microbatchTokens,
    sampling,
    evaluation,
    checkpointEverySteps,
  } = settings
  const counts = {
    steps: settings.steps,
    promptsPerStep,
    samplesPerPrompt,
    minibatches,
    updatesPerRollout,
    microbatchTokens,
    'sampling.maxTokens': sampling.maxTokens,
    'evaluation.everySteps': evaluation.everySteps,
    'evaluation.tasks': evaluation.tasks,
    'evaluation.repliesPerTask': evaluation.repliesPerTask,
    checkpointEverySteps,
    ...(settings.selfPlay !== undefined && { 'selfPlay.renewEverySteps': settings.selfPlay.renewEverySteps }),
    ...(settings.coldStart !== null && {
      'coldStart.steps': settings.coldStart.steps,
      'coldStart.batchSize': settings.coldStart.batchSize,
    }),
  }
  for (const [name, value] of Object.entries(counts)) {
    if (!(Number.isSafeInteger(value) && value >= 1))
      throw new RlvrError('RLVR_USAGE', `\`${name}\` is a whole number from 1; got ${value}.`)
  }
  if (samplesPerPrompt < 2)
    throw new RlvrError(
      'RLVR_USAGE',
      'A group of one has nothing to be compared with: its advantage is 0 and nothing is learned. Set samplesPerPrompt to 2 or more; 8 or 16 are usual.',
    )
  const replies = promptsPerStep * samplesPerPrompt
  if (minibatches > replies)
    throw new RlvrError(
      'RLVR_USAGE',
      `${minibatches} minibatches cannot share ${replies} replies (promptsPerStep ${promptsPerStep} x samplesPerPrompt ${samplesPerPrompt}); lower minibatches.`,
    )
  if (!(sampling.temperature > 0 && sampling.temperature < Infinity))
    throw new RlvrError(
      'RLVR_USAGE',
      `Training samples, so its temperature must be a finite number above 0; got ${sampling.temperature}. At 0 all replies of a group are equal.`,
    )
  if (sampling.topK !== 0 || sampling.topP !== 1)
    throw new RlvrError(
      'RLVR_USAGE',
      `Training cannot use topK ${sampling.topK} or topP ${sampling.topP}: the loss would weigh replies by probabilities they were not drawn with. Set topK 0 and topP 1; evaluation may use both.`,
    )
  if ((sampling.minP ?? 0) !== 0)
    throw new RlvrError(
      'RLVR_USAGE',
      `Training cannot use minP ${sampling.minP}: the loss would weigh replies by probabilities they were not drawn with. Leave minP out; evaluation may use it.`,
    )
  const fault = limitsFault(settings.limits)
  if (fault !== null) throw new RlvrError('RLVR_USAGE', fault)
  const { tolerance = 0 } = settings
  if (!(tolerance >= 0 && tolerance <= 1))
    throw new RlvrError('RLVR_USAGE', `\`tolerance\` is a share from 0 to 1; got ${tolerance}.`)
  if (!(settings.maxGradNorm > 0))
    throw new RlvrError(
      'RLVR_USAGE',
      `\`maxGradNorm\` must be above 0; got ${settings.maxGradNorm}. Infinity switches clipping off.`,
    )
  if (typeof settings.entropyCoefficient === 'number' && !Number.isFinite(settings.entropyCoefficient))
    throw new RlvrError(
      'RLVR_USAGE',
      `\`entropyCoefficient\` must be a finite number; got ${settings.entropyCoefficient}.`,
    )
  checkParts(settings)
}

/** The settings in words, a line each: what one step is made of, and what is optimised. */
export function planLines(settings: TrainSettings, found: { readonly heldOutTasks?: number } = {}): string[] {
  const { promptsPerStep, samplesPerPrompt, minibatches, updatesPerRollout, steps, coldStart, evaluation, sampling } =
    settings
  const replies = promptsPerStep * samplesPerPrompt
  const updates = minibatches * updatesPerRollout
  return [
    ...describe(settings.algorithm),
    `cold start  ${coldStart === null ? 'none' : `${coldStart.steps} supervised steps of ${coldStart.batchSize} demonstrations, learning rate ${coldStart.learningRate.description ?? 'a function of your own'}`}`,
    `rollout     ${promptsPerStep} prompts x ${samplesPerPrompt} samples = ${replies} replies of at most ${sampling.maxTokens} tokens, temperature ${sampling.temperature}`,
    `update      ${updates} optimizer step${updates === 1 ? '' : 's'} a rollout: ${minibatches} minibatch${minibatches === 1 ? '' : 'es'} of about ${Math.ceil(replies / minibatches)} replies, ${updatesPerRollout} time${updatesPerRollout === 1 ? '' : 's'}; at most ${settings.microbatchTokens} tokens a pass`,
    `steps       ${steps} rollouts, learning rate ${settings.learningRate.description ?? 'a function of your own'}, gradient norm at most ${settings.maxGradNorm}${settings.entropyCoefficient === 0 ? '' : `, entropy bonus ${asCoefficient(settings.entropyCoefficient).description}`}`,
    ...(settings.selfPlay === undefined ? [] : [selfPlayLine(settings.selfPlay)]),
    `evaluation  ${heldOutWords(evaluation.tasks, found.heldOutTasks)} x ${evaluation.repliesPerTask} replies every ${evaluation.everySteps} steps`,
  ]
}

/** How many tasks are tried, where there may be fewer than were asked for. */
function heldOutWords(asked: number, found: number = asked): string {
  return found < asked
    ? `${found} held-out tasks (of ${asked} asked: there are no more different ones)`
    : `${found} held-out tasks`
}
