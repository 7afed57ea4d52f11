// The optimizer steps of one rollout: lessons shuffled into minibatches, each with the denominator of all of it.
import { boundarySync } from '../src/core/errors.ts'
import { ofPolicy } from '../src/core/policy-fault.ts'
import type { Scorer, TokenScores, TokenSequence, TrainablePolicy } from '../src/core/policy.ts'
import { Rng } from '../src/core/random.ts'
import { termsOf, type Lesson } from './lessons.ts'
import { microbatches } from './microbatches.ts'
import { optimizerStep, type SkipGuard } from './optimizer-step.ts'
import { policyLoss, type PolicyLoss } from './policy-loss.ts'
import { denominatorOf } from './sequence-terms.ts'
import type { TrainSettings } from './train-settings.ts'

export interface LearnContext {
  readonly policy: TrainablePolicy
  readonly settings: TrainSettings
  /** The frozen policy of the KL term; null without one. */
  readonly reference: Scorer | null
  readonly guard: SkipGuard
}

/** The weights of this training step. */
export interface Weights {
  readonly kl: number
  readonly entropy: number
}

export interface Learning {
  /** The losses of the passes of each optimizer step that was taken. */
  readonly losses: readonly (readonly PolicyLoss[])[]
  readonly gradNorms: readonly number[]
  readonly learningRate: number
  /** Of the tokens that were scored before the first update. */
  readonly entropies: readonly Float32Array[]
  /** |scorer - sampler| of each of those tokens, when both had the same weights. */
  readonly logProbDifferences: readonly number[]
  /** Why optimizer steps were skipped. */
  readonly skips: readonly string[]
}

/** Learns from the lessons of training step `step`, from 1. */
export async function learn(
  context: LearnContext,
  lessons: readonly Lesson[],
  { step, weights }: { readonly step: number; readonly weights: Weights },
): Promise<Learning> {
  const { policy, settings, reference, guard } = context
  const { algorithm, sampling, minibatches, updatesPerRollout, maxGradNorm, microbatchTokens } = settings
  const { temperature } = sampling
  const learningRate = settings.learningRate(step - 1)
  const losses: PolicyLoss[][] = []
  const gradNorms: number[] = []
  const skips: string[] = []
  let first: readonly Scored[] = []

  if (reference !== null) await ofPolicy(policy, () => scoreReference(reference, lessons, settings))
  for (let round = 0; round < updatesPerRollout; round++) {
    const rng = Rng.fromSeed(settings.seed)
    const order = rng
      .fork('minibatches')
      .fork(step - 1)
      .fork(round)
      .shuffle(lessons)
    for (const minibatch of shareOut(order, minibatches)) {
      const denominator = denominatorOf(
        minibatch.map(({ sequence }) => sequence.logProbs.length),
        sampling.maxTokens,
      )
      const passes: PolicyLoss[] = []
      const { gradNorm, skipped, scored } = await optimizerStep({
        policy,
        items: minibatch,
        sequencesOf: ({ sequence }) => [sequence],
        lossOf: (items, logProbs) => {
          const terms = items.map((item, index) => termsOf(item, logProbs[index]?.[0] as Float32Array))
          const loss = boundarySync('RLVR_TRAINER', `Loss of \`${algorithm.name}\``, () =>
            policyLoss(algorithm, terms, denominator, { klCoefficient: weights.kl }),
          )
          passes.push(loss)
          const bonus = -weights.entropy / denominator.tokens
          const coefficients = loss.coefficients.map((logProbs) => [
            { logProbs, ...(bonus !== 0 && { entropies: new Float64Array(logProbs.length).fill(bonus) }) },
          ])
          return { loss: loss.loss, coefficients }
        },
        temperature,
        microbatchTokens,
        learningRate,
        maxGradNorm,
        ...(settings.optimizer !== undefined && { optimizer: settings.optimizer }),
      })
      if (first.length === 0)
        first = scored.map(({ item, scores }) => ({ sequence: item.sequence, scores: scores[0] as TokenScores }))
      // A step that was not taken has no loss that was minimised.
      if (skipped === null) losses.push(passes)
      else skips.push(skipped)
      if (gradNorm !== null) gradNorms.push(gradNorm)
      guard.note(step, skipped)
    }
  }
  return { losses, gradNorms, learningRate, ...measured(first), skips }
}

/** What a rollout says of the policy where there is nothing to learn from it: every group was filtered out. */
export async function look(
  { policy, settings }: LearnContext,
  sequences: readonly TokenSequence[],
  step: number,
): Promise<Learning> {
  const scored = await ofPolicy(policy, () => scoredBy(policy, sequences, settings))
  const learningRate = settings.learningRate(step - 1)
  return { losses: [], gradNorms: [], learningRate, ...measured(scored), skips: [] }
}

interface Scored {
  readonly sequence: TokenSequence
  readonly scores: TokenScores
}

function measured(scored: readonly Scored[]): Pick<Learning, 'entropies' | 'logProbDifferences'> {
  return {
    entropies: scored.flatMap(({ scores }) => scores.entropies ?? []),
    logProbDifferences: scored.flatMap(({ sequence, scores }) =>
      Array.from(scores.logProbs, (logProb, index) => Math.abs(logProb - (sequence.logProbs[index] as number))),
    ),
  }
}

async function scoreReference(reference: Scorer, lessons: readonly Lesson[], settings: TrainSettings): Promise<void> {
  const bySequence = new Map(lessons.map((lesson) => [lesson.sequence, lesson]))
  for (const { sequence, scores } of await scoredBy(reference, [...bySequence.keys()], settings)) {
    const lesson = bySequence.get(sequence)
    if (lesson !== undefined) lesson.referenceLogProbs = scores.logProbs
  }
}

async function scoredBy(
  scorer: Scorer,
  sequences: readonly TokenSequence[],
  { sampling, microbatchTokens }: TrainSettings,
): Promise<Scored[]> {
  const scored: Scored[] = []
  for (const pass of microbatches(sequences, ({ tokens }) => [tokens.length], microbatchTokens)) {
    const scores = await scorer.score(pass, { temperature: sampling.temperature })
    pass.forEach((sequence, index) => scored.push({ sequence, scores: scores[index] as TokenScores }))
  }
  return scored
}

/** Consecutive parts of nearly equal size; empty ones are left out. */
function shareOut<Item>(items: readonly Item[], parts: number): Item[][] {
  return Array.from({ length: parts }, (_, part) =>
    items.slice(Math.floor((part * items.length) / parts), Math.floor(((part + 1) * items.length) / parts)),
  ).filter((share) => share.length > 0)
}
