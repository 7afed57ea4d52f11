// One step of a policy-gradient trainer, top to bottom:
//   rollout → verdicts → filter → advantages → optimizer steps over minibatches → coefficients of the next step
import type { EnvironmentSpec } from '../src/core/environment.ts'
import { sequencesOf, type Group } from '../src/core/episode.ts'
import type { Json } from '../src/core/json.ts'
import type { Task, Taskset } from '../src/core/task.ts'
import { runGroups } from '../src/rollout/run-groups.ts'
import { asCoefficient, type Coefficient } from './coefficients.ts'
import { learn, look, type LearnContext } from './learn.ts'
import { lessonsOf } from './lessons.ts'
import { PhaseClock } from './phase-clock.ts'
import { stepMetrics } from './step-metrics.ts'
import { taskAt } from '../src/core/task-order.ts'
import type { Metrics, TrainPhase } from './train-event.ts'
import type { TrainSettings } from './train-settings.ts'

export interface PolicyStepContext extends LearnContext {
  readonly spec: EnvironmentSpec
  readonly taskset: Taskset
  readonly onPhase: (phase: TrainPhase) => void
  readonly signal?: AbortSignal
}

/** Where the coefficients of the KL term and of the entropy bonus are: plain JSON, kept in checkpoints. */
export interface CoefficientStates {
  readonly kl: Json
  readonly entropy: Json
}

/** What one step leaves to the next: plain JSON, kept in checkpoints. */
export interface StepStates {
  readonly coefficients: CoefficientStates
  /** Where a taskset with a course is in it; null without one. */
  readonly course: Json
}

export interface PolicyStepResult extends StepStates {
  readonly metrics: Metrics
  /** Every group of the rollout, kept or not, with advantages in the records (null where it was not kept). */
  readonly groups: readonly Group[]
  /** Why optimizer steps were skipped. */
  readonly skips: readonly string[]
}

/** The states before the first step. */
export function initialCoefficients(settings: TrainSettings): CoefficientStates {
  const { kl, entropy } = coefficientsOf(settings)
  return { kl: kl.initial, entropy: entropy.initial }
}

/** Step `step`, from 1, on the tasks from (`step` - 1) · promptsPerStep on. */
export async function policyStep(
  context: PolicyStepContext,
  step: number,
  { coefficients: states, course: before }: StepStates,
): Promise<PolicyStepResult> {
  const { spec, policy, taskset, settings, signal } = context
  const { algorithm, promptsPerStep, samplesPerPrompt, sampling, seed } = settings
  const { kl, entropy } = coefficientsOf(settings)
  const clock = new PhaseClock(context.onPhase)

  const drawn = taskset.course?.draw(before, promptsPerStep) ?? null
  const tasks =
    drawn?.tasks ??
    Array.from({ length: promptsPerStep }, (_, index) => taskAt(taskset, (step - 1) * promptsPerStep + index, seed))
  const rollout = await runGroups(tasks, {
    environment: spec,
    policy,
    sampling,
    samplesPerPrompt,
    seed,
    step,
    seedStep: step - 1,
    onPhase: (phase) => clock.enter(phase),
    ...(settings.limits !== undefined && { limits: settings.limits }),
    ...(signal !== undefined && { signal }),
  })
  clock.enter('update')
  const { groups, lessons } = lessonsOf(rollout, algorithm, { step })
  const weights = { kl: kl.coefficient(states.kl), entropy: entropy.coefficient(states.entropy) }
  const learning =
    lessons.length > 0
      ? await learn(context, lessons, { step, weights })
      : await look(
          context,
          groups.flatMap(({ episodes }) => episodes.flatMap(sequencesOf)),
          step,
        )
  const seconds = clock.stop()
  const course =
    taskset.course?.observe(
      drawn?.state ?? null,
      groups.map(({ episodes }, place) => ({
        task: tasks[place] as Task,
        outcomes: episodes.map(({ record }) => record.outcome),
      })),
    ) ?? null
  const metrics = stepMetrics({
    groups,
    terms: [...Object.keys(spec.rubric.terms), ...Object.keys(spec.groupTerms)],
    seconds,
    policyVersion: policy.version,
    ...learning,
    klCoefficient: algorithm.kl.estimator === null ? null : weights.kl,
    entropyCoefficient: settings.entropyCoefficient === 0 ? null : weights.entropy,
  })
  const measured = { kl: metrics['kl'] ?? null, entropy: metrics['entropy'] ?? null, sequences: lessons.length }
  return {
    // The level that this step's tasks were drawn by, with what is known of it after them.
    metrics: { ...metrics, ...courseMetrics(taskset, before, course) },
    groups,
    course,
    skips: learning.skips,
    coefficients: { kl: kl.next(states.kl, measured), entropy: entropy.next(states.entropy, measured) },
  }
}

function courseMetrics({ course }: Taskset, before: Json, after: Json): Metrics {
  if (course === undefined) return {}
  const [was, is] = [course.metrics(before), course.metrics(after)]
  const names = Object.keys(is).map(
    (name) => [`curriculum/${name}`, name.endsWith('level') ? was[name] : is[name]] as const,
  )
  return Object.fromEntries(names.map(([name, value]) => [name, value ?? null]))
}

function coefficientsOf({ algorithm, entropyCoefficient }: TrainSettings): { kl: Coefficient; entropy: Coefficient } {
  return { kl: algorithm.kl.coefficient, entropy: asCoefficient(entropyCoefficient) }
}
