// What a training is given, made ready: the environment as it is run, the settings in force, the tasks.
import type { EnvironmentSpec } from '../src/core/environment.ts'
import { RlvrError } from '../src/core/errors.ts'
import { requireTold, tighter } from '../src/core/limits.ts'
import { requireOpponent } from '../src/core/needs.ts'
import { promptMessages } from '../src/core/message.ts'
import type { TrainablePolicy } from '../src/core/policy.ts'
import { Rng } from '../src/core/random.ts'
import type { EnvironmentLike } from '../src/core/registry.ts'
import { taskAt } from '../src/core/task-order.ts'
import type { Task, Taskset } from '../src/core/task.ts'
import type { RunDirectory } from '../src/record/run-directory.ts'
import { distinctTasks } from '../src/rollout/held-out.ts'
import { asCoefficient } from './coefficients.ts'
import { demonstrated } from './cold-start.ts'
import { resolveSettings, type TrainSettingsInput } from './resolve-settings.ts'
import { withSelfPlay } from './self-play.ts'
import type { TrainEvent } from './train-event.ts'
import { checkSettings, type TrainSettings } from './train-settings.ts'

export interface TrainOptions {
  /** The id of a known one, a factory, or a configured environment. */
  readonly environment: EnvironmentLike
  readonly policy: TrainablePolicy
  /** `self`: the policy plays the other side too, in an environment that asks an opponent; `settings.selfPlay` says by which weights. */
  readonly opponent?: 'self'
  /** What differs from the defaults; see `resolveSettings`. */
  readonly settings?: TrainSettingsInput
  /** Where episodes, metrics, checkpoints and the summary go; nothing is written without one. */
  readonly run?: RunDirectory
  /** Goes on with a run although settings differ from those that its checkpoint was written with. */
  readonly acceptChanges?: boolean
  readonly onEvent?: (event: TrainEvent) => void
  readonly signal?: AbortSignal
}

/** The options with all settings, and the environment as it is run. */
export interface ResolvedOptions extends Omit<TrainOptions, 'settings'> {
  readonly environment: EnvironmentSpec
  readonly settings: TrainSettings
}

/** What a training starts from. */
export interface Prepared {
  readonly options: ResolvedOptions
  readonly spec: EnvironmentSpec
  readonly taskset: Taskset
  readonly heldOutTasks: readonly Task[]
}

/** Tasks of each split whose prompts are measured before anything begins. */
const sampledPrompts = 16

/**
 * Settings filled in and checked, tasks chosen.
 * @throws RlvrError `RLVR_USAGE` for settings that cannot work, `RLVR_TASK` for an environment without tasks
 */
export async function prepare(given: TrainOptions, spec: EnvironmentSpec): Promise<Prepared> {
  const { policy } = given
  const settings = withSelfPlay(
    await resolveSettings(given.settings ?? {}, { environment: spec, policy }),
    given.opponent,
  )
  if (given.opponent === 'self') requireOpponent(spec)
  checkSettings(settings)
  const { seed, evaluation, sampling } = settings
  requireTold(policy, tighter(spec.limits, settings.limits))
  const taskset = await spec.tasks({ split: 'train', seed })
  const heldOutTasks = distinctTasks(await spec.tasks({ split: 'test', seed }), evaluation.tasks)
  if (taskset.size === 0 || heldOutTasks.length === 0)
    throw new RlvrError(
      'RLVR_TASK',
      `\`${spec.id}\` has ${taskset.size ?? 'endless'} tasks to train on and ${heldOutTasks.length} held out; both are needed.`,
    )
  if (settings.coldStart !== null) demonstrated(spec, taskAt(taskset, 0, seed), Rng.fromSeed(seed).fork('demonstrated'))
  if (sampling.maxTokens >= policy.maxLengthTokens)
    throw new RlvrError(
      'RLVR_USAGE',
      `Replies of ${sampling.maxTokens} tokens leave no room for a prompt: the policy holds ${policy.maxLengthTokens}. Lower sampling.maxTokens.`,
    )
  await refuseLongPrompts(
    [...distinctTasks(taskset, sampledPrompts), ...heldOutTasks.slice(0, sampledPrompts)],
    given,
    spec.id,
  )
  const { onlyTemperature } = policy
  if (onlyTemperature !== undefined && sampling.temperature !== onlyTemperature)
    throw new RlvrError(
      'RLVR_USAGE',
      `Policy \`${policy.name}\` scores and learns at temperature ${onlyTemperature} alone, so replies sampled at ${sampling.temperature} cannot teach it. Set sampling.temperature to ${onlyTemperature}.`,
    )
  if (settings.entropyCoefficient !== 0 && policy.entropies !== true)
    throw new RlvrError(
      'RLVR_USAGE',
      `Policy \`${policy.name}\` gives no entropies, so entropyCoefficient ${asCoefficient(settings.entropyCoefficient).description} would have no effect. Set it to 0, or train a policy with \`entropies: true\`.`,
    )
  return { options: { ...given, environment: spec, settings }, spec, taskset, heldOutTasks }
}

/** Throws `RLVR_USAGE` where one of the prompts alone is longer than what the policy holds. */
async function refuseLongPrompts(tasks: readonly Task[], { policy }: TrainOptions, environment: string): Promise<void> {
  for (const { prompt } of tasks) {
    try {
      await policy.encode(promptMessages(prompt), '')
    } catch (thrown) {
      // What a policy of one's own makes of an empty reply is its own matter.
      if (!RlvrError.isInstance(thrown) || thrown.code !== 'RLVR_POLICY' || !/tokens/.test(thrown.message)) continue
      throw new RlvrError('RLVR_USAGE', `\`${environment}\` has prompts that are too long: ${thrown.message}`, {
        cause: thrown,
      })
    }
  }
}
