// Fills in what was not said: a person's settings over a recipe's over the defaults that suit the algorithm, the policy
// and the environment. The command line and `train` come here, so that both get the same.
import type { JsonObject } from '../src/core/json.ts'
import { RlvrError } from '../src/core/errors.ts'
import type { TrainablePolicy } from '../src/core/policy.ts'
import { Rng } from '../src/core/random.ts'
import { openEnvironment, type EnvironmentLike } from '../src/core/registry.ts'
import type { Algorithm } from './algorithm.ts'
import {
  checkedSettings,
  layered,
  plainAlgorithm,
  refuseUnknown,
  type PartialPlainSettings,
  type PlainAlgorithm,
  type PlainSettings,
} from './plain-settings.ts'
import { algorithmNamed } from './presets.ts'
import { pretrainedDefaults } from './pretrained-defaults.ts'

/** What defaults depend on. */
export interface SettingsContext {
  readonly environment: EnvironmentLike
  /** How long its texts may be, whether it has learned anything yet, and what of it learns where it was trained before. */
  readonly policy: Pick<TrainablePolicy, 'maxLengthTokens' | 'pretrained'> & { readonly version?: number }
  /** The settings of a recipe, over the defaults and below what is given. */
  readonly recipe?: PartialPlainSettings
  /** Stands for the algorithm where it is not plain data. */
  readonly algorithm?: Algorithm
}

const defaults = {
  seed: 0,
  steps: 200,
  promptsPerStep: 32,
  samplesPerPrompt: 16,
  updatesPerRollout: 1,
  microbatchTokens: 16_384,
  sampling: { temperature: 1 },
  learningRate: 1e-3,
  schedule: 'linear',
  maxGradNorm: 1,
  entropyCoefficient: 0,
  coldStart: { batchSize: 128, learningRate: 2e-3 },
  evaluation: { everySteps: 25, tasks: 200, repliesPerTask: 4 },
  checkpointEverySteps: 50,
  tolerance: 0.1,
}

/**
 * The settings in force.
 * @throws RlvrError `RLVR_USAGE` for one that is not known, does not fit or has no effect; `RLVR_UNKNOWN_NAME` for an
 *   algorithm that is not there
 * @example
 * await completeSettings({ steps: 10, algorithm: 'gspo' }, { environment: 'countdown', policy }) // 4 minibatches
 */
export async function completeSettings(given: JsonObject, context: SettingsContext): Promise<PlainSettings> {
  const { algorithm: asked, ...own } = given
  refuseUnknown(own)
  // Options without a name change the algorithm that would have run.
  const options = typeof asked === 'object' && asked !== null && !('name' in asked) ? (asked as JsonObject) : null
  const namesOne = (asked !== undefined && options === null) || context.algorithm !== undefined
  const recipe = recipeBelow(context.recipe, namesOne)
  const named = {
    ...plainAlgorithm((options === null ? asked : undefined) ?? recipe['algorithm'] ?? 'grpo'),
    ...options,
  }
  const algorithm = context.algorithm ?? algorithmOf(named)
  const { maxLengthTokens, pretrained } = context.policy
  const suited = pretrainedDefaults(pretrained)
  const longest = Math.min(suited.sampling?.maxTokens ?? 512, Math.floor(maxLengthTokens / 2))
  const below = layered(
    defaults,
    suited,
    { minibatches: algorithm.defaultMinibatches ?? 1, sampling: { maxTokens: Math.max(1, longest) } },
    recipe,
  )
  const filled = layered(below, own)
  const steps = Number(filled['steps'])
  const complete = checkedSettings(
    layered(
      { warmupSteps: Number.isFinite(steps) ? Math.min(5, Math.floor(steps / 4)) : 0 },
      { coldStart: { steps: await coldStartSteps(filled, context) } },
      { ...filled, algorithm: named },
    ),
  )
  refuseIdle(given, complete)
  return complete
}

/** The algorithm of its plain form. Throws as `algorithmNamed` does. */
export function algorithmOf({ name, ...options }: PlainAlgorithm): Algorithm {
  return algorithmNamed(name, options)
}

/** An algorithm that is asked for runs as its preset says: what a recipe says of its own algorithm is not laid over it. */
function recipeBelow(recipe: PartialPlainSettings = {}, hasOwnAlgorithm: boolean): JsonObject {
  if (!hasOwnAlgorithm) return recipe
  const { algorithm: _, minibatches: __, ...rest } = recipe
  return rest
}

/** A cold start is for a policy that has learned nothing, in an environment that can show how it is done. */
async function coldStartSteps(filled: JsonObject, { environment, policy }: SettingsContext): Promise<number> {
  const given = (filled['coldStart'] as JsonObject | undefined)?.['steps']
  if (given !== undefined || (policy.version ?? 0) > 0) return 0
  await using opened = await openEnvironment(environment)
  const { spec } = opened
  const taskset = await spec.tasks({ split: 'train', seed: (filled['seed'] as number | string | undefined) ?? 0 })
  if (taskset.size === 0) return 0
  const demonstration = spec.demonstrate(taskset.at(0), Rng.fromSeed(0).fork('settings'))
  return demonstration === null ? 0 : 200
}

/** Options of algorithms that bound a ratio, which is 1 in the first update of a rollout. */
const ratioBounds = ['clip', 'delta', 'bounds', 'temperaturePositive', 'temperatureNegative']

/** Throws `RLVR_USAGE` for a setting that a person gave and that changes nothing, with the mend. */
function refuseIdle(given: JsonObject, complete: PlainSettings): void {
  const refuse = (name: string, why: string): never => {
    throw new RlvrError('RLVR_USAGE', `\`${name}\` has no effect ${why}`)
  }
  const { coldStart, warmupSteps, steps, minibatches, updatesPerRollout } = complete
  const coldStartGiven = Object.keys((given['coldStart'] ?? {}) as JsonObject).find((name) => name !== 'steps')
  if (coldStart.steps === 0 && coldStartGiven !== undefined)
    refuse(`coldStart.${coldStartGiven}`, 'without a cold start: set `coldStart.steps` above 0, or leave it out.')
  if (warmupSteps > steps)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`warmupSteps\` ${warmupSteps} is more than the ${steps} steps of the run: the learning rate would never reach its peak. Lower warmupSteps.`,
    )
  const options = typeof given['algorithm'] === 'object' ? given['algorithm'] : {}
  const bound = Object.keys(options ?? {}).find((name) => ratioBounds.includes(name))
  if (bound !== undefined && minibatches * updatesPerRollout === 1)
    refuse(
      `algorithm.${bound}`,
      'with one optimizer step a rollout: every ratio is 1 then. Set `minibatches` to 2 or more, or leave it out.',
    )
}
