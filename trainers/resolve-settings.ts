// Settings as a program gives them, any of them, in plain data or as functions of its own: resolved to what the trainer
// takes. The plain form is resolved the same way for the command line.
import { RlvrError, show } from '../src/core/errors.ts'
import type { JsonObject } from '../src/core/json.ts'
import type { Sampling } from '../src/core/policy.ts'
import { checkSampling } from '../src/core/sampling.ts'
import type { Algorithm } from './algorithm.ts'
import { checkAlgorithm } from './check-parts.ts'
import { algorithmOf, completeSettings, type SettingsContext } from './complete-settings.ts'
import { plainAlgorithm, type PlainSettings } from './plain-settings.ts'
import type { Preset } from './preset.ts'
import { constant, cosine, linear, type Schedule } from './schedules.ts'
import type { TrainSettings } from './train-settings.ts'

/** What may be given to `train`; `resolveSettings` fills in the rest. */
export interface TrainSettingsInput extends Partial<
  Omit<TrainSettings, 'algorithm' | 'sampling' | 'learningRate' | 'coldStart' | 'evaluation'>
> {
  /** Its name, its name with options, a preset, or an algorithm of your own. Default `grpo`. */
  readonly algorithm?: string | JsonObject | Algorithm | Preset<never>
  readonly sampling?: Partial<Sampling>
  /** The peak of `schedule`, or a schedule of your own. Default 1e-3. */
  readonly learningRate?: number | Schedule
  /** How the learning rate goes from its peak to a tenth of it; default `linear`. */
  readonly schedule?: PlainSettings['schedule']
  /** Steps until the peak; default 5. */
  readonly warmupSteps?: number
  /**
   * Supervised steps on demonstrations before the first rollout: how many, or in full; null for none. Default 200
   * where the environment has demonstrations and the policy has learned nothing yet.
   */
  readonly coldStart?:
    | number
    | { readonly steps?: number; readonly batchSize?: number; readonly learningRate?: number | Schedule }
    | null
  readonly evaluation?: Partial<TrainSettings['evaluation']>
}

/**
 * The settings in force: what is given over the defaults that suit environment, policy and algorithm.
 * @throws RlvrError `RLVR_USAGE` for a setting that is not known, does not fit or has no effect
 * @example
 * const settings = await resolveSettings({ steps: 50, learningRate: 3e-3 }, { environment: 'countdown', policy })
 */
export async function resolveSettings(input: TrainSettingsInput, context: SettingsContext): Promise<TrainSettings> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new RlvrError('RLVR_USAGE', `Settings are an object like { steps: 100 }; got ${show(input, 60)}.`)
  const { algorithm, learningRate, coldStart, optimizer, alarms, limits, sampling, entropyCoefficient, ...plain } =
    withoutUndefined(input)
  if (sampling !== undefined) checkSampling(sampling)
  const { topK, topP, minP, stop, ...plainSampling } = sampling ?? {}
  const own = ownAlgorithm(algorithm)
  const given = {
    ...plain,
    ...(own === null && algorithm !== undefined && { algorithm }),
    ...(Object.keys(plainSampling).length > 0 && { sampling: plainSampling }),
    ...numberOr('learningRate', learningRate),
    ...(typeof entropyCoefficient === 'number' && { entropyCoefficient }),
    ...plainColdStart(coldStart),
  } as unknown as JsonObject
  if (typeof learningRate === 'function')
    for (const name of ['schedule', 'warmupSteps'] as const)
      if (input[name] !== undefined)
        throw new RlvrError(
          'RLVR_USAGE',
          `\`${name}\` has no effect beside a learning rate that is a function: put it into the function, or give \`learningRate\` as a number.`,
        )
  const complete = await completeSettings(given, { ...context, ...(own !== null && { algorithm: own }) })
  const settings = trainSettings(complete, own ?? algorithmOf(complete.algorithm))
  const schedule = typeof coldStart === 'object' ? coldStart?.learningRate : undefined
  return {
    ...settings,
    ...(typeof learningRate === 'function' && { learningRate }),
    ...(typeof schedule === 'function' &&
      settings.coldStart !== null && { coldStart: { ...settings.coldStart, learningRate: schedule } }),
    ...(entropyCoefficient !== undefined && { entropyCoefficient }),
    ...(optimizer !== undefined && { optimizer }),
    ...(alarms !== undefined && { alarms }),
    ...(limits !== undefined && { limits }),
    sampling: {
      ...settings.sampling,
      ...withoutUndefined({ topK, topP, minP, stop }),
    } as Sampling,
  }
}

/** Complete plain settings as the trainer takes them. */
export function trainSettings(
  plain: PlainSettings,
  algorithm: Algorithm = algorithmOf(plain.algorithm),
): TrainSettings {
  const { sampling, coldStart, evaluation, seed, steps, promptsPerStep, samplesPerPrompt } = plain
  const { minibatches, updatesPerRollout, microbatchTokens, maxGradNorm, entropyCoefficient } = plain
  const { checkpointEverySteps, tolerance, selfPlay, limits = {} } = plain
  return {
    seed,
    algorithm,
    steps,
    promptsPerStep,
    samplesPerPrompt,
    minibatches,
    updatesPerRollout,
    microbatchTokens,
    sampling: { topK: 0, topP: 1, ...sampling },
    learningRate: scheduleOf(plain),
    maxGradNorm,
    entropyCoefficient,
    coldStart:
      coldStart.steps === 0
        ? null
        : {
            ...coldStart,
            learningRate: constant({ peak: coldStart.learningRate, warmupSteps: Math.min(20, coldStart.steps) }),
          },
    evaluation,
    checkpointEverySteps,
    tolerance,
    ...(selfPlay !== undefined && { selfPlay }),
    ...(Object.keys(limits).length > 0 && { limits }),
  }
}

function scheduleOf({ schedule, learningRate: peak, warmupSteps, steps: totalSteps }: PlainSettings): Schedule {
  if (schedule === 'constant') return constant({ peak, warmupSteps })
  const decay = { peak, warmupSteps, totalSteps, minimum: peak / 10 }
  return schedule === 'linear' ? linear(decay) : cosine(decay)
}

/** An algorithm that is a value, or null where it is plain data. A preset that was not called is called. */
function ownAlgorithm(given: TrainSettingsInput['algorithm']): Algorithm | null {
  if (typeof given === 'function') {
    const made: unknown = (given as () => unknown)()
    if (typeof made === 'object' && made !== null && 'surrogate' in made) return made as Algorithm
    throw new RlvrError('RLVR_USAGE', '`algorithm` is a function that gives no algorithm; give a preset like `grpo`.')
  }
  if (given === null || Array.isArray(given)) plainAlgorithm(given)
  if (typeof given !== 'object' || !('surrogate' in given)) return null
  checkAlgorithm(given as Algorithm)
  return given as Algorithm
}

function numberOr(name: string, value: unknown): JsonObject {
  return value === undefined || typeof value === 'function' ? {} : { [name]: value as number }
}

function plainColdStart(given: TrainSettingsInput['coldStart']): JsonObject {
  if (given === undefined) return {}
  if (given === null) return { coldStart: { steps: 0 } }
  if (typeof given === 'number') return { coldStart: { steps: given } }
  if (typeof given !== 'object' || Array.isArray(given))
    throw new RlvrError(
      'RLVR_USAGE',
      `\`coldStart\` is a number of steps, an object like { steps: 100 }, or null for none; got ${show(given, 60)}.`,
    )
  const { learningRate, ...rest } = given
  return { coldStart: { ...rest, ...numberOr('learningRate', learningRate) } }
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T
}
