// One step of a policy-gradient trainer, top to bottom:
//   rollout → verdicts → filter → advantages → optimizer steps over minibatches
import type { EnvironmentSpec } from '../src/core/environment.ts'
import type { Group } from '../src/core/episode.ts'
import type { Scorer, TokenScores, TrainablePolicy } from '../src/core/policy.ts'
import { Rng } from '../src/core/random.ts'
import type { Taskset } from '../src/core/task.ts'
import { runGroups } from '../src/rollout/run-groups.ts'
import { lessonsOf, termsOf, type Lesson } from './lessons.ts'
import { microbatches } from './microbatches.ts'
import { optimizerStep, type SkipGuard } from './optimizer-step.ts'
import { PhaseClock } from './phase-clock.ts'
import { policyLoss, type PolicyLoss } from './policy-loss.ts'
import { denominatorOf } from './sequence-terms.ts'
import { stepMetrics } from './step-metrics.ts'
import { taskAt } from './task-order.ts'
import type { Metrics, TrainPhase } from './train-event.ts'
import type { TrainSettings } from './train-settings.ts'

export interface PolicyStepContext {
  readonly spec: EnvironmentSpec
  readonly policy: TrainablePolicy
  readonly taskset: Taskset
  readonly settings: TrainSettings
  /** The frozen policy of the KL term; null without one. */
  readonly reference: Scorer | null
  readonly guard: SkipGuard
  readonly onPhase: (phase: TrainPhase) => void
  readonly signal?: AbortSignal
}

export interface PolicyStepResult {
  readonly metrics: Metrics
  /** Every group of the rollout, kept or not, with advantages in the records (null where it was not kept). */
  readonly groups: readonly Group[]
  /** Why optimizer steps were skipped. */
  readonly skips: readonly string[]
}

/** Step `step`, counted from 0, on the tasks from `step` · promptsPerStep on. */
export async function policyStep(context: PolicyStepContext, step: number): Promise<PolicyStepResult> {
  const { spec, policy, taskset, settings, signal } = context
  const { algorithm, promptsPerStep, samplesPerPrompt, sampling, seed } = settings
  const clock = new PhaseClock(context.onPhase)

  const tasks = Array.from({ length: promptsPerStep }, (_, index) =>
    taskAt(taskset, step * promptsPerStep + index, seed),
  )
  const groups = await runGroups(tasks, {
    environment: spec,
    policy,
    sampling,
    samplesPerPrompt,
    seed,
    step,
    onPhase: (phase) => clock.enter(phase),
    ...(signal !== undefined && { signal }),
  })
  clock.enter('update')
  const { groups: judged, lessons } = lessonsOf(groups, algorithm, { step: step + 1 })
  const learning = await learn(context, lessons, step)
  const seconds = clock.stop()
  return {
    metrics: stepMetrics({ groups: judged, rubric: spec.rubric, seconds, policyVersion: policy.version, ...learning }),
    groups: judged,
    skips: learning.skips,
  }
}

interface Learning {
  readonly losses: readonly PolicyLoss[]
  readonly gradNorms: readonly number[]
  readonly learningRate: number
  readonly entropies: readonly Float32Array[]
  /** |scorer - sampler| of each token at the first optimizer step, when both had the same weights. */
  readonly logProbDifferences: readonly number[]
  readonly skips: readonly string[]
}

/** The optimizer steps of one rollout. */
async function learn(context: PolicyStepContext, lessons: readonly Lesson[], step: number): Promise<Learning> {
  const { policy, settings, reference, guard } = context
  const { algorithm, sampling, minibatches, updatesPerRollout, maxGradNorm, microbatchTokens } = settings
  const { temperature } = sampling
  const learningRate = settings.learningRate(step)
  const losses: PolicyLoss[] = []
  const gradNorms: number[] = []
  const skips: string[] = []
  let first: readonly { item: Lesson; scores: TokenScores }[] = []

  if (reference !== null) await scoreReference(reference, lessons, settings)
  for (let round = 0; round < updatesPerRollout; round++) {
    const order = Rng.fromSeed(settings.seed).fork('minibatches').fork(step).fork(round).shuffle(lessons)
    for (const minibatch of shareOut(order, minibatches)) {
      const denominator = denominatorOf(
        minibatch.map(({ sequence }) => sequence.logProbs.length),
        sampling.maxTokens,
      )
      const { gradNorm, skipped, scored } = await optimizerStep({
        policy,
        items: minibatch,
        sequenceOf: ({ sequence }) => sequence,
        lossOf: (items, logProbs) => {
          const loss = policyLoss(
            algorithm,
            items.map((item, index) => termsOf(item, logProbs[index] as Float32Array)),
            denominator,
          )
          losses.push(loss)
          const bonus = -settings.entropyCoefficient / denominator.tokens
          const coefficients = loss.coefficients.map((logProbs) => ({
            logProbs,
            ...(bonus !== 0 && { entropies: new Float64Array(logProbs.length).fill(bonus) }),
          }))
          return { loss: loss.loss, coefficients }
        },
        temperature,
        microbatchTokens,
        learningRate,
        maxGradNorm,
        ...(settings.optimizer !== undefined && { optimizer: settings.optimizer }),
      })
      if (first.length === 0) first = scored
      if (gradNorm !== null) gradNorms.push(gradNorm)
      if (skipped !== null) skips.push(skipped)
      guard.note(step, skipped)
    }
  }
  const logProbDifferences = first.flatMap(({ item, scores }) =>
    Array.from(scores.logProbs, (logProb, index) => Math.abs(logProb - (item.sequence.logProbs[index] as number))),
  )
  return {
    losses,
    gradNorms,
    learningRate,
    entropies: first.flatMap(({ scores }) => scores.entropies ?? []),
    logProbDifferences,
    skips,
  }
}

async function scoreReference(reference: Scorer, lessons: readonly Lesson[], settings: TrainSettings): Promise<void> {
  const { sampling, microbatchTokens } = settings
  for (const pass of microbatches(lessons, ({ sequence }) => sequence.tokens.length, microbatchTokens)) {
    const scores = await reference.score(
      pass.map(({ sequence }) => sequence),
      { temperature: sampling.temperature },
    )
    pass.forEach((lesson, index) => (lesson.referenceLogProbs = (scores[index] as TokenScores).logProbs))
  }
}

/** Consecutive parts of nearly equal size; empty ones are left out. */
function shareOut<Item>(items: readonly Item[], parts: number): Item[][] {
  return Array.from({ length: parts }, (_, part) =>
    items.slice(Math.floor((part * items.length) / parts), Math.floor(((part + 1) * items.length) / parts)),
  ).filter((share) => share.length > 0)
}
